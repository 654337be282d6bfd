"""Times and lengths of time, in the words that people read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.moment import clock_time, lasting, local_date, rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENING = datetime(2026, 11, 20, 22, 30, 59, tzinfo=UTC).timestamp()


@pytest.fixture
def _in_tokyo() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_in_tokyo")
def test_records_are_in_utc_and_people_read_their_own_time() -> None:
    assert rfc3339(EVENING) == "2026-11-20T22:30:59Z"
    assert clock_time(EVENING, EVENING) == "07:30"
    assert clock_time(EVENING, EVENING + 86400) == f"{local_date(EVENING)} 07:30"
    assert local_date(EVENING) == "2026-11-21"


@given(st.integers(0, 4_000_000_000))
def test_what_is_written_can_be_read_back(seconds: int) -> None:
    assert datetime.fromisoformat(rfc3339(seconds)).timestamp() == seconds


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 seconds"),
        (0.4, "0 seconds"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (60, "1 minute"),
        (900, "15 minutes"),
        (3569, "59 minutes"),
        (3599, "1 hour"),
        (7200, "2 hours"),
        (86399, "1 day"),
        (3 * 86400, "3 days"),
    ],
)
def test_a_length_of_time_is_said_in_the_largest_unit_that_fits(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


@given(st.floats(0, 1e7))
def test_no_unit_is_counted_as_far_as_the_next(seconds: float) -> None:
    count, unit = lasting(seconds).split()
    most = {"second": 59, "minute": 59, "hour": 23}.get(unit.rstrip("s"))
    assert most is None or int(count) <= most
