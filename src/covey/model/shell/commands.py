"""Simple commands: their words and redirections, and the rule of the program that they call."""

from __future__ import annotations

from covey.model.shell.call import Call, Runner
from covey.model.shell.effect import Word
from covey.model.shell.programs import PROGRAMS
from covey.model.shell.redirects import read_text, redirect
from covey.model.shell.scene import Feed
from covey.model.shell.words import expand, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
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
        first = words[0] if words else None
        if first is None or first.is_pattern:
            return Feed()
        if first.text in scene.functions:
            before, scene.parameters = scene.parameters, words[1:]
            self.run(scene, scene.functions[first.text], Feed())
            scene.parameters = before
            return Feed()
        call = Call(self, scene, words, feed)
        rule = PROGRAMS.get(call.program) if call.program in scene.reading.mentioned else None
        return (rule(call) if rule else None) or Feed()

    def command(self, scene: Scene, node: Node, feed: Feed, more: Words | None = None) -> Feed:
        """Run a simple command, and give what is known of its output."""
        after, feed = self.redirections(scene, node, feed)
        words: Words = []
        for part in node.parts:
            if part.kind in ("command_name", *SUBSTITUTIONS) or part.role == "argument":
                words += self.expand(scene, part)
            elif part.kind == "variable_assignment":
                self.substitutions(scene, part)
            elif part.kind == "ERROR":
                self.run(scene, part, Feed())
        return self.words(scene, [*words, *after, *(more or [])], feed)

    def redirected(self, scene: Scene, node: Node, feed: Feed) -> Feed:
        """Run a statement with its redirections."""
        chain = node.lowered()
        if chain is not None:
            return self.run(scene, chain, feed)
        more, feed = self.redirections(scene, node, feed)
        output = Feed()
        for body in node.of_role("body"):
            is_simple = body.kind == "command"
            output = self.command(scene, body, feed, more) if is_simple else self.run(scene, body, feed)
        return output

    def redirections(self, scene: Scene, node: Node, feed: Feed) -> tuple[Words, Feed]:
        """Note what redirections write; give the words that stand behind them, and what is read."""
        more: Words = []
        call = Call(self, scene, [None], feed)
        for before, part in zip((None, *node.parts), node.parts, strict=False):
            if part.kind == "herestring_redirect" or _is_split_herestring(before):
                self.substitutions(scene, part)
                feed = read_text(text_of(scene, (part, *part.parts)[-1]))
            elif part.kind == "file_redirect":
                targets = [self.expand(scene, word) for word in part.of_role("destination")]
                feed = (redirect(call, part, targets[0]) if targets else None) or feed
                more += [word for words in targets[1:] for word in words]
        return more, feed

    def assign(self, scene: Scene, node: Node) -> None:
        """Give a variable its value."""
        names, values = node.of_role("name"), node.of_role("value")
        for value in values:
            self.substitutions(scene, value)
        if names and names[0].kind == "variable_name":
            is_plain = bool(node.of_kind("="))  # and not +=
            value = text_of(scene, values[0]) if values else Word("")
            scene.variables[names[0].text] = value if is_plain else None

    def expand(self, scene: Scene, node: Node) -> Words:
        """Give the words of a node, when the commands within it have run."""
        self.substitutions(scene, node)
        return expand(scene, node)

    def substitutions(self, scene: Scene, node: Node) -> None:
        """Run the commands within a word."""
        for part in node.within(*SUBSTITUTIONS):
            self.run(scene, part, Feed())


def _is_split_herestring(before: Node | None) -> bool:
    """Tell whether the grammar has cut `<<<` in two, as it does behind another redirection."""
    return before is not None and before.kind == "ERROR" and before.source() == "<<"
