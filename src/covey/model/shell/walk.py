"""From a command to its effects: the walk over its tree, statement by statement."""

from __future__ import annotations

from covey.model.shell.commands import Commands
from covey.model.shell.effect import Word
from covey.model.shell.scene import EnoughError, Feed, Reading, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from covey.model.shell.effect import Effect
    from covey.model.shell.filesystem import Filesystem
    from covey.model.shell.tree import Node, Parse

DEEPEST_SCRIPT = 5


def effects(command: str, cwd: str, environ: Mapping[str, str], parse: Parse, files: Filesystem) -> tuple[Effect, ...]:
    """Read what a Bash command will write."""
    reading = Reading(parse, environ, files, command)
    try:
        Walk().script(Scene(reading, cwd), command)
    except (EnoughError, RecursionError):
        return reading.effects()  # what was found until here counts
    return reading.effects()


class Walk(Commands):
    """Runs a tree as Bash would, as far as that can be known."""

    def __init__(self) -> None:
        """Begin outside of any script."""
        self.depth = 0

    def script(self, scene: Scene, text: str) -> None:
        """Run a script's text, unless it is a script in a script in a script."""
        if self.depth < DEEPEST_SCRIPT:
            self.depth += 1
            self.run(scene, scene.reading.parse(text), Feed())
            self.depth -= 1

    def run(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run one statement, and give what is known of its output."""
        statement = STATEMENTS.get(node.kind)
        if statement is not None:
            return statement(self, scene, node, feed) or Feed()
        return self._all(scene, node.parts, feed)

    def _all(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> Feed:
        """Run one after the other; what has an ampersand behind it runs by itself."""
        output = Feed()
        for node, behind in zip(nodes, [*nodes[1:], None], strict=False):
            if node.parts:
                output = self.run(scene.fork() if behind and behind.kind == "&" else scene, node, feed)
        return output

    def _forked(self, scene: Scene, nodes: Sequence[Node], feed: Feed) -> Scene:
        fork = scene.fork()
        self._all(fork, nodes, feed)
        return fork

    def subshell(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run what leaves nothing behind but files."""
        return self._all(scene.fork(), node.parts, feed)

    def list_(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run `a && b` as if a succeeded, and `a || b` as if b may have run."""
        if not node.of_kind("||"):
            return self._all(scene, node.parts, feed)
        output = self.run(scene, node.parts[0], feed)
        scene.doubt(self._forked(scene, node.parts[1:], feed))
        return output

    def pipeline(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run each part by itself, with the output of the one before."""
        for part in node.parts:
            if part.parts:
                feed = self.run(scene.fork(), part, feed)
        return feed

    def if_(self, scene: Scene, node: Node, feed: Feed) -> None:
        """Run the condition, and all that may follow."""
        self._all(scene, node.of_role("condition"), feed)
        clauses = node.of_kind("elif_clause", "else_clause")
        then = [part for part in node.parts if part.role != "condition" and part not in clauses]
        scene.doubt(*[self._forked(scene, parts, feed) for parts in (then, *(clause.parts for clause in clauses))])

    def case(self, scene: Scene, node: Node, feed: Feed) -> None:
        """Run each case, as one that may not come to pass."""
        scene.doubt(*[self._forked(scene, item.parts, feed) for item in node.of_kind("case_item")])

    def for_(self, scene: Scene, node: Node, feed: Feed) -> None:
        """Run the body with each value, or once with one that is not known."""
        values = [word for part in node.of_role("value") for word in self.expand(scene, part)]
        is_sure = bool(values) and all(word is not None and not word.is_pattern for word in values)
        inner = scene if is_sure else scene.fork()
        for value in values or [None]:
            inner.variables.update({name.text: value for name in node.of_role("variable")})
            self._all(inner, node.of_role("body"), feed)
        if inner is not scene:
            scene.doubt(inner)

    def while_(self, scene: Scene, node: Node, feed: Feed) -> None:
        """Run condition and body once, as what may not come to pass."""
        scene.doubt(self._forked(scene, node.parts, feed))

    def function(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Keep a function for when it is called."""
        for name, body in zip(node.of_role("name"), node.of_role("body"), strict=False):
            scene.functions[name.text] = body

    def assignment(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Give a variable its value."""
        self.assign(scene, node)

    def unset(self, scene: Scene, node: Node, _feed: Feed) -> None:
        """Empty variables."""
        scene.variables.update({part.text: Word("") for part in node.of_kind("variable_name")})


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
