"""What follows a turn that did not end well: another one, after how long, or none (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model import outcome as kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.model.run import Attempt

FIRST_WAIT_SECONDS = {
    kinds.FAILED: 2.0,
    kinds.HUNG: 2.0,
    kinds.TIMED_OUT: 2.0,
    kinds.CUT_OFF: 2.0,
    kinds.OVERLOADED: 10.0,
}
"""The first pause; each further failure of the same kind in a row doubles it."""

LONGEST_WAIT_SECONDS = 300.0
LIMIT_SECONDS = 60.0
LONGEST_LIMIT_SECONDS = 3600.0
"""How long a usage limit is taken to last whose end was not told: at first, and at most, doubled each time."""

AT_ONCE = (kinds.LOST_CONVERSATION, kinds.CANCELLED, kinds.RATE_LIMITED)
"""What does not count as a failure: another conversation, or the gate in front of the pool, takes care of it."""


def pause(attempts: Sequence[Attempt], retries: int) -> float | None:
    """Say how long to wait (seconds) before a turn is asked for again after the last attempt; None: not again."""
    kind = attempts[-1].outcome or kinds.CUT_OFF
    if kind in AT_ONCE:
        return 0.0
    if kind not in FIRST_WAIT_SECONDS or sum(each.outcome in FIRST_WAIT_SECONDS for each in attempts) > retries:
        return None
    return min(FIRST_WAIT_SECONDS[kind] * 2 ** (_in_a_row(attempts, kind) - 1), LONGEST_WAIT_SECONDS)


def limit_ends(attempts: Sequence[Attempt], resets: float | None, now: float) -> float:
    """Say until when a usage limit holds: as was told, else longer each time that it is hit in a row."""
    if resets is not None:
        return resets
    seconds = LIMIT_SECONDS * 2 ** (_in_a_row(attempts, kinds.RATE_LIMITED) - 1)
    return now + min(seconds, LONGEST_LIMIT_SECONDS)


def _in_a_row(attempts: Sequence[Attempt], kind: str) -> int:
    """Count how many attempts at the end have the same outcome, at least one."""
    count = 0
    for each in reversed(attempts):
        if each.outcome != kind:
            break
        count += 1
    return max(count, 1)
