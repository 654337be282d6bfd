"""A turn hangs when nothing of it lives, and not when it takes long."""

from __future__ import annotations

import pytest

from covey.claude.watchdog import Signs, Watchdog

BUSY = 0.5
IDLE = 0.013


def hangs_at(signs: list[Signs], hang_seconds: float = 100) -> int | None:
    """Give the second at which a turn is found to hang, that showed one list of signs each second."""
    now = iter(range(len(signs)))
    second = 0
    watchdog = Watchdog(hang_seconds, lambda: signs[second])
    for second in now:
        if watchdog.is_hung(second):
            return second
    return None


@pytest.mark.parametrize(
    "sign",
    [Signs(1, 0, 0), Signs(0, 1, 0), Signs(0, 0, BUSY)],
    ids=["stream", "transcript", "cpu"],
)
def test_each_sign_of_life_keeps_a_turn_alive(sign: Signs) -> None:
    assert hangs_at([Signs(at * sign.stream, at * sign.transcript, at * sign.cpu) for at in range(1000)]) is None


def test_a_turn_that_only_waits_hangs_when_its_time_is_over() -> None:
    assert hangs_at([Signs(7, 7, at * IDLE) for at in range(1000)]) == 100


def test_the_time_counts_from_the_last_sign() -> None:
    signs = [Signs(min(at, 50), 7, at * IDLE) for at in range(1000)]
    assert hangs_at(signs) == 150
