"""The measured tables, put into the page that explains them, so that nobody types figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from machine import in_words
from outcomes import HEADINGS, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MARKS = ("<!-- measured: `make bench-help ARGS=--page` writes from here -->", "<!-- to here -->")
TITLES = {"Write": "### Written with the Write tool", "Bash": "### Written through the shell"}


def write_page(page: Path, summaries: Sequence[Summary], report: dict[str, Any]) -> None:
    """Put the tables of the four agents into their page."""
    put_between(page, MARKS, _tables(summaries, report))


def put_between(page: Path, marks: tuple[str, str], lines: Iterable[str]) -> None:
    """Replace what stands between the marks of a page."""
    begin, end = marks
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    words = "\n".join(lines).strip("\n")
    page.write_text(f"{head}{begin}\n\n{words}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def row(cells: Sequence[str]) -> str:
    """Give a row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def _tables(summaries: Sequence[Summary], report: dict[str, Any]) -> Iterator[str]:
    day, rounds = report["measured"][:10], len(summaries[0].outcomes)
    yield f"Measured {day}, {rounds} runs of each in turn, with Claude Code {report['claude']}."
    yield f"The machine: {in_words(report)}."
    for tool, title in TITLES.items():
        yield from ("", title, "", row(HEADINGS), row(["---", *["--:"] * (len(HEADINGS) - 1)]))
        chosen = [one for one in summaries if one.tool == tool]
        yield from (row(one.cells()) for one in chosen)
        yield from ("", "Wall times of all runs, in seconds:", "")
        yield from (f"- {one.way}: {', '.join(f'{run.seconds:.1f}' for run in one.outcomes)}" for one in chosen)
