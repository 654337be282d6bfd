"""From a PowerShell command to its effects: its own commands, redirections, and the programs that Bash has too."""

from __future__ import annotations

from covey.model.shell import shell_builtins
from covey.model.shell.call import Call, Runner
from covey.model.shell.cmdlets import run_cmdlet
from covey.model.shell.effect import WRITE
from covey.model.shell.look import program_of
from covey.model.shell.powershell_words import arguments
from covey.model.shell.programs import PROGRAMS
from covey.model.shell.scene import EnoughError, Feed, Reading, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.model.shell.effect import Effect
    from covey.model.shell.filesystem import Filesystem
    from covey.model.shell.scene import Words
    from covey.model.shell.tree import Node, Parse

PERHAPS = (
    *("if_statement", "foreach_statement", "for_statement", "while_statement", "do_statement", "switch_statement"),
    *("try_statement", "script_block_expression"),
)
"""What may come to pass, or not."""

FOLDERS = {
    **dict.fromkeys(("cd", "chdir", "sl", "set-location", "pushd", "push-location"), shell_builtins.cd),
    **dict.fromkeys(("popd", "pop-location"), shell_builtins.popd),
}


def effects_ps(
    command: str, cwd: str, environ: Mapping[str, str], parse: Parse, files: Filesystem
) -> tuple[Effect, ...]:
    """Read what a PowerShell command will write."""
    return read_ps(command, cwd, environ, parse, files).effects()


def read_ps(command: str, cwd: str, environ: Mapping[str, str], parse: Parse, files: Filesystem) -> Reading:
    """Read a PowerShell command."""
    reading = Reading(parse, environ, files, command.lower())
    try:
        _PowerShell().run(Scene(reading, cwd), parse(command))
    except (EnoughError, RecursionError):
        return reading  # what was found until here counts
    return reading


class _PowerShell(Runner):
    """Runs a tree as PowerShell would, as far as that can be known."""

    def run(self, scene: Scene, node: Node) -> None:
        """Run a node, and all that is in it."""
        if node.kind == "function_statement":
            return
        if node.kind in PERHAPS:
            fork = scene.fork()
            self._parts(fork, node)
            scene.doubt(fork)
            return
        if node.kind == "command" or (node.kind == "ERROR" and node.of_kind("command_name")):
            self._command(scene, node)
        elif node.kind == "redirected_file_name":
            self._redirect(scene, node.source().strip())
        self._parts(scene, node)
        if node.kind == "assignment_expression":
            self._assign(scene, node)

    def _parts(self, scene: Scene, node: Node) -> None:
        for part in node.parts:
            if part.parts:
                self.run(scene, part)

    def _redirect(self, scene: Scene, target: str) -> None:
        if not target.startswith("$"):  # of `$HOME/x` the grammar takes only the variable for the name
            words = [word for group in arguments(scene, target)[:1] for word in group if word]
            Call(self, scene, [None], Feed()).found(WRITE, *words, by=">")

    def _command(self, scene: Scene, node: Node) -> None:
        args = arguments(scene, _without_redirections(node).lstrip("&. "))
        if args and args[0][0] is not None:
            self._call(scene, [args[0][0], *(word for group in args[1:] for word in group)], args[1:])

    def words(self, scene: Scene, words: Words, feed: Feed) -> Feed:
        """Run a command by its words."""
        del feed
        if words and words[0] is not None:
            self._call(scene, words, [[word] for word in words[1:]])
        return Feed()

    def script(self, scene: Scene, text: str, feed: Feed) -> Feed:
        """Leave a script of another shell unread."""
        del scene, text
        return feed

    def _call(self, scene: Scene, words: Words, args: list[Words]) -> None:
        scene.reading.spend()
        call = Call(self, scene, words, Feed())
        name = call.name.lower().removesuffix(".exe")
        call.program = program_of(name)
        if name in FOLDERS:
            call.args = [
                word for word in call.args if word is None or word.text.lower() not in ("-path", "-literalpath")
            ]
            FOLDERS[name](call)
        elif call.program in scene.reading.mentioned and not run_cmdlet(call, args):
            call.name = name
            PROGRAMS.get(call.program, _nothing)(call)

    def _assign(self, scene: Scene, node: Node) -> None:
        named = [part for side in node.of_kind("left_assignment_expression") for part in side.within("variable")]
        values = [group for part in node.of_role("value") for group in arguments(scene, part.source())]
        is_text = len(values) == 1 and len(values[0]) == 1 and node.of_role("value")[0].source()[:1] in ("'", '"')
        for part in named:
            scene.variables[part.source().lstrip("$").lower()] = values[0][0] if is_text else None


def _nothing(_call: Call) -> None:
    pass


def _without_redirections(node: Node) -> str:
    if node.kind == "redirection":
        return " "
    return node.text + "".join(part.gap + _without_redirections(part) for part in node.parts)
