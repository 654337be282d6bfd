"""The escapes of `$'…'`, `printf` and `echo -e`."""

from __future__ import annotations

ONE = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
CODES = {"x": (16, 2), "u": (16, 4), "U": (16, 8)}
"""Escapes that give a character's number: its base, and how many digits at most."""

OCTAL = "01234567"
DIGITS = "0123456789abcdefABCDEF"


def unescaped(text: str) -> str:
    """Put in what each escape stands for."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\" or at + 1 == len(text):
            found.append(text[at])
            at += 1
        else:
            char, at = _escape(text, at + 1)
            found.append(char)
    return "".join(found)


def _escape(text: str, at: int) -> tuple[str, int]:
    """Give the character of the escape whose letter stands here, and where the text goes on."""
    letter = text[at]
    if letter in ONE:
        return ONE[letter], at + 1
    base, most = CODES.get(letter, (8, 3))
    start = at + (letter in CODES)
    if letter in CODES or letter in OCTAL:
        end = start
        while end < min(len(text), start + most) and text[end] in (DIGITS if base > 8 else OCTAL):  # noqa: PLR2004
            end += 1
        if end > start:
            return _char(int(text[start:end], base)), end
    return (letter if letter in "\\'\"?" else "\\" + letter), at + 1


def _char(number: int) -> str:
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""  # noqa: PLR2004 - Unicode
