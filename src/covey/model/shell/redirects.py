"""What redirections write, and what a program reads through them."""

from __future__ import annotations

from covey.model.shell.effect import WRITE, Word
from covey.model.shell.scene import Feed
from covey.model.shell.tree import HERE_DOCUMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words
    from covey.model.shell.tree import Node

WRITING = (">", ">>", ">|", "&>", "&>>", "<>")
DUPLICATING = ">&"
STANDARD_OUTPUT = ("", "1")


class Redirections:
    """The redirections of one statement."""

    def __init__(self, call: Call) -> None:
        """Begin with none."""
        self.call, self.feed = call, call.feed
        self.words: Words = []
        self._kept_in: list[tuple[str, str | None]] = []
        self._is_diverted = False

    def add(self, node: Node, target: Words, output: Feed | None) -> None:
        """Note the file that a redirection writes, or what is read; `output` is that of `<(…)`."""
        if len(target) != 1:
            return
        sign, descriptor = _sign(node), "".join(part.text for part in node.of_role("descriptor"))
        word = _first_of_joined(node.of_role("destination")[0]) or target[0]
        if sign == DUPLICATING and word is not None and (word.text.rstrip("-").isdecimal() or word.text == "-"):
            self._is_diverted = self._is_diverted or (
                descriptor in STANDARD_OUTPUT and word.text not in STANDARD_OUTPUT
            )
        elif sign in WRITING or sign == DUPLICATING:
            if descriptor in STANDARD_OUTPUT or sign[0] == "&":
                self._divert(word, adds=sign.endswith(">>"))
            self.call.found(WRITE, word, by=">" if sign == "<>" else sign)
        elif descriptor == HERE_DOCUMENT:
            self.read_word(word)
        else:
            self.feed = output or Feed(self.call.text_at(word), patched=self.call.patched_at(word))

    def _divert(self, word: Word | None, *, adds: bool) -> None:
        """Take it that the output goes to a file, and remember what the command has written there before."""
        self._is_diverted = True
        path, files = self.call.path(word), self.call.reading.files
        if path and word and not word.is_pattern:
            self._kept_in.append((path, files.written(path) if adds and files.kind(path) else ""))

    def read_word(self, word: Word | None, end: str = "") -> None:
        """Read what a word says."""
        self.feed = Feed(None if word is None or word.is_pattern else word.text + end)

    def keep(self, output: Feed) -> Feed:
        """Keep what is known of the output in the files that it goes to; give what is left for a pipe."""
        for path, before in self._kept_in:
            text = None if before is None or output.text is None else before + output.text
            self.call.reading.files.write(path, text, () if before else output.patched)
        return Feed("") if self._is_diverted else output


def _first_of_joined(target: Node) -> Word | None:
    """Give the first of several words that the grammar has joined over a blank, as it does before empty backticks."""
    if target.kind != "concatenation" or not any(part.gap for part in target.parts[1:]):
        return None
    return Word(target.parts[0].source())


def _sign(node: Node) -> str:
    signs = [part for part in node.parts if part.role != "descriptor"]
    return "".join(part.source() for part in signs[: 1 + (len(signs) > 1 and signs[1].kind == "ERROR")])
