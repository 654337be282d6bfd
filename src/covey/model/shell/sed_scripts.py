"""The files that a script of sed's writes: its command `w`, and the flag of `s`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BETWEEN = " \t\n;{}"
ADDRESS = "0123456789,$~+!IM \t"
TO_THE_END = "aciIrR"
"""Commands that take the rest of their line for a text or a name."""

LABELLED = "bTt:"
WITH_NUMBER = "qQlL0123456789 "


def written_by(script: str) -> Iterator[str]:
    """Give the names of the files that a script writes."""
    rest = script
    while rest:
        rest = _behind_address(rest.lstrip(BETWEEN))
        name, rest = _command(rest)
        if name:
            yield name


def _behind_address(text: str) -> str:
    """Leave out which lines a command is for."""
    while text:
        rest = text.lstrip(ADDRESS)
        if rest[:1] == "/":
            rest = _behind(rest[1:], "/")
        elif rest[:1] == "\\":
            rest = _behind(rest[2:], rest[1:2])
        if rest == text:
            break
        text = rest
    return text


def _behind(text: str, end: str) -> str:
    """Give what stands behind the next sign that no backslash protects, nor a bracket."""
    at, is_class = 0, False
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] in "[]":
            is_class = text[at] == "["
        elif text[at] == end and not is_class:
            return text[at + 1 :]
        at += 1
    return ""


def _command(text: str) -> tuple[str, str]:
    """Give the file that a command writes, '' for none, and what stands behind the command."""
    name, rest = text[:1], text[1:]
    line = rest.partition("\n")
    if name in ("w", "W"):
        return line[0].strip(), line[2]
    if name in ("s", "y"):
        return _flags(_behind(_behind(rest[1:], rest[:1]), rest[:1]))
    if name and name in TO_THE_END:
        return "", _behind_text(rest)
    if name and name in LABELLED:
        return "", rest.lstrip(" ").lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
    return "", rest.lstrip(WITH_NUMBER) if name and name in "qQlL" else rest


def _behind_text(text: str) -> str:
    line, _, rest = text.partition("\n")
    while line.endswith("\\") and rest:
        line, _, rest = rest.partition("\n")
    return rest


def _flags(text: str) -> tuple[str, str]:
    """Read what stands behind a replacement."""
    rest = text.lstrip("0123456789gpiImMe")
    if rest[:1] != "w":
        return "", rest
    name, _, rest = rest[1:].partition("\n")
    return name.strip(), rest
