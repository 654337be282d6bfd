"""Globs that are matched against texts: what `${V%…}` cuts off, and what `${V/…/…}` replaces."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.marks import signs_of, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WILDCARDS = ("*", "?")
LAST_NAME, FOLDER = ("##", "*/"), ("%", "/*")
"""How `basename` and `dirname` are written as cuts."""


def cut(value: Word, operator: str, glob: str) -> Word | None:
    """Cut what a glob matches off one end of a value: as little as possible, or with a doubled sign as much."""
    if value.is_pattern and (operator, glob) in (LAST_NAME, FOLDER):
        folder, slash, name = value.text.rpartition("/")
        return Word(("*" if name == "**" else name) if glob == "*/" else folder if slash else name, 1)
    signs = signs_of(glob)
    if "[" in signs or (value.is_pattern and any(sign in WILDCARDS for sign in signs)):
        return None
    is_end = operator[0] == "%"
    chars = signs_of(value.text) if value.is_pattern else [*value.text]
    ends = _ends(signs[::-1], chars[::-1]) if is_end else _ends(signs, chars)
    length = (max(ends) if len(operator) > 1 else min(ends)) if ends else 0
    left = chars[: len(chars) - length] if is_end else chars[length:]
    return Word("".join(left), value.is_pattern)


def replaced(value: Word, operator: str, glob: str, by: str) -> Word | None:
    """Put a text in for what a glob matches: once, or with `//` everywhere; with `/#` and `/%` at one end only."""
    signs, texts = signs_of(glob), words_of(by) or [Word("")]
    if "[" in signs or len(texts) != 1 or texts[0].is_pattern:
        return None
    if value.is_pattern:
        return _replaced_in_pattern(value, operator, "".join(sign[-1] for sign in signs), signs, texts[0].text)
    text, new = value.text, texts[0].text
    if operator == "/%":
        ends = _ends(signs[::-1], [*text[::-1]])
        return Word(text[: len(text) - max(ends)] + new if ends else text)
    found, at, is_left = "", 0, True
    while at < len(text):
        ends = _ends(signs, [*text[at:]]) if is_left else []
        length = max(ends, default=0)
        if ends and (length or operator == "/#"):
            found, at = found + new, at + length
            is_left = operator == "//"
        else:
            found, at = found + text[at], at + 1
            is_left = is_left and operator != "/#"
    return Word(found)


def _replaced_in_pattern(value: Word, operator: str, old: str, signs: list[str], new: str) -> Word | None:
    """Replace a plain text that stands once in a pattern; elsewhere its wildcards may hold it too."""
    if any(sign in WILDCARDS for sign in signs) or value.text.count(old) != 1 or "\\" in value.text + new:
        return None
    is_at_end = {"/#": value.text.startswith(old), "/%": value.text.endswith(old)}.get(operator, True)
    return Word(value.text.replace(old, new), 1) if is_at_end else None


def _ends(signs: list[str], chars: list[str]) -> list[int]:
    """Give the lengths of all beginnings of a text that a glob matches."""
    ends: list[int] = []
    places = _closed({0}, signs)
    for at in range(len(chars) + 1):
        if len(signs) in places:
            ends.append(at)
        if at < len(chars):
            places = _closed(_after(places, signs, chars[at]), signs)
    return ends


def _after(places: Iterable[int], signs: list[str], char: str) -> set[int]:
    inner = [place for place in places if place < len(signs)]
    fitting = [place for place in inner if signs[place] in WILDCARDS or signs[place][-1] == char[-1]]
    return {place + (signs[place] != "*") for place in fitting}


def _closed(places: set[int], signs: list[str]) -> set[int]:
    """Add what is reached without a character: a star may stand for nothing."""
    found = {*places}
    for place in sorted(places):
        at = place
        while at < len(signs) and signs[at] == "*":
            at += 1
            found.add(at)
    return found
