"""What is older than it is kept is removed, in small parts; nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.locks import SAMPLES
from covey.coordination.retention import BATCH, DAY_SECONDS, outdated
from covey.model.event import Event

if TYPE_CHECKING:
    from .conftest import Office

DAYS = 7


def trim(office: Office) -> list[str]:
    """Remove what is outdated, a transaction for each part; give what was said."""
    with office.store.read() as tx:
        found = outdated(tx, office.machine.wall, DAYS)
    said: list[str] = []
    for part in found.batches():
        with office.store.write() as tx:
            said.append(part.remove(tx, office.machine.wall))
    return said


def write_lines(office: Office, kind: str, count: int) -> None:
    with office.store.write() as tx:
        for _ in range(count):
            tx.append(Event(office.machine.wall, kind, "one", str(office.folder), seconds=1.0))


@pytest.mark.requirement("S1-2")
def test_sessions_that_ended_long_ago_go_and_all_others_stay(office: Office) -> None:
    for name in ("old", "alive"):
        office.enter(name, {"old": 1, "alive": 2}[name])
    office.end("old")
    office.machine.work(DAYS * DAY_SECONDS)
    office.enter("young", 3)
    office.end("young")
    assert trim(office) == []
    office.machine.work(1)
    assert trim(office)[0] == "1 ended session"
    assert office.live() == ["alive"]
    with office.store.read() as tx:
        assert [session.session_id for session in tx.ended_sessions(0, 1e12)] == ["young"]
    assert ("record.trimmed", "") in office.log()


def test_a_session_that_comes_back_while_others_are_removed_stays(office: Office) -> None:
    office.enter("old", 1)
    office.end("old")
    office.machine.work(DAYS * DAY_SECONDS + 1)
    with office.store.read() as tx:
        (part, *_) = outdated(tx, office.machine.wall, DAYS).batches()
    office.enter("old", 2)
    with office.store.write() as tx:
        assert part.remove(tx, office.machine.wall) == ""
    assert office.live() == ["old"]


def test_old_lines_of_the_log_go_in_small_parts_and_hold_times_for_estimates_stay(office: Office) -> None:
    write_lines(office, "lock.released", SAMPLES + 1)
    write_lines(office, "lock.denied", BATCH)
    office.machine.work(DAYS * DAY_SECONDS + 1)
    write_lines(office, "lock.denied", 1)
    assert trim(office) == [f"{BATCH} lines of the log", "1 line of the log"]
    kinds = [kind for kind, _ in office.log()]
    assert kinds == ["lock.released"] * SAMPLES + ["lock.denied"] + ["record.trimmed"] * 2
    assert trim(office) == []
