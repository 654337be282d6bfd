"""From a command to its effects: the walk over its tree, statement by statement."""

from __future__ import annotations

from covey.model.shell.commands import Commands
from covey.model.shell.effect import Word
from covey.model.shell.scene import EXIT, LOOP, EnoughError, Feed, Reading, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from covey.model.shell.effect import Effect
    from covey.model.shell.filesystem import Filesystem
    from covey.model.shell.tree import Node, Parse

DEEPEST_SCRIPT = 5


def effects(command: str, cwd: str, environ: Mapping[str, str], parse: Parse, files: Filesystem) -> tuple[Effect, ...]:
    """Read what a Bash command will write."""
    return read(command, cwd, environ, parse, files).effects()


def read(command: str, cwd: str, environ: Mapping[str, str], parse: Parse, files: Filesystem) -> Reading:
    """Read a Bash command."""
    reading = Reading(parse, environ, files, command)
    try:
        Walk().script(Scene(reading, cwd), command, Feed())
    except (EnoughError, RecursionError):
        return reading  # what was found until here counts
    return reading


class Walk(Commands):
    """Runs a tree as Bash would, as far as that can be known."""

    def __init__(self) -> None:
        """Begin outside of any script."""
        self.depth = 0

    def script(self, scene: Scene, text: str, feed: Feed) -> Feed:
        """Run a script's text, unless it is a script in a script in a script."""
        if self.depth >= DEEPEST_SCRIPT:
            return Feed()
        self.depth += 1
        output = self.run(scene, scene.reading.parse(text), feed)
        self.depth -= 1
        return output

    def run(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run one statement, and give what is known of its output."""
        statement = STATEMENTS.get(node.kind)
        if statement is not None:
            return statement(self, scene, node, feed) or Feed("")
        return self._all(scene, node.parts, feed)

    def _all(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> Feed:
        """Run one after the other; what has an ampersand behind it runs by itself."""
        output = Feed("")
        for node, behind in zip(nodes, [*nodes[1:], None], strict=False):
            if scene.ended:
                break
            if node.parts:
                scene.has_failed = False
                is_apart = behind is not None and behind.kind == "&"
                output = output.plus(self.run(scene.fork() if is_apart else scene, node, feed))
                scene.ended = EXIT if scene.has_failed and scene.stops_on_failure else scene.ended
        return output

    def _condition(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> None:
        """Run what may fail without an end."""
        before, scene.stops_on_failure = scene.stops_on_failure, False
        self._all(scene, nodes, feed)
        scene.stops_on_failure = before

    def _forked(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> Scene:
        fork = scene.fork()
        self._all(fork, nodes, feed)
        return fork

    def subshell(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run what leaves nothing behind but files; `$(<FILE)` gives what is in the file."""
        if node.of_kind("file_redirect"):
            return self.redirections(scene.fork(), node, feed).feed
        return self._all(scene.fork(), node.parts, feed)

    def list_(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run `a && b` as if a succeeded, and `a || b` as if b may have run, unless it is known that a failed."""
        is_or, rest = bool(node.of_kind("||")), node.parts[1:]
        output = self.run(scene, node.parts[0], feed)
        if scene.ended or (scene.has_failed and not is_or):
            return output
        if is_or and not scene.has_failed:
            scene.doubt(self._forked(scene, rest, feed))
            return output
        output = output.plus(self._all(scene, rest, feed))
        scene.ended = scene.ended if is_or else ""  # the first of them may have failed
        return output

    def pipeline(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run each part by itself, with the output of the one before."""
        for part in node.parts:
            if part.parts:
                feed = self.run(scene.fork(), part, feed)
        return feed

    def if_(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run the condition, and all that may follow."""
        self._condition(scene, node.of_role("condition"), feed)
        clauses = node.of_kind("elif_clause", "else_clause")
        then = [part for part in node.parts if part.role != "condition" and part not in clauses]
        return self._choices(scene, [then, *(clause.parts for clause in clauses)], feed)

    def case(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run each case, as one that may not come to pass."""
        return self._choices(scene, [item.parts for item in node.of_kind("case_item")], feed)

    def _choices(self, scene: Scene, choices: Sequence[Sequence[Node]], feed: Feed) -> Feed:
        """Run what may come to pass, or not; give the output where only one of them has any."""
        forks = [scene.fork() for _ in choices]
        outputs = [self._all(fork, nodes, feed) for fork, nodes in zip(forks, choices, strict=True)]
        scene.doubt(*forks)
        said = [output for output in outputs if output.text != ""]
        return said[0] if len(said) == 1 else Feed() if said else Feed("")

    def for_(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run the body with each value; without values these are the parameters."""
        values = [word for part in node.of_role("value") for word in self.expand(scene, part)]
        values = values if node.of_kind("in") else scene.parameters
        inner = scene if all(word is not None and not word.is_pattern for word in values) else scene.fork()
        output = Feed("")
        for value in values:
            for name in node.of_role("variable"):
                inner.assign(name.text, value)
            output = output.plus(self._turn(inner, node.of_role("body"), feed))
        if inner is not scene:
            scene.doubt(inner)
        return output

    def _turn(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> Feed:
        """Run one turn of a loop."""
        output = self._all(scene, nodes, feed)
        scene.ended = "" if scene.ended == LOOP else scene.ended
        return output

    def while_(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run condition and body once, as what may not come to pass; where lines are read, with each line."""
        inner, output = scene.fork(), Feed("")
        for line in feed.lines() if _reads(node) else [feed]:
            output = output.plus(self._turn(inner, node.parts, line))
        scene.doubt(inner)
        return output

    def function(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Keep a function for when it is called."""
        for name, body in zip(node.of_role("name"), node.of_role("body"), strict=False):
            scene.functions[name.text] = body

    def assignment(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Give a variable its value."""
        self.assign(scene, node)

    def unset(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Empty variables."""
        for part in node.of_kind("variable_name"):
            scene.assign(part.text, Word(""))


def _reads(node: Node) -> bool:
    """Tell whether the condition of a loop reads lines."""
    commands = [part for condition in node.of_role("condition") for part in condition.within("command_name")]
    return any(name.source() == "read" for name in commands)


STATEMENTS: dict[str, Callable[[Walk, Scene, Node, Feed], Feed | None]] = {
    "c_style_for_statement": Walk.while_,
    "case_statement": Walk.case,
    "command": Walk.command,
    "command_substitution": Walk.subshell,
    "for_statement": Walk.for_,
    "function_definition": Walk.function,
    "if_statement": Walk.if_,
    "list": Walk.list_,
    "pipeline": Walk.pipeline,
    "process_substitution": Walk.subshell,
    "redirected_statement": Walk.redirected,
    "subshell": Walk.subshell,
    "unset_command": Walk.unset,
    "variable_assignment": Walk.assignment,
    "while_statement": Walk.while_,
}
"""How each kind of statement runs; of all others, their parts do."""
