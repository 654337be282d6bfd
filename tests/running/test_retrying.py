"""After which outcomes a turn is asked for again, and after how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model import outcome as kinds
from covey.model.run import Attempt
from covey.running.retrying import (
    FIRST_WAIT_SECONDS,
    LONGEST_LIMIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    limit_ends,
    pause,
)


def ended(*outcomes: str) -> list[Attempt]:
    """Make attempts that ended so, one after another."""
    return [
        Attempt("run", "a", number, "task", "continue", None, "", "", 0.0, outcome=outcome, ended=1.0)
        for number, outcome in enumerate(outcomes, 1)
    ]


@pytest.mark.requirement("S2-10")
def test_each_failure_of_a_kind_in_a_row_doubles_the_pause() -> None:
    assert [pause(ended(*[kinds.OVERLOADED] * count), 9) for count in (1, 2, 3)] == [10.0, 20.0, 40.0]
    assert pause(ended(kinds.OVERLOADED, kinds.OVERLOADED, kinds.FAILED), 9) == 2.0


def test_what_no_repetition_mends_is_not_tried_again() -> None:
    for kind in (kinds.REFUSED, kinds.BUDGET, kinds.NOT_INSTALLED, kinds.NOT_LOGGED_IN):
        assert pause(ended(kind), 9) is None


def test_a_limit_a_lost_conversation_and_a_broken_off_turn_are_no_failures() -> None:
    for kind in (kinds.RATE_LIMITED, kinds.LOST_CONVERSATION, kinds.CANCELLED):
        assert pause(ended(*[kind] * 20), 0) == 0.0


@given(st.lists(st.sampled_from(kinds.OUTCOMES), min_size=1, max_size=30), st.integers(0, 10))
def test_a_turn_fails_at_most_once_more_often_than_it_may_be_tried_again(outcomes: list[str], retries: int) -> None:
    failures = sum(each in FIRST_WAIT_SECONDS for each in outcomes)
    found = pause(ended(*outcomes), retries)
    if outcomes[-1] in FIRST_WAIT_SECONDS:
        assert (found is None) == (failures > retries)
    assert found is None or 0 <= found <= LONGEST_WAIT_SECONDS


@pytest.mark.requirement("B-7")
def test_a_limit_whose_end_is_told_ends_then_and_any_other_is_taken_for_longer_each_time() -> None:
    assert limit_ends(ended(kinds.RATE_LIMITED), 500.0, 100.0) == 500.0
    assert [limit_ends(ended(*[kinds.RATE_LIMITED] * count), None, 0.0) for count in (1, 2, 3)] == [60.0, 120.0, 240.0]
    assert limit_ends(ended(*[kinds.RATE_LIMITED] * 30), None, 0.0) == LONGEST_LIMIT_SECONDS
