"""How long a hold will likely last is said from the others', and never invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.estimate import usual

TIMES = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 1000.0]


@pytest.mark.parametrize(
    ("elapsed", "expected"), [(0, 60.0), (59, 60.0), (60, 90.0), (89, 90.0), (90, None), (2000, None)]
)
def test_it_is_the_median_then_what_four_of_five_need_then_nothing(elapsed: float, expected: float | None) -> None:
    assert usual(TIMES, elapsed) == expected


def test_of_no_holds_nothing_is_known() -> None:
    assert usual([], 0) is None


@given(st.lists(st.floats(0, 1e6)).map(sorted), st.floats(0, 1e6))
def test_what_is_said_is_a_time_that_was_seen_and_is_not_over(times: list[float], elapsed: float) -> None:
    usually = usual(times, elapsed)
    assert usually is None or (usually in times and usually > elapsed)
