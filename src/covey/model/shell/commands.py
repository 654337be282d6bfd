"""Simple commands: their words and redirections, and the rule of the program that they call."""

from __future__ import annotations

from covey.model.shell.assignments import store
from covey.model.shell.call import Call, Runner
from covey.model.shell.known import SILENT
from covey.model.shell.programs import PROGRAMS
from covey.model.shell.redirects import Redirections
from covey.model.shell.scene import RETURN, Feed
from covey.model.shell.words import expand, text_of
from covey.model.shell.wrappers import run_written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.effect import Word
    from covey.model.shell.scene import Scene, Words
    from covey.model.shell.tree import Node

SUBSTITUTIONS = ("command_substitution", "process_substitution")


class Commands(Runner):
    """Runs simple commands; what may stand in their words is a statement again."""

    def run(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run one statement, and give what is known of its output."""
        raise NotImplementedError

    def words(self, scene: Scene, words: Words, feed: Feed) -> Feed:
        """Run a command by its words."""
        scene.reading.spend()
        scene.has_failed = False
        scene.note_named(words)
        first = words[0] if words else None
        if first is None or first.is_pattern:
            return Feed() if words else Feed("")
        if first.text in scene.functions:
            return self._function(scene, scene.functions[first.text], words[1:], feed)
        call = Call(self, scene, words, feed)
        name = call.program
        rule = PROGRAMS.get(name) if name == "." or name in scene.reading.mentioned else None
        if rule is None and "/" in first.text and scene.reading.files.written(call.path(first) or ""):
            rule = run_written
        output = rule(call) if rule else None
        scene.reading.note_program(name)
        return output or (Feed("") if name in SILENT else Feed())

    def _function(self, scene: Scene, body: Node, parameters: Words, feed: Feed) -> Feed:
        """Run a function with its parameters."""
        before, scene.parameters = scene.parameters, parameters
        output = self.run(scene, body, feed)
        scene.parameters = before
        scene.ended = "" if scene.ended == RETURN else scene.ended
        return output

    def command(self, scene: Scene, node: Node, feed: Feed, more: Words | None = None) -> Feed:
        """Run a simple command, and give what is known of its output."""
        around = self.redirections(scene, node, feed)
        words: Words = []
        for part in node.parts:
            if part.kind in ("command_name", *SUBSTITUTIONS) or part.role == "argument":
                words += self.expand(scene, part)
            elif part.kind == "ERROR":
                self.run(scene, part, Feed())
        given = self._given(scene, node)
        before = {name: scene.variables[name] for name in given if name in scene.variables}
        scene.variables.update(given)
        output = self.words(scene, [*words, *around.words, *(more or [])], around.feed)
        for name in given:
            scene.variables.pop(name, None)
        scene.variables.update(before)
        return around.keep(output)

    def _given(self, scene: Scene, node: Node) -> dict[str, Word | None]:
        """Give the variables that stand before a program, for it alone."""
        parts = node.of_kind("variable_assignment")
        fork = scene.fork() if parts else scene
        for part in parts:
            self.assign(fork, part)
        names = [name.text for part in parts for name in part.of_role("name")]
        return {name: fork.variables[name] for name in names if name in fork.variables}

    def redirected(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run a statement with its redirections."""
        chain = node.lowered()
        if chain is not None:
            return self.run(scene, chain, feed)
        around = self.redirections(scene, node, feed)
        output = around.feed  # of `$(<FILE)`, which has no body
        for body in node.of_role("body"):
            if body.kind == "command":
                output = self.command(scene, body, around.feed, around.words)
            else:
                output = self.run(scene, body, around.feed)
        return around.keep(output)

    def redirections(self, scene: Scene, node: Node, feed: Feed) -> Redirections:
        """Note what redirections write; give the words that stand behind them, and what is read."""
        around = Redirections(Call(self, scene, [None], feed))
        for before, part in zip((None, *node.parts), node.parts, strict=False):
            if part.kind == "herestring_redirect" or _is_split_herestring(before):
                self.substitutions(scene, part)
                around.read_word(text_of(scene, (part, *part.parts)[-1]), end="\n")
            elif part.kind == "file_redirect":
                named = part.of_role("destination")
                targets = [self.expand(scene, word) for word in named]
                if targets:
                    is_pipe = named[0].kind == "process_substitution"
                    around.add(part, targets[0], scene.outputs.get(id(named[0])) if is_pipe else None)
                around.words += [word for words in targets[1:] for word in words]
        return around

    def assign(self, scene: Scene, node: Node) -> None:
        """Give a variable its value."""
        names, values = node.of_role("name"), node.of_role("value")
        for value in values:
            self.substitutions(scene, value)
        if names:
            store(scene, names[0], values[0] if values else None, adds=bool(node.of_kind("+=")))

    def expand(self, scene: Scene, node: Node) -> Words:
        """Give the words of a node, when the commands within it have run."""
        self.substitutions(scene, node)
        return expand(scene, node)

    def substitutions(self, scene: Scene, node: Node) -> None:
        """Run the commands within a word."""
        for part in node.within(*SUBSTITUTIONS):
            scene.outputs[id(part)] = self.run(scene, part, Feed())


def _is_split_herestring(before: Node | None) -> bool:
    """Tell whether the grammar has cut `<<<` in two, as it does behind another redirection."""
    return before is not None and before.kind == "ERROR" and before.source() == "<<"
