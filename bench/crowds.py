"""Crowds of warm processes: a race for one path, and a mill in which many take and give back the same few."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from covey.testing.race import race
from covey.testing.rivals import Rivals
from figures import AT_LEAST, Row, p99

if TYPE_CHECKING:
    from pathlib import Path

RIVALS, ROUNDS, QUICK_ROUNDS = 100, 1_000, 3
MILLERS, TURNS, QUICK_TURNS = 50, 200, 5
PER_SECOND, P99_LIMIT_MS = 1_000.0, 50.0


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Measure the race and the mill."""
    return [
        _race(folder / "race", QUICK_ROUNDS if quick else ROUNDS),
        *_mill(folder / "mill", QUICK_TURNS if quick else TURNS),
    ]


def _race(folder: Path, rounds: int) -> Row:
    """Race; the figure is the share of rounds with exactly one winner, who is the one holder too."""
    done = list(race(folder / "covey", _repository(folder), RIVALS, rounds))
    fair = sum(round_.is_fair for round_ in done)
    return Row(
        f"{RIVALS} processes, one path, {rounds:,} rounds: winners",
        sum(len(round_.winners) for round_ in done) / rounds,
        "a round",
        1.0,
        milliseconds=[time / 1000 for round_ in done for time in round_.microseconds],
        is_right=fair == rounds,
        more={"rounds": rounds, "fair_rounds": fair, "different_winners": len({round_.winners for round_ in done})},
    )


def _mill(folder: Path, turns: int) -> list[Row]:
    with Rivals(folder / "covey", _repository(folder), MILLERS, "mill", turns) as rivals:
        began = time.perf_counter()
        rivals.open_gate()
        reports = rivals.reports()
        seconds = time.perf_counter() - began
    times = [time / 1000 for report in reports for time in report.microseconds]
    busy, overlaps = (sum(int(report.outcome[place]) for report in reports) for place in (0, 1))
    right = not busy and not overlaps
    more = {"busy": busy, "overlaps": overlaps, "slowest_ms": max(times)}
    name = f"{MILLERS} processes on 20 paths"
    return [
        Row(f"{name}: operations", len(times) / seconds, "/s", PER_SECOND, AT_LEAST, times, right, more),
        Row(f"{name}: p99", p99(times), "ms", P99_LIMIT_MS, milliseconds=times, is_right=right, more=more),
    ]


def _repository(folder: Path) -> Path:
    workspace = folder / "shop"
    (workspace / ".git").mkdir(parents=True)
    return workspace
