"""Programs that run other programs, or scripts, in their place."""

from __future__ import annotations

from covey.model.shell import options
from covey.model.shell.call import STANDARD_INPUT
from covey.model.shell.effect import WRITE, Word
from covey.model.shell.marks import in_script
from covey.model.shell.scene import EXIT, RETURN, Feed
from covey.model.shell.words import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Scene, Words

WRAPPERS = {
    "builtin": ("", "", 0),
    "bunx": ("", "", 0),
    "caffeinate": ("t:w:", "", 0),
    "chronic": ("", "", 0),
    "command": ("", "", 0),
    "coproc": ("", "", 0),
    "doas": ("u:C:", "", 0),
    "exec": ("a:", "", 0),
    "gtime": ("f:o:", "format output", 0),
    "ionice": ("c:n:p:t", "class classdata", 0),
    "nice": ("n:", "adjustment", 0),
    "nohup": ("", "", 0),
    "npx": ("p:c:", "package call", 0),
    "setsid": ("", "", 0),
    "stdbuf": ("i:o:e:", "input output error", 0),
    "sudo": ("u:g:C:D:h:p:R:T:U:r:t:", "user group chdir host prompt", 0),
    "time": ("f:o:", "format output", 0),
    "timeout": ("k:s:", "kill-after signal", 1),
    "unbuffer": ("", "", 0),
    "uvx": ("", "from with python", 0),
    "xvfb-run": ("n:s:e:f:p:w:", "server-num server-args", 0),
}
"""Programs that run the rest of their words: their options that take a value, and how many operands come first."""

RUNNERS = {
    "bun": ("x", "run"),
    "bundle": ("exec",),
    "hatch": ("run",),
    "npm": ("exec", "x"),
    "pdm": ("run",),
    "pipenv": ("run",),
    "pnpm": ("exec", "dlx"),
    "poetry": ("run",),
    "rye": ("run",),
    "uv": ("run", "tool"),
    "yarn": ("exec", "dlx", "run"),
}
"""Programs that run the rest of their words after one of these commands."""


def wrap(call: Call) -> Feed:
    """Run what a wrapper wraps."""
    short, long, skipped = WRAPPERS[call.program]
    given = call.options(short, long, stops=True)
    if call.program == "command" and given.has("-v", "-V"):
        return Feed()
    output = call.run(given.operands[skipped:])
    if call.name == "exec" and given.operands:
        call.scene.ended = EXIT
    return output


def run_tool(call: Call) -> Feed:
    """Run a tool of a project: `uv run ruff …`."""
    first = options.read(call.args, stops=True).operands
    if not first or first[0] is None or first[0].text not in RUNNERS[call.program]:
        return Feed()
    rest = options.read(first[1:], "p:", "with package extra group python project directory", stops=True).operands
    is_doubled = first[0].text == "tool" and rest[:1] == [Word("run")]
    return call.run(rest[1:] if is_doubled else rest)


def env(call: Call) -> Feed:
    """Run a program in another environment, which may also be another folder."""
    given = call.options("u:C:S:", "unset chdir split-string", stops=True)
    folders = given.given("-C", "--chdir")
    words, scene = given.operands, call.scene.fork()
    while words and (words[0] is None or "=" in words[0].text):
        if words[0] is not None:
            name, _, value = words[0].text.partition("=")
            scene.assign(name, Word(value, words[0].is_pattern))
        words = words[1:]
    if folders:
        scene.enter(folders[-1])
    for split in given.given("-S", "--split-string"):
        return call.runner.script(scene, in_script(split), call.feed) if split else Feed()
    return call.runner.words(scene, words, call.feed)


def eval_(call: Call) -> Feed:
    """Run the words, joined, as a script."""
    script = joined(call.args, " ")
    return call.runner.script(call.scene, script.text, call.feed) if script is not None else Feed()


def shell(call: Call) -> Feed:
    """Run the script of -c, or the one that is read."""
    given = call.options("c:o:O:", "rcfile init-file", stops=True)
    scripts, operands = given.given("-c"), given.operands
    if scripts and scripts[0] is not None and scripts[0].text.startswith("-"):  # bash -c -e 'script'
        scripts, operands = operands[:1], operands[1:]
    scene = call.scene.fork()
    scene.stops_on_failure = given.has("-e")
    if scripts and scripts[0] is not None:
        scene.variables["0"], scene.parameters = (operands or [None])[0], operands[1:]
        return call.runner.script(scene, in_script(scripts[0]), call.feed)
    if not operands or given.has("-s") or operands[0] == Word("-"):
        scene.parameters = operands
        return Feed() if call.feed.text is None else call.runner.script(scene, call.feed.text, Feed())
    return _run_file(call, scene, operands)


def source(call: Call) -> Feed:
    """Run a script that the command has written, here."""
    return _run_file(call, call.scene, call.args)


def _run_file(call: Call, scene: Scene, words: Words) -> Feed:
    """Run a script whose text stands in the command; what is in other files is seen when it has happened."""
    path = call.path(words[0]) if words else None
    text = call.feed.text if words[:1] == [STANDARD_INPUT] else call.reading.files.written(path) if path else None
    if text is None:
        return Feed()
    before, scene.parameters = scene.parameters, words[1:] or scene.parameters
    output = call.runner.script(scene, text, call.feed)
    scene.parameters = before
    scene.ended = "" if scene.ended == RETURN else scene.ended
    return output


def run_written(call: Call) -> Feed:
    """Run a program that the command has written: a script, by what its first line names."""
    text = call.reading.files.written(call.path(call.word) or "")
    if not text or not text.startswith("#!"):
        return Feed()
    names = text[2:].partition("\n")[0].split()
    names = names[1:] if names[:1] == ["/usr/bin/env"] else names
    return call.run([*(Word(name) for name in names if name != "-S"), call.word, *call.args])


def flock(call: Call) -> Feed:
    """Run a program, or with -c a script, under a lock."""
    given = call.options("w:E:c:", "timeout conflict-exit-code command", stops=True)
    words = given.operands[1:]
    if not call.kind_at((given.operands or [None])[0]):
        call.found(WRITE, *given.operands[:1])
    scripts = [*given.given("-c", "--command"), *(words[1:2] if words[:1] == [Word("-c")] else [])]
    if scripts:
        return call.runner.script(call.scene.fork(), in_script(scripts[0]), call.feed) if scripts[0] else Feed()
    return call.run(words) if words else Feed()


def trap(call: Call) -> None:
    """Run what is kept for a signal or the end, as what may come to pass."""
    script = call.options().operands[:1]
    if len(call.args) > 1 and script and script[0] and script[0] != Word("-"):
        call.runner.script(call.scene.fork(), in_script(script[0]), Feed())
