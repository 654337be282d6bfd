"""Does covey help? `make bench-help` lets four agents work without it, with a bare deny, and with it.

The agents are scripts, and no models; the clients, their tools and their hooks are real. The runs take turns, so that
what else the machine does meets all ways alike. A ratio that is over its limit is shown, and only that: the exit status
is 1 when agents that write with the Write tool and have covey lose something, or do not finish.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from covey.model.moment import rfc3339
from covey.testing.clients import NEWEST
from machine import in_words, surroundings
from outcomes import HEADINGS, RATIO_LIMIT, Outcome, Summary
from page import write_page
from runs import run
from ways import WAYS, WITH, WITHOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
OUTPUT, PAGE = ROOT / "build" / "bench-help.json", ROOT / "docs" / "concepts" / "does-it-help.md"
ROUNDS = 5
TOOLS = ("Write", "Bash")
WIDTH = 130
"""A table that is cut to a narrow terminal says nothing."""


def main(arguments: list[str]) -> int:
    """Run, show and write; the exit status is 1 when covey did not keep what it promises, not when it was slow."""
    options = _options(arguments)
    before = os.getloadavg()[0]
    console = Console(width=max(WIDTH, Console().width))
    kinds = [("Write", WITH)] if options.quick else [(tool, way) for tool in TOOLS for way in WAYS]
    summaries = list(_summaries(_take_turns(kinds, 1 if options.quick else options.rounds, console)))
    report = {"version": 1, "measured": rfc3339(time.time()), "quick": options.quick, "claude": NEWEST}
    report |= surroundings(before)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    whole = report | {"ratio_limit": RATIO_LIMIT, "rows": [one.as_json() for one in summaries]}
    options.output.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    if options.page:
        write_page(PAGE, summaries, report)
    _show(console, summaries, report, options.output)
    return 0 if all(one.is_whole for one in summaries if one.way == WITH) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure whether covey helps; a table, and a JSON file.")
    parser.add_argument("--quick", action="store_true", help="one run with covey: to see that it works, not how fast")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is run (%(default)s)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON goes (%(default)s)")
    parser.add_argument("--page", action="store_true", help=f"put the tables into {PAGE.relative_to(ROOT)} too")
    return parser.parse_args(arguments)


def _take_turns(kinds: list[tuple[str, str]], rounds: int, console: Console) -> dict[tuple[str, str], list[Outcome]]:
    """Run all kinds in turn, again and again, and say how each went."""
    found: dict[tuple[str, str], list[Outcome]] = {kind: [] for kind in kinds}
    for number in range(1, rounds + 1):
        for tool, way in kinds:
            outcome = run(WAYS[way], tool)
            found[tool, way].append(outcome)
            said = f"{outcome.finished} finished, {outcome.lost} lost, {outcome.seconds:.1f} s"
            console.print(f"round {number} of {rounds}, {tool}, {way}: {said}", highlight=False)
    return found


def _summaries(found: dict[tuple[str, str], list[Outcome]]) -> Iterator[Summary]:
    for (tool, way), outcomes in found.items():
        uncoordinated = found.get((tool, WITHOUT), [])
        baseline = Summary(tool, WITHOUT, uncoordinated, None).seconds if uncoordinated else None
        yield Summary(tool, way, outcomes, baseline)


def _show(console: Console, summaries: list[Summary], report: dict[str, Any], output: Path) -> None:
    for tool in dict.fromkeys(one.tool for one in summaries):
        table = Table(title=f"four agents that write with {tool}", title_justify="left")
        for heading in HEADINGS:
            table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
        for one in summaries:
            if one.tool == tool:
                table.add_row(*one.cells())
        console.print(table)
    console.print(f"The limit of the ratio with covey is {RATIO_LIMIT:g}.", highlight=False)
    console.print(f"{in_words(report)}; all figures: {output}", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
