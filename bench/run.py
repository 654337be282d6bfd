"""Measure covey side by side in one run: `make bench` prints the table and writes build/bench.json.

Times of whole processes are told as ratios to the floor, `python -I -S -c pass`, run in turn with them: so they mean
the same on any machine. A limit that is not kept is shown, and only that: what must be right, such as one winner in
each race, decides about the exit status.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

import bridges
import crowds
import graphs
import monitors
import processes
from covey.model.moment import rfc3339
from machine import in_words, surroundings

if TYPE_CHECKING:
    from figures import Row

OUTPUT = Path(__file__).parents[1] / "build" / "bench.json"
WIDTH = 130
"""A table that is cut to a narrow terminal says nothing."""


def main(arguments: list[str]) -> int:
    """Measure, show and write; the exit status is 1 when something was wrong, not when it was slow."""
    options = _options(arguments)
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="covey-bench-") as folder:
        rooms = (processes, monitors, bridges, graphs, crowds)
        rows = [row for room in rooms for row in room.rows(Path(folder), quick=options.quick)]
    report = {"version": 1, "measured": rfc3339(time.time()), "quick": options.quick} | surroundings(before)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    whole = report | {"rows": [row.as_json() for row in rows]}
    options.output.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    _show(rows, report, options.output)
    return 0 if all(row.is_right for row in rows) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure covey; a table, and a JSON file.")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works, not how fast")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON goes (%(default)s)")
    return parser.parse_args(arguments)


def _show(rows: list[Row], report: dict[str, Any], output: Path) -> None:
    table = Table(title="covey, measured", title_justify="left")
    for heading in ("what", "figure", "limit", "kept", "median", "p99", "runs"):
        table.add_column(heading, justify="left" if heading == "what" else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row.cells())
    console = Console(width=max(WIDTH, Console().width))
    console.print(table)
    console.print(f"{in_words(report)}; all figures: {output}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
