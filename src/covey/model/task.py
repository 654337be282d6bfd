"""What a session works on, in one short line."""

from __future__ import annotations

LONGEST = 120
SECRET_WORDS = ("password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "authorization", "bearer")
TOKEN_STARTS = ("sk-", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "ASIA", "AIza", "eyJ")
"""How the credentials of well-known services begin."""
LONGEST_PLAIN_WORD = 24
LONGEST_PLAIN_NAME = 12
QUOTES = "\"'`,.;()[]{}<>"


def title(text: str) -> str:
    """Shorten a text to one line, with words that look like secrets left out (S1-16)."""
    shown: list[str] = []
    before = ""
    for word in text[: 20 * LONGEST].split():
        shown.append("[hidden]" if is_secret(word, before) else word)
        before = before + word if word in (":", "=") else word
    line = "".join(char if char.isprintable() else " " for char in " ".join(shown))
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def is_secret(word: str, before: str) -> bool:
    """Tell whether a word looks like a credential: assigned to a secret's name, after such a name, or a token."""
    lowered = word.lower()
    named = any(name in lowered for name in SECRET_WORDS)
    if named and ("=" in word or ":" in word.rstrip(":")):
        return True
    return _names_a_secret(before) or looks_random(word) or _holds_a_login(word)


def _names_a_secret(before: str) -> bool:
    """Tell whether a word announces a secret: `Password:`, `token =`, `--api-key`, `Bearer`."""
    lowered = before.lower()
    announces = before.endswith((":", "=")) or before.startswith("-") or lowered == "bearer"
    return announces and lowered.rstrip(":=").endswith(SECRET_WORDS)


def _holds_a_login(word: str) -> bool:
    """Tell whether a word is a URL with a password in it."""
    login, at, _ = word.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in login


def looks_random(word: str) -> bool:
    """Tell whether a word begins as a known kind of token does, or is long, mixes letters and digits, and no path."""
    core = word.strip(QUOTES)
    if core.startswith(TOKEN_STARTS) and len(core) > LONGEST_PLAIN_NAME:
        return True
    mixed = any(char.isdigit() for char in core) and any(char.isalpha() for char in core)
    return len(core) > LONGEST_PLAIN_WORD and mixed and not any(char in core for char in "/\\. ")
