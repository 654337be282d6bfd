"""What is looked for in a knowledge graph, whether something matches it, and how well.

A query is words. Each is looked for as the beginning of a word, whatever its case or accents; `active_session` is two
words, one after the other. What has all words in its name, its type or one observation matches; where nothing has,
what has some of them.
"""

from __future__ import annotations

import unicodedata

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST_BEGINNING = 2
"""A single Latin letter is a whole word: as a beginning it would match nearly everything."""

OF_NAME, OF_KIND, OF_TEXT = 8.0, 4.0, 2.0
"""What a whole word weighs where it is found; the beginning of one weighs half."""

EXACT = 100.0
"""What it weighs that the name is the query."""

USUAL_LENGTH = 200
"""Of a text, in characters; a match in a shorter one says more."""


ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""What each character is in plain form, as a table for `str.translate`: a search writes thousands of texts so."""


class Query(Value):
    """The words that are looked for: as they were written, and each in plain form."""

    written: tuple[str, ...]
    words: tuple[str, ...]

    def weigh(self, name: str, kind: str, text: str = "") -> float:
        """Say how well an entity with one of its observations matches; 0 where no word is found."""
        fields = ((plain(name), OF_NAME), (plain(kind), OF_KIND), (plain(text), OF_TEXT))
        found = sum(_best(word, fields) for word in self.words)
        exact = EXACT if found and fields[0][0].strip() == " ".join(self.words) else 0.0
        return found and exact + found + 1 / (1 + len(text) / USUAL_LENGTH)

    def matches(self, name: str, kind: str, text: str = "") -> bool:
        """Tell whether all words are found."""
        fields = [plain(name), plain(kind), plain(text)]
        return bool(self.words) and all(any(_begins(word, field) for field in fields) for word in self.words)


def understood(text: str) -> Query:
    """Read a query; one without letters or digits has no words, and matches nothing."""
    found = {word: part for part in text.split() if (word := plain(part).strip())}
    return Query(tuple(found.values()), tuple(found))


def plain(text: str) -> str:
    """Write a text as its words alone, each between single spaces: small letters and digits, without accents."""
    words = text.translate(ASCII) if text.isascii() else _spelled_out(text)
    return f" {' '.join(words.split())} "


def _spelled_out(text: str) -> str:
    parts = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in "".join(parts).lower())


def _best(word: str, fields: Sequence[tuple[str, float]]) -> float:
    return max(_worth(word, field) * weight for field, weight in fields)


def _worth(word: str, field: str) -> float:
    if f" {word} " in field:
        return 1.0
    return 0.5 if _begins(word, field) else 0.0


def _begins(word: str, field: str) -> bool:
    return (f" {word}" if may_go_on(word) else f" {word} ") in field


def may_go_on(word: str) -> bool:
    """Tell whether a word that is looked for may be the beginning of one."""
    last = plain(word).split()[-1]
    return len(last) >= SHORTEST_BEGINNING or not last.isascii()
