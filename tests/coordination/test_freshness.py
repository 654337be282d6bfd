"""A session in a long turn is kept fresh, and keeps what it holds; one that rests, or is gone, is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.freshness import at_work, keep_fresh
from covey.model.session import BUSY, IDLE, WAITING
from covey.settings import Settings

if TYPE_CHECKING:
    from .conftest import Office

TIMEOUT, TAKEOVER = Settings().lock_timeout, Settings().idle_takeover
BEAT = 300.0


@pytest.fixture(autouse=True)
def _busy(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    office.enter("one", 1)
    office.take("one", "auth.py")
    office.be("one", BUSY)


def working(office: Office, *resting: str) -> list[str]:
    with office.desk() as desk:
        return at_work(desk, resting)


def beat(office: Office) -> int:
    with office.desk() as desk:
        return sum(keep_fresh(desk, session_id) for session_id in at_work(desk, ()))


@pytest.mark.requirement("S1-2")
def test_a_long_turn_loses_no_lock_and_its_session_does_not_look_stale(office: Office) -> None:
    for _ in range(int(3 * TIMEOUT / BEAT)):
        office.machine.work(BEAT)
        assert beat(office) == 1
    with office.desk() as desk:
        (lock,) = desk.tx.locks()
        assert desk.void(lock) == ""
    assert office.session("one").last_seen == office.machine.wall
    office.machine.work(TIMEOUT)
    with office.desk() as desk:
        assert desk.void(lock) == "not used for 4 hours"


@pytest.mark.requirement("S1-2")
@pytest.mark.parametrize("status", [IDLE, WAITING])
def test_who_is_not_in_a_turn_is_not_kept_fresh(office: Office, status: str) -> None:
    office.be("one", status)
    assert beat(office) == 0


def test_nor_is_who_rests_as_the_client_itself_says(office: Office) -> None:
    """A turn that a person broke off with Esc has no Stop hook."""
    assert working(office) == ["one"]
    assert working(office, "one") == []


def test_nor_is_who_is_gone_has_no_process_or_is_elsewhere(office: Office) -> None:
    office.enter("unseen")
    office.be("unseen", BUSY)
    far = office.enter("far", 9).but(host="server boot-9 pids", status=BUSY)
    with office.desk() as desk:
        desk.tx.save_session(far)
    office.machine.kill(1)
    assert working(office) == []
    assert beat(office) == 0


def test_a_session_that_ended_meanwhile_is_left_alone(office: Office) -> None:
    office.end("one")
    with office.desk() as desk:
        assert [keep_fresh(desk, name) for name in ("one", "nobody")] == [0, 0]


def test_sleep_neither_ends_a_lock_nor_counts_as_use(office: Office) -> None:
    """When it was last used stays known on both clocks, so that an idle holder's file can be taken over in time."""
    office.machine.work(BEAT)
    office.machine.sleep(8 * TIMEOUT)
    beat(office)
    office.be("one", IDLE)
    with office.desk() as desk:
        (lock,) = desk.tx.locks()
        assert not desk.is_left(lock)
    office.machine.work(TAKEOVER - BEAT)
    with office.desk() as desk:
        assert desk.is_left(lock)
        assert desk.void(lock) == ""
