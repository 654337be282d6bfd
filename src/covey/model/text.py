"""Texts of whatever origin, made fit to stand in a line."""

from __future__ import annotations

EMOJI_JOINER = "\u200d"
LEFT, RIGHT = "\u201c", "\u201d"
HARMLESS = str.maketrans({LEFT: "'", RIGHT: "'", "<": "\u2039", ">": "\u203a", "`": "'"})
"""What could end a quotation, or pass for a tag or a block of code, becomes what looks like it and cannot."""

LONGEST_QUOTATION = 200


def plain(text: str) -> str:
    """Write a text as it is, but for what would move the cursor, hide or break the line: that is escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == EMOJI_JOINER else char.encode("unicode_escape").decode() for char in text
    )


def quoted(text: str, most: int = LONGEST_QUOTATION) -> str:
    """Write the words of a session as a quotation in a text for another one's model: on one line, and cut.

    Nothing in them can end the quotation: it is closed by a mark that cannot be in it.
    """
    line = plain(" ".join(text[: 20 * most].split())).translate(HARMLESS)
    return f"{LEFT}{line if len(line) <= most else line[: most - 1] + '…'}{RIGHT}"


def has_quotation(text: str) -> bool:
    """Tell whether words of a session are quoted in a text."""
    return LEFT in text
