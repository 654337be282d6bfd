"""The waiting line: first come first, told once, and left by whoever has or leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.model.lock import SHARED

if TYPE_CHECKING:
    from .conftest import Office


@pytest.fixture(autouse=True)
def _waiting(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    for number, name in enumerate(("holder", "first", "second"), 1):
        office.enter(name, number)
    office.take("holder", "auth.py")
    for name in ("first", "second"):
        office.machine.work(1)
        office.want(name, "auth.py")


def release(office: Office, session_id: str = "holder") -> None:
    with office.desk() as desk:
        desk.release_all(session_id, "done")


def test_places_are_given_in_the_order_of_coming_and_kept(office: Office) -> None:
    assert office.want("second", "auth.py").place_in_line == 2
    assert office.want("first", "auth.py").place_in_line == 1


def test_nobody_is_told_while_the_lock_is_held(office: Office) -> None:
    assert office.freed("first") == []


def test_each_who_waited_is_told_once(office: Office) -> None:
    release(office)
    assert office.freed("first") == ["auth.py"]
    assert office.freed("first") == []
    assert office.freed("second") == ["auth.py"]


def test_who_waits_for_a_dead_holder_is_told_too(office: Office) -> None:
    office.machine.kill(1)
    assert office.freed("first") == ["auth.py"]


def test_who_has_the_lock_no_longer_waits(office: Office) -> None:
    release(office)
    office.take("first", "auth.py")
    assert office.freed("first") == []
    assert office.want("second", "auth.py").place_in_line == 1


def test_who_ends_leaves_the_line(office: Office) -> None:
    office.end("first")
    assert office.want("second", "auth.py").place_in_line == 1


def test_who_waits_for_several_is_told_of_each_when_it_is_free(office: Office) -> None:
    office.enter("other", 4)
    office.take("other", "ui.py")
    office.want("first", "ui.py")
    release(office, "other")
    assert office.freed("first") == ["ui.py"]
    release(office)
    assert office.freed("first") == ["auth.py"]


def test_a_lock_that_readers_took_over_is_not_free_for_a_writer(office: Office) -> None:
    release(office)
    office.take("second", "auth.py", mode=SHARED)
    assert office.freed("first") == []
