"""What a redirection writes."""

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


def redirect(call: Call, node: Node, target: Words) -> Feed | None:
    """Note the file that a redirection writes; give what is read, where it reads."""
    sign = _sign(node)
    if len(target) != 1:
        return None
    word = target[0]
    if any(part.kind == "process_substitution" for part in node.of_role("destination")):
        return None
    word = word or _first_of_joined(node.of_role("destination")[0])
    if sign == DUPLICATING and word is not None and (word.text.rstrip("-").isdecimal() or word.text == "-"):
        return None
    if sign in WRITING or sign == DUPLICATING:
        call.found(WRITE, word, by=">" if sign == "<>" else sign)
        return None
    is_text = any(part.text == HERE_DOCUMENT for part in node.of_role("descriptor"))
    return read_text(word if is_text else None)


def _first_of_joined(target: Node) -> Word | None:
    """Give the first of several words that the grammar has joined over a blank, as it does before empty backticks."""
    if target.kind != "concatenation" or not any(part.gap for part in target.parts[1:]):
        return None
    return Word(target.parts[0].source())


def read_text(word: Word | None) -> Feed:
    """Give what a program reads from a word."""
    return Feed(None if word is None or word.is_pattern else word.text)


def _sign(node: Node) -> str:
    signs = [part for part in node.parts if part.role != "descriptor"]
    return "".join(part.source() for part in signs[: 1 + (len(signs) > 1 and signs[1].kind == "ERROR")])
