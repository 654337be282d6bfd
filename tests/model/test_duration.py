"""Lengths of time are numbers with a unit, and nothing else."""

from __future__ import annotations

import pytest

from covey.model.duration import seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("3d", 259200), ("1.5h", 5400), ("0s", 0)]
)
def test_a_number_with_a_unit_is_so_many_seconds(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "s", "90", "5w", "-1s", "1e3s", ".5s", "5.s", "1.2.3s", ".s", "infs", "nans", "1_0s", "²s", "٣s", "1 s"],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time; write 90s, 15m, 2h or 3d"):
        seconds_of(text)


@pytest.mark.parametrize("text", ["367d", "9" * 400 + "s"])
def test_what_is_longer_than_a_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is longer than a year"):
        seconds_of(text)
