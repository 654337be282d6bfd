"""When a usage limit ends is read from the words that the client writes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.claude.resets import reset_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("You've hit your session limit · resets 3:45pm (UTC)", "2026-11-25T15:45+00:00"),
        ("resets 3pm (Europe/Berlin)", "2026-11-25T15:00+01:00"),
        ("resets 3:45 PM", "2026-11-25T15:45+01:00"),
        ("resets 12am (UTC)", "2026-11-26T00:00+00:00"),
        ("resets 12pm (UTC)", "2026-11-26T12:00+00:00"),
        ("resets at 1pm (UTC)", "2026-11-25T13:00+00:00"),
        ("weekly limit · resets Dec 2, 3pm (America/New_York)", "2026-12-02T15:00-05:00"),
        ("resets Jan 2, 9:30am (UTC)", "2027-01-02T09:30+00:00"),
        ("resets Jan 2, 2028, 9:30am (UTC)", "2028-01-02T09:30+00:00"),
        ("resets Dec 2 at 3pm (UTC)", "2026-12-02T15:00+00:00"),
        ("resets 3pm (Nowhere/Land)", "2026-11-25T15:00+01:00"),
        ("Claude AI usage limit reached|1764086400", "2025-11-25T16:00+00:00"),
    ],
)
def test_the_time_is_the_next_that_the_words_can_mean(words: str, expected: str) -> None:
    assert reset_time(words, NOW.astimezone(BERLIN)) == datetime.fromisoformat(expected).timestamp()


@pytest.mark.parametrize(
    "words", ["", "resets soon", "resets 45pm (UTC)", "resets Foo 3, 3pm", "resets Feb 31, 3pm", "3pm"]
)
def test_words_that_name_no_time_give_none(words: str) -> None:
    assert reset_time(words, NOW) is None


@given(st.text() | st.from_regex(r"resets [A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d[ap]m \([\w/+-]{1,9}\)"))
def test_no_words_ever_raise(words: str) -> None:
    reset_time(words, NOW)
