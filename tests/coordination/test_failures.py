"""The record of our own failures: readable whatever happened to it, and never without bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.coordination import failures
from covey.coordination.failures import FILE_NAME, LARGEST_FIELD, LARGEST_FILE, Failure

if TYPE_CHECKING:
    from pathlib import Path

FIRST = Failure(100.0, "Stop", "one", "OSError: no", "door.py:5")


def test_a_failure_is_kept_and_given_back(tmp_path: Path) -> None:
    home = str(tmp_path / "state")
    assert failures.record(home, FIRST)
    assert failures.record(home, FIRST.but(at=200.0))
    assert failures.since(home, 0) == [FIRST, FIRST.but(at=200.0)]
    assert failures.since(home, 150) == [FIRST.but(at=200.0)]


@pytest.mark.requirement("S1-16")
def test_the_record_is_for_its_user_alone(tmp_path: Path) -> None:
    failures.record(str(tmp_path / "state"), FIRST)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / FILE_NAME).stat().st_mode & 0o777 == 0o600


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_whatever_the_message_it_is_one_line_that_can_be_read(tmp_path: Path, message: str, session_id: str) -> None:
    (tmp_path / FILE_NAME).unlink(missing_ok=True)
    assert failures.record(str(tmp_path), FIRST.but(message=message, session_id=session_id))
    (found,) = failures.since(str(tmp_path), 0)
    assert len(found.message) <= LARGEST_FIELD
    assert found.but(message="", session_id="") == FIRST.but(message="", session_id="")


def test_lines_that_a_kill_or_a_stranger_spoiled_are_passed_over(tmp_path: Path) -> None:
    failures.record(str(tmp_path), FIRST)
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b"\n200.0\tStop\nnoon\ta\tb\tc\td\n1\t2\t3\t4\t5\t6\n\xff\xfe\tx\n300.0\tSt")
    assert failures.since(str(tmp_path), 0) == [FIRST]


def test_a_large_record_makes_room_and_nothing_new_is_lost(tmp_path: Path) -> None:
    long = FIRST.but(message="x" * LARGEST_FIELD)
    count = LARGEST_FILE * 3 // LARGEST_FIELD
    for number in range(count):
        failures.record(str(tmp_path), long.but(at=float(number)))
        assert failures.since(str(tmp_path), number) == [long.but(at=float(number))]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 2 * LARGEST_FILE + 3 * LARGEST_FIELD
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    assert not failures.record(str(tmp_path / "state"), FIRST)
    assert not failures.record("", FIRST)
    assert failures.since(str(tmp_path / "state"), 0) == []
    assert failures.since(str(tmp_path / "nowhere"), 0) == []
