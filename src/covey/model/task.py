"""What a session works on, in one short line."""

from __future__ import annotations

LONGEST = 120
SECRET_WORDS = ("password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "authorization", "bearer")
LONGEST_PLAIN_WORD = 24


def title(text: str) -> str:
    """Shorten a text to one line, with words that look like secrets left out (S1-16)."""
    words = text[: 20 * LONGEST].split()
    shown = ["[hidden]" if is_secret(word, before) else word for before, word in zip(["", *words], words, strict=False)]
    line = "".join(char if char.isprintable() else " " for char in " ".join(shown))
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def is_secret(word: str, before: str) -> bool:
    """Tell whether a word looks like a credential: key=value of a secret's name, after such a name, or a long token."""
    lowered = word.lower()
    named = any(name in lowered for name in SECRET_WORDS)
    if named and ("=" in word or ":" in word.rstrip(":")):
        return True
    follows = before.lower().rstrip(":=").endswith(SECRET_WORDS) and before[-1:] in ":="
    return follows or before.lower() == "bearer" or looks_random(word)


def looks_random(word: str) -> bool:
    """Tell whether a word is long and mixes letters and digits as tokens do, and is no path."""
    core = word.strip("\"'`,.;()[]{}<>")
    mixed = any(char.isdigit() for char in core) and any(char.isalpha() for char in core)
    return len(core) > LONGEST_PLAIN_WORD and mixed and not any(char in core for char in "/\\. ")
