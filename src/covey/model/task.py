"""What a session works on, in one short line."""

from __future__ import annotations

from covey.model.secrets import without_secrets

LONGEST = 120


def title(text: str) -> str:
    """Shorten a text to one line, with words that look like secrets left out (S1-16)."""
    words: list[str] = []
    room = LONGEST
    for word in without_secrets(text[: 20 * LONGEST]):
        words.append(word)
        room -= len(word) + 1
        if room < -1:  # there is more than can be shown
            break
    line = "".join(char if char.isprintable() else " " for char in " ".join(words))
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
