"""The measured tables, put into the page that explains them, so that nobody types figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from machine import in_words
from outcomes import HEADINGS, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BEGIN, END = "<!-- measured: `make bench-help ARGS=--page` writes from here -->", "<!-- to here -->"
TITLES = {"Write": "### Written with the Write tool", "Bash": "### Written through the shell"}


def write_page(page: Path, summaries: Sequence[Summary], report: dict[str, Any]) -> None:
    """Replace what stands between the marks of a page."""
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    tables = "\n".join(_tables(summaries, report))
    page.write_text(f"{head}{BEGIN}\n\n{tables}\n{END}{tail}", encoding="utf-8")


def _tables(summaries: Sequence[Summary], report: dict[str, Any]) -> Iterator[str]:
    day, rounds = report["measured"][:10], len(summaries[0].outcomes)
    yield f"Measured {day}, {rounds} runs of each in turn, with Claude Code {report['claude']}."
    yield f"The machine: {in_words(report)}."
    for tool, title in TITLES.items():
        yield from ("", title, "", _row(HEADINGS), _row(["---", *["--:"] * (len(HEADINGS) - 1)]))
        chosen = [one for one in summaries if one.tool == tool]
        yield from (_row(one.cells()) for one in chosen)
        yield from ("", "Wall times of all runs, in seconds:", "")
        yield from (f"- {one.way}: {', '.join(f'{run.seconds:.1f}' for run in one.outcomes)}" for one in chosen)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
