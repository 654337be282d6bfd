"""The benches work, and what they measure is right; how fast it was is told by the benches alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHES = Path(__file__).parents[1] / "bench"
FIGURES = (
    "floor",
    "edit gate, 0 locks",
    "edit gate, 1,000 locks",
    "edit gate, 10,000 locks",
    "edit gate, settings files",
    "denied edit, 1,000 locks",
    "denied edit, 10,000 locks",
    "shell gate, a command that reads",
    "shell gate, a command that is parsed",
    "shell gate, a command that is watched",
    "session start, 10 other sessions",
    "covey sessions live, 100 sessions",
    "monitor: a dead session's file is free within",
    "monitor, 10 sessions at rest: CPU of its first 1 s",
    "bridge: first answer",
    "bridge: memory",
    "search of 2,000 observations, warm: p50",
    "search of 2,000 observations, cold: p50",
    "search of 2,000 observations: a substring scan",
    "search for lock_ among 100 sessions with 1,000 locks",
    "100 processes, one path",
    "50 processes on 20 paths: operations",
    "50 processes on 20 paths: p99",
)


@pytest.mark.requirement("S1-15")
@pytest.mark.timeout(300)
def test_a_quick_bench_measures_every_figure_and_finds_nothing_wrong(tmp_path: Path) -> None:
    output = tmp_path / "deeper" / "bench.json"
    done = bench("run.py", "--quick", "--output", str(output))
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


@pytest.mark.requirement("B-3", "S1-10")
@pytest.mark.usefixtures("client")
@pytest.mark.timeout(300)
def test_four_real_clients_with_covey_finish_all_their_work_and_lose_nothing(tmp_path: Path) -> None:
    """A deny must not make things worse (issue 3)."""
    output = tmp_path / "help.json"
    done = bench("help.py", "--quick", "--output", str(output))
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(output.read_text(encoding="utf-8"))["rows"]
    (run,) = row["runs"]
    assert (row["tool"], row["way"], row["whole"]) == ("Write", "with covey", True)
    assert (run["finished"], run["lost"], run["mixed_commits"]) == (12, 0, 0)
    assert "12 of 12" in done.stdout


@pytest.mark.requirement("B-6", "S2-12")
@pytest.mark.usefixtures("client")
@pytest.mark.timeout(300)
def test_a_plan_that_is_killed_is_whole_and_one_whose_conversations_are_broken_completes(tmp_path: Path) -> None:
    output = tmp_path / "plans.json"
    done = bench("plans.py", "--quick", "--output", str(output))
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(output.read_text(encoding="utf-8"))
    assert all(row["is_right"] for row in report["rows"])
    kills, (resumed,) = report["kills"], report["resumes"]
    assert sum(killed["moments"] for killed in kills) == 2  # a plan that is over sooner is followed by another
    assert all(killed["whole"] for killed in kills)
    assert (len(resumed["faults"]), resumed["right"], resumed["failed"]) == (2, True, [])
    assert sum(resumed["told"]["resumes"].values()) == resumed["resumes"] == 5
    assert {run["way"] for run in report["overhead"]["runs"]} == {"shell loop", "plan"}


def test_the_bare_deny_of_the_bench_holds_a_file_until_its_session_ends(tmp_path: Path) -> None:
    wanted: dict[str, Any] = {"hook_event_name": "PreToolUse", "tool_input": {"file_path": "/shop/price.py"}}

    def said(session: str, **call: Any) -> str:
        return bench("bare_deny.py", str(tmp_path), words=json.dumps({"session_id": session, **call})).stdout

    assert (said("a", **wanted), said("a", **wanted)) == ("", "")
    assert json.loads(said("b", **wanted))["hookSpecificOutput"]["permissionDecisionReason"] == "The file is locked."
    assert said("a", hook_event_name="SessionEnd") == ""
    assert said("b", **wanted) == ""


def bench(name: str, *arguments: str, words: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the programs in bench/ to its end, with these words on its stdin."""
    command = [sys.executable, str(BENCHES / name), *arguments]
    return subprocess.run(command, input=words, capture_output=True, text=True, timeout=240, check=False)
