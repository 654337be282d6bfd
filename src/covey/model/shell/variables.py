"""What `${…}` makes of a variable's value, where that can be told by looking."""

from __future__ import annotations

from covey.model.shell.effect import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.tree import Node

CUTS = {"%": (-1, False), "%%": (-1, True), "#": (1, False), "##": (1, True)}
"""What each operator cuts off: from which end, and whether as much as it can."""


def expanded(value: Word | None, node: Node) -> Word | None:
    """Apply the operator of an expansion to a value; None where the result cannot be told."""
    signs = [part.source() for part in node.parts[1:-1]]
    if len(signs) == 1:
        return value
    if len(signs) == 3 and value is not None and signs[1] in CUTS:  # noqa: PLR2004 - name, operator, what to cut
        return cut(value, signs[1], signs[2])
    if len(signs) > 1 and signs[1] in (":-", "-") and value is not None and value.text:
        return value
    return None


def cut(value: Word, operator: str, wanted: str) -> Word | None:
    """Cut a literal off one end of a value, or all up to a literal."""
    side, is_greedy = CUTS[operator]
    starred = wanted.removesuffix("*") if side < 0 else wanted.removeprefix("*")
    if any(char in "*?[\\'\"$`" for char in starred) or (value.is_pattern and starred != wanted):
        return None
    if starred == wanted:
        text = value.text.removesuffix(wanted) if side < 0 else value.text.removeprefix(wanted)
    else:
        text = _cut_at(value.text, starred, side, is_first=is_greedy == (side < 0))
    return Word(text, value.is_pattern)


def _cut_at(text: str, sign: str, side: int, *, is_first: bool) -> str:
    at = text.find(sign) if is_first else text.rfind(sign)
    if at < 0 or not sign:
        return text
    return text[:at] if side < 0 else text[at + len(sign) :]
