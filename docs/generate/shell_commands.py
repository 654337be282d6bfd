"""The end of the page of shell commands: what came of the bank of commands that the tests run."""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from docs.generate.markdown import MADE, table
from tests.bank.rows import HARMLESS, WRITES, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.bank.rows import Row

PAGE = Path(__file__).parents[1] / "reference/shell-commands.md"
LONGEST_EXAMPLE = 80

TRIED = """
## Tried

The tests have a bank of commands (`tests/bank`): {writes} that an agent plausibly writes to change a given file, and
{harmless} that agents run all day and that leave that file alone. The gate is asked about each in a repository in which
another session holds four files, and each is run there in a real Bash. **Foretold: {foretold} of those that change a held
file ({percent:.1f} %); all others are found afterwards. Refused in vain: {refused} of the harmless ones.**
"""


def page() -> str:
    """Give the page, with what stands behind the mark made anew."""
    by_hand = PAGE.read_text(encoding="utf-8").partition(MADE)[0].rstrip()
    parts = [by_hand, MADE, *(part.strip("\n") for part in _tried(read(WRITES), read(HARMLESS)))]
    return "\n\n".join(parts) + "\n"


def _tried(writes: list[Row], harmless: list[Row]) -> list[str]:
    missed, refused = _marked(writes), _marked(harmless)
    foretold = len(writes) - len(missed)
    figures = {
        "writes": len(writes),
        "harmless": len(harmless),
        "foretold": foretold,
        "refused": len(refused) or "none",
    }
    parts = [TRIED.format(percent=100 * foretold / len(writes), **figures)]
    parts.append(table(["Commands that write", "Tried", "Foretold", "Found afterwards"], _kinds(writes)))
    if missed:
        parts.append(table(["Not foretold", "", "For example"], _reasons(missed)))
    parts.append(table(["Commands that do not", "Tried", "Not refused", "Refused in vain"], _kinds(harmless)))
    if refused:
        parts.append(table(["Refused in vain", "", "For example"], _reasons(refused)))
    return parts


def _marked(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.mark]


def _kinds(rows: list[Row]) -> Iterable[list[str]]:
    """Give how many of each kind there are, how many of those are right, and how many not."""
    for heading, group in _by(rows, lambda row: row.heading):
        wrong = len(_marked(group))
        yield [heading, str(len(group)), str(len(group) - wrong), str(wrong or "")]


def _reasons(rows: list[Row]) -> Iterable[list[str]]:
    for reason, group in sorted(_by(rows, lambda row: row.mark), key=lambda one: -len(one[1])):
        yield [reason, str(len(group)), f"<code>{_plain(_example(group))}</code>"]


def _example(rows: list[Row]) -> str:
    """Give the shortest command, cut if it must be."""
    shortest = min((row.text for row in rows), key=len)
    return shortest if len(shortest) <= LONGEST_EXAMPLE else shortest[:LONGEST_EXAMPLE] + "…"


def _plain(text: str) -> str:
    """Write a text so that neither HTML nor Markdown finds anything in it."""
    return escape(text).translate({ord(char): f"&#{ord(char)};" for char in "`*_\\[]"})


def _by(rows: list[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    names = list(dict.fromkeys(key(row) for row in rows))
    groups = groupby(sorted(rows, key=lambda row: names.index(key(row))), key)
    return [(name, list(group)) for name, group in groups]
