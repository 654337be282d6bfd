"""What scripts of JavaScript, Ruby, Perl, PHP and Lua write, where their calls spell it out; else that they write."""

from __future__ import annotations

from covey.model.shell.effect import REMOVE, WRITE, Word
from covey.model.shell.scene import Feed
from covey.model.shell.script_text import Script, split
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call

LONGEST_MODE = 4
COMMAND_QUOTES = "'\"`"


def _to_first(kind: str, names: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(names.split(), (kind,))


def _to_both(names: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(names.split(), (REMOVE, WRITE))


def _to_second(names: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(names.split(), ("", WRITE))


class Language(Value):
    """The calls of a language that get at files: what they do to their arguments, in order."""

    calls: dict[str, tuple[str, ...]]
    opens: tuple[str, ...] = ()
    """Calls that open a file, of a path and a mode."""

    starts: tuple[str, ...] = ()
    """Calls that run a command of the shell, or a program with its arguments."""

    signs: tuple[str, ...] = ()
    """Texts with which a script writes files that it does not name there."""


_OF_NODE = """
    appendFile createWriteStream outputFile outputJson truncate writeFile writeJson writeTextFile
    appendFileSync outputFileSync outputJsonSync truncateSync writeFileSync writeJsonSync writeTextFileSync Bun.write
"""
NODE = Language(
    _to_first(WRITE, _OF_NODE)
    | _to_first(REMOVE, "unlink rm rmdir remove unlinkSync rmSync rmdirSync removeSync")
    | _to_both("rename move renameSync moveSync")
    | _to_second("copyFile cp link symlink copyFileSync cpSync copySync linkSync symlinkSync"),
    ("open", "openSync"),
    ("execSync", "exec", "spawnSync", "spawn", "execFileSync", "execFile"),
)
RUBY = Language(
    _to_first(WRITE, "File.write IO.write File.binwrite IO.binwrite File.truncate FileUtils.touch")
    | _to_first(REMOVE, "File.delete File.unlink FileUtils.rm FileUtils.rm_f FileUtils.rm_r FileUtils.rm_rf")
    | _to_both("File.rename FileUtils.mv FileUtils.move")
    | _to_second("FileUtils.cp FileUtils.copy FileUtils.cp_r FileUtils.ln_s File.symlink File.link"),
    ("File.open", "File.new", "open"),
    ("system", "exec"),
    ("$-i",),
)
PERL = Language(
    _to_first(WRITE, "truncate write_file append_file write_text")
    | _to_first(REMOVE, "unlink rmtree remove_tree rmdir")
    | _to_both("rename move mv")
    | _to_second("copy cp symlink link"),
    ("open",),
    ("system", "exec"),
    ("$^I", "->spew", "->append"),
)
PHP = Language(
    _to_first(WRITE, "file_put_contents touch")
    | _to_first(REMOVE, "unlink rmdir")
    | _to_both("rename")
    | _to_second("copy symlink link"),
    ("fopen", "SplFileObject"),
    ("system", "exec", "shell_exec", "passthru", "popen"),
)
LUA = Language(_to_first(REMOVE, "os.remove") | _to_both("os.rename"), ("io.open",), ("os.execute", "io.popen"))
LANGUAGES = {
    **dict.fromkeys(("node", "nodejs", "ts-node", "tsx"), NODE),
    **dict.fromkeys(("lua", "luajit"), LUA),
    "perl": PERL,
    "php": PHP,
    "ruby": RUBY,
}


def words_of(language: Language) -> tuple[str, ...]:
    """Give what a script of a language that writes must hold one of, as the cheap look reads words."""
    names = (*language.calls, *language.opens, *language.starts, *language.signs)
    return tuple(sorted({name.rpartition(".")[2].lstrip("$->") for name in names}))


def run_script(call: Call, text: str, language: Language) -> None:
    """Note what a script does to files."""
    script = Script(text, call.base or "")
    for name, kinds in language.calls.items():
        for args in script.calls(name):
            _note(call, script, kinds, args)
    for name in language.opens:
        for args in script.calls(name):
            (_open_in_perl if language is PERL else _open)(call, script, args)
    for name in language.starts:
        for args in script.calls(name):
            _start(call, script, args)
    if any(sign in text for sign in language.signs):
        call.unresolved()


def _note(call: Call, script: Script, kinds: tuple[str, ...], args: list[str]) -> None:
    """Note what a call does to its arguments; where it removes, all that it is given."""
    each = kinds * len(args) if kinds == (REMOVE,) and call.program in ("perl", "ruby") else kinds
    for kind, arg in zip(each, args, strict=False):
        if kind:
            call.found(kind, _word(script, arg))


def _word(script: Script, written: str) -> Word | None:
    is_glob = written.startswith("glob")
    text = script.literal(written.removeprefix("glob").strip("( )") if is_glob else written)
    return None if text is None else Word(text, int(is_glob))


def _open(call: Call, script: Script, args: list[str]) -> None:
    mode = script.literal(args[1]) if len(args) > 1 else "r"
    if mode is not None and len(mode) < LONGEST_MODE and any(char in "wax+" for char in mode):
        call.found(WRITE, _word(script, args[0]))


def _open_in_perl(call: Call, script: Script, args: list[str]) -> None:
    """Note what `open` opens to be written, in either form: with a mode of its own, or before the name."""
    mode = script.literal(args[1]) if len(args) > 1 else "<"
    if mode is None:
        call.unresolved()
    elif mode.lstrip().startswith((">", "+")):
        name = mode.lstrip(" +<>").strip()
        is_apart = len(args) > 2 and (not name or name.startswith(":"))  # noqa: PLR2004 - handle, mode and name
        call.found(WRITE, _word(script, args[2]) if is_apart else Word(name))


def _start(call: Call, script: Script, args: list[str]) -> None:
    """Run a command: a text, in which variables stay what nobody knows, or a program with a list of arguments."""
    text = script.literal(args[0])
    if text is None and args[0][:1] in ("`", '"'):
        text = args[0][1:-1]
    if text is None:
        return
    if len(args) > 1 and args[1][:1] == "[":
        words = [_word(script, one) for one in split(args[1][1:].partition("]")[0], ",")]
        call.run([Word(text), *words], Feed())
    elif len(args) > 1 and args[1][:1] in COMMAND_QUOTES:
        call.run([Word(text), *(_word(script, one) for one in args[1:])], Feed())
    else:
        call.runner.script(call.scene.fork(), text, Feed())
