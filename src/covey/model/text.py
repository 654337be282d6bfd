"""Texts of whatever origin, made fit to stand in a line."""

from __future__ import annotations

EMOJI_JOINER = "\u200d"


def plain(text: str) -> str:
    """Write a text as it is, but for what would move the cursor, hide or break the line: that is escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == EMOJI_JOINER else char.encode("unicode_escape").decode() for char in text
    )
