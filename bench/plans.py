"""What of plans is measured? `make bench-plans` kills their processes, breaks their conversations, and times them.

The model is a script; the clients, their tools and all processes are real. The exit status is 1 when something was lost
or done twice, or a conversation was not gone on with that nobody had broken, not when it was slow.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.table import Table

from covey.model.moment import rfc3339
from covey.testing.clients import NEWEST, OLDER
from machine import in_words, surroundings
from page import put_between, row
from plan_findings import HEADINGS, of_kills, of_overhead, of_resumes
from plan_kills import killed_plans
from plan_overhead import Overhead, runs
from plan_resumes import resumed_plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plan_findings import Finding

ROOT = Path(__file__).parents[1]
OUTPUT, PAGE = ROOT / "build" / "bench-plans.json", ROOT / "docs" / "concepts" / "plans-measured.md"
MARKS = ("<!-- measured: `make bench-plans ARGS=--page` writes from here -->", "<!-- to here -->")
SEED, ROUNDS, THINK_SECONDS = 20261125, 3, 2.0
WIDTH = 150
One = TypeVar("One")


def main(arguments: list[str]) -> int:
    """Measure, show and write."""
    options = _options(arguments)
    before = os.getloadavg()[0]
    console = Console(width=max(WIDTH, Console().width))
    report = {"version": 1, "measured": rfc3339(time.time()), "quick": options.quick, "seed": options.seed}
    found = _measured(options, report, console)
    report |= {"claude": [NEWEST, OLDER], **surroundings(before), "rows": [one.as_json() for one in found]}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if options.page:
        put_between(PAGE, MARKS, _page(found, report))
    _show(console, found, report, options.output)
    return 0 if all(one.is_right for one in found) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure plans; a table, and a JSON file.")
    parser.add_argument("--quick", action="store_true", help="little of each: to see that it works, not how fast")
    parser.add_argument("--seed", type=int, default=SEED, help="of the moments and the faults (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often plan and loop are timed (%(default)s)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON goes (%(default)s)")
    parser.add_argument("--page", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)} too")
    return parser.parse_args(arguments)


def _measured(options: argparse.Namespace, report: dict[str, Any], console: Console) -> list[Finding]:
    """Measure one after the other, and keep all that was seen in the report."""
    quick, seed = options.quick, options.seed
    timed = _said(console, runs(2, 0.1, 1) if quick else runs(20, THINK_SECONDS, options.rounds))
    overhead = Overhead(2 if quick else 20, 0.1 if quick else THINK_SECONDS, timed)
    resumed = resumed_plans(5, 1, 2, seed) if quick else resumed_plans(200, 4, 12, seed)
    killed = _said(console, killed_plans(2, 2, 8, seed) if quick else killed_plans(100, 20, 20, seed))
    report |= {"kills": [one.as_json() for one in killed], "resumes": [one.as_json() for one in resumed]}
    report["overhead"] = overhead.as_json()
    return [*of_kills(killed), *of_resumes(resumed), *of_overhead(overhead)]


def _said(console: Console, each: Iterable[One]) -> list[One]:
    """Collect what is measured, and say each."""
    found: list[One] = []
    for one in each:
        console.print(str(one), highlight=False, soft_wrap=True)
        found.append(one)
    return found


def _page(found: list[Finding], report: dict[str, Any]) -> Iterator[str]:
    clients = " and ".join(report["claude"])
    yield f"Measured {report['measured'][:10]}, with Claude Code {clients}, seed {report['seed']}."
    yield from (f"The machine: {in_words(report)}.", "", row(HEADINGS), row(["---"] * len(HEADINGS)))
    yield from (row(one.cells()) for one in found)


def _show(console: Console, found: list[Finding], report: dict[str, Any], output: Path) -> None:
    table = Table(title="plans", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading)
    for one in found:
        table.add_row(*one.cells(), style="" if one.is_right else "red")
    console.print(table)
    console.print(f"{in_words(report)}; all figures: {output}", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
