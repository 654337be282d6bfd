r"""Words halfway: text in which a backslash makes the next character mean itself, and the rest may still be magic."""

from __future__ import annotations

from covey.model.shell.effect import Word

BLANKS = " \t\n"
MAGIC = "*?["
SPECIAL = f"\\{MAGIC}]{{}},~{BLANKS}"
MOST_WORDS = 64
KEPT = {sign: chr(0xFDD0 + at) for at, sign in enumerate(("**", "*", "?", "[", "]", "{", ",", "}"))}
"""What stands for the wildcards of a pattern that is put into a word, where quotes do not touch them; no characters."""

UNKNOWN = chr(0xFDD0 + len(KEPT))
"""What stands for a part of a word that cannot be known; no character either."""

_WILDCARDS = {char: sign for sign, char in KEPT.items()}
_QUOTE_ALL = str.maketrans({char: "\\" + char for char in SPECIAL})
_QUOTE_BRACES = str.maketrans({char: "\\" + char for char in "\\{},~"})


def quoted(text: str) -> str:
    """Mark text so that all of it means itself."""
    return text.translate(_QUOTE_ALL)


def spilled(text: str) -> str:
    """Mark the value of a variable that stands without quotes: it is split at blanks, and its wildcards count."""
    return text.translate(_QUOTE_BRACES)


def patterned(text: str) -> str:
    """Mark a pattern that a variable or a program gives: its wildcards count, whatever quotes stand around it."""
    return _with_kept_wildcards(text, is_marked=True)


def in_script(word: Word) -> str:
    """Give a word as the text of a script, in which its wildcards are still known for what they are."""
    return _with_kept_wildcards(word.text, is_marked=False) if word.is_pattern else word.text


def out_of_script(word: Word) -> Word:
    """Give a name that a script spells out: a pattern, where the wildcards of one were put into it."""
    is_made = not word.is_pattern and any(char in _WILDCARDS for char in word.text)
    return word_of(signs_of(quoted(word.text))) if is_made else word


def marked(word: Word) -> str:
    """Mark a word that stays one word."""
    return patterned(word.text) if word.is_pattern else quoted(word.text)


def _with_kept_wildcards(text: str, *, is_marked: bool) -> str:
    signs = [KEPT.get(sign) or (quoted(sign[-1]) if is_marked else sign[-1]) for sign in signs_of(text)]
    return "".join(signs).replace(KEPT["*"] * 2, KEPT["**"])


def words_of(marked: str) -> list[Word]:
    """Expand braces, split at blanks, and tell patterns from text."""
    if not any(char in SPECIAL or char in _WILDCARDS or char == UNKNOWN for char in marked):
        return [Word(marked)]
    if all(char in BLANKS for char in marked):
        return []
    signs = signs_of(marked)
    return [word_of(word) for one in _braces(signs) for word in _split(one)]


def signs_of(marked: str) -> list[str]:
    """Cut marked text into characters, each with the backslash before it."""
    rest = iter(marked)
    return [char + next(rest, "\\") if char == "\\" else char for char in rest]


def word_of(signs: list[str]) -> Word:
    """Make a word: a pattern where a wildcard is left, else text."""
    if not _is_pattern(signs):
        return Word("".join(sign[-1] for sign in signs))
    text = "".join("\\" + sign if sign in "{}," else sign for sign in signs)
    while "**" in text:  # it means more in our patterns than in a shell
        text = text.replace("**", "*")
    return Word("".join(_WILDCARDS.get(char, char) for char in text), 1)


def _is_pattern(signs: list[str]) -> bool:
    if any(sign in _WILDCARDS or sign == UNKNOWN for sign in signs):
        return True
    return "*" in signs or "?" in signs or ("[" in signs and "]" in signs[signs.index("[") + 2 :])


def _split(signs: list[str]) -> list[list[str]]:
    words: list[list[str]] = [[]]
    for sign in signs:
        if sign not in BLANKS:
            words[-1].append(sign)
        elif words[-1]:
            words.append([])
    return words if words[-1] or len(words) == 1 else words[:-1]


def _braces(signs: list[str]) -> list[list[str]]:
    """Write out the first closed brace that has alternatives, and what follows from it."""
    for start, sign in enumerate(signs):
        if sign != "{":
            continue
        choices, end = _choices(signs, start)
        if len(choices) > 1:
            heads = [_braces(choice) for choice in choices]
            tails = _braces(signs[end + 1 :])
            found = [[*signs[:start], *one, *tail] for head in heads for one in head for tail in tails]
            return found[:MOST_WORDS]
    return [signs]


def _choices(signs: list[str], start: int) -> tuple[list[list[str]], int]:
    """Give the alternatives of the brace that opens here, none where it is not closed, and where it closes."""
    choices: list[list[str]] = [[]]
    depth = 0
    for at in range(start + 1, len(signs)):
        sign = signs[at]
        if sign == "}" and not depth:
            return (choices if len(choices) > 1 else _range("".join(choices[0]))), at
        depth += (sign == "{") - (sign == "}")
        if sign == "," and not depth:
            choices.append([])
        else:
            choices[-1].append(sign)
    return [], start


def _range(text: str) -> list[list[str]]:
    first, dots, last = text.partition("..")
    if not (dots and first.isdecimal() and last.isdecimal()):
        return []
    low, high = int(first), int(last)
    numbers = range(low, high + 1) if low <= high else range(low, high - 1, -1)
    return [list(str(number).zfill(len(first) if first[0] == "0" else 0)) for number in numbers[:MOST_WORDS]]
