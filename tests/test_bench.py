"""The bench works, and what it measures is right; how fast it was is told by the bench alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench" / "run.py"
FIGURES = (
    "floor",
    "edit gate, 0 locks",
    "edit gate, 1,000 locks",
    "edit gate, 10,000 locks",
    "edit gate, settings files",
    "denied edit, 1,000 locks",
    "denied edit, 10,000 locks",
    "session start, 10 other sessions",
    "covey sessions live, 100 sessions",
    "monitor: a dead session's file is free within",
    "monitor, 10 sessions at rest: CPU of its first 1 s",
    "100 processes, one path",
    "50 processes on 20 paths: operations",
    "50 processes on 20 paths: p99",
)


@pytest.mark.requirement("S1-15")
@pytest.mark.timeout(300)
def test_a_quick_bench_measures_every_figure_and_finds_nothing_wrong(tmp_path: Path) -> None:
    output = tmp_path / "deeper" / "bench.json"
    done = subprocess.run(
        [sys.executable, str(BENCH), "--quick", "--output", str(output)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(output.read_text(encoding="utf-8"))
    assert report["quick"] is True
    assert report["versions"].keys() == {"covey", "python", "sqlite"}
    rows = report["rows"]
    for row, name in zip(rows, FIGURES, strict=True):
        assert row["name"].startswith(name)
        assert row["name"] in done.stdout
        assert row["right"] is True
        assert 0 < row["median_ms"] <= row["p99_ms"]
        assert row["runs"] > 0
    race, mill = rows[-3], rows[-2]
    assert race["fair_rounds"] == race["rounds"] == race["runs"] / 100
    assert (mill["busy"], mill["overlaps"]) == (0, 0)
