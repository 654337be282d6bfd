"""Crowds of warm processes: a race for one path, and a mill in which many take and give back the same few."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from covey.testing.git_folder import make_git_folder
from covey.testing.race import race
from covey.testing.rivals import Rivals
from figures import AT_LEAST, Row, middle, p99

if TYPE_CHECKING:
    from pathlib import Path

RIVALS, ROUNDS, QUICK_ROUNDS = 100, 1_000, 3
MILLERS, TURNS, QUICK_TURNS = 50, 100, 5
MILLS, QUICK_MILLS = 5, 1
PER_SECOND, P99_LIMIT_MS = 1_000.0, 50.0


class Mill(NamedTuple):
    """What one mill gave: each operation's milliseconds, how many a second, and what must not be."""

    times: list[float]
    per_second: float
    busy: int
    overlaps: int


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Measure the race and the mill."""
    if quick:
        return [_race(folder / "race", QUICK_ROUNDS), *_mills(folder / "mills", QUICK_MILLS, QUICK_TURNS)]
    return [_race(folder / "race", ROUNDS), *_mills(folder / "mills", MILLS, TURNS)]


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


def _mills(folder: Path, mills: int, turns: int) -> list[Row]:
    """Run some mills; the figures are those of the middle one, since a short one meets what else the machine does."""
    done = [_mill(folder / str(number), turns) for number in range(mills)]
    times = [time for mill in done for time in mill.times]
    busy, overlaps = sum(mill.busy for mill in done), sum(mill.overlaps for mill in done)
    right = not busy and not overlaps
    speeds, p99s = [round(mill.per_second, 1) for mill in done], [round(p99(mill.times), 2) for mill in done]
    more = {"busy": busy, "overlaps": overlaps, "slowest_ms": max(times), "per_second": speeds, "p99s_ms": p99s}
    name = f"{MILLERS} processes on 20 paths"
    return [
        Row(f"{name}: operations", middle(speeds), "/s", PER_SECOND, AT_LEAST, times, right, more),
        Row(f"{name}: p99", middle(p99s), "ms", P99_LIMIT_MS, milliseconds=times, is_right=right, more=more),
    ]


def _mill(folder: Path, turns: int) -> Mill:
    with Rivals(folder / "covey", _repository(folder), MILLERS, "mill", turns) as rivals:
        began = time.perf_counter()
        rivals.open_gate()
        reports = rivals.reports()
        seconds = time.perf_counter() - began
    times = [time / 1000 for report in reports for time in report.microseconds]
    busy, overlaps = (sum(int(report.outcome[place]) for report in reports) for place in (0, 1))
    return Mill(times, len(times) / seconds, busy, overlaps)


def _repository(folder: Path) -> Path:
    workspace = folder / "shop"
    make_git_folder(workspace / ".git")
    return workspace
