"""Where thousands of files are held, nothing is asked again for each of them that is the same for all."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from covey.coordination import overview
from covey.coordination.commands import MOST_TAKEN, Reach, Sweep, rule, swept
from covey.coordination.locks import MOST_BLOCKERS
from covey.model.lock import Holder, Lock

if TYPE_CHECKING:
    from collections.abc import Generator

    from covey.model.session import Process

    from .conftest import Office

MANY = 3000
HOLDERS = ("one", "two", "three")
FEW = 40
"""Statements that one question may need, however much is held."""


@pytest.fixture
def crowd(office: Office) -> Office:
    """Give an office in which three sessions hold thousands of files in one folder."""
    for pid, name in enumerate(HOLDERS, 1):
        office.enter(name, pid)
    office.enter("me", 9)
    pattern = office.take("one", "src/0.py")
    insert = f"INSERT INTO lock ({', '.join(Lock.fields[1:])}) VALUES ({', '.join('?' * len(Lock.fields[1:]))})"  # noqa: S608
    rows = [
        tuple((pattern.as_dict() | {"path": path, "key": path, "anchor": path, "session_id": holder}).values())[1:]
        for number in range(1, MANY)
        for path, holder in [(f"src/{number}.py", HOLDERS[number % len(HOLDERS)])]
    ]
    office.store._connection.executemany(insert, rows)
    return office


@contextmanager
def asked(office: Office) -> Generator[list[str]]:
    """List what the store is asked meanwhile."""
    statements: list[str] = []
    office.store._connection.set_trace_callback(statements.append)
    yield statements
    office.store._connection.set_trace_callback(None)


def test_each_holder_is_looked_at_once(crowd: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Process] = []
    is_gone = crowd.machine.is_gone

    def look(process: Process) -> bool:
        looked.append(process)
        return is_gone(process)

    monkeypatch.setattr(crowd.machine, "is_gone", look)
    with asked(crowd) as statements, crowd.desk() as desk:
        blockers, _ = desk.rivals(crowd.wish("me", "src"))
    assert len(blockers) == MANY
    assert len(looked) == len(HOLDERS)
    assert len(statements) < FEW


def test_who_is_in_the_way_of_many_is_told_of_some(crowd: Office) -> None:
    assert len(crowd.want("me", "src").blockers) == MOST_BLOCKERS


def test_a_command_that_meets_thousands_waits_for_a_few_of_them(crowd: Office) -> None:
    with crowd.desk() as desk:
        rulings = rule(desk, Holder("me"), [Reach(crowd.target("src"), is_written=0)], lambda _: "block")
    assert len(rulings) == MOST_TAKEN
    assert all(ruling.stops for ruling in rulings)
    with crowd.store.read() as tx:
        assert len(tx.awaited("me")) == MOST_TAKEN


def test_what_is_swept_is_told_apart_by_path_and_not_by_going_through_all_that_is_held(crowd: Office) -> None:
    dirty = tuple(f"src/{number}.py" for number in range(0, MANY, 300))
    sweep = Sweep(crowd.target("."), "git stash", dirty=(*dirty, "free.py"))
    with asked(crowd) as statements, crowd.desk() as desk:
        owners = swept(desk, Holder("me"), sweep)
    assert sorted(target.path for target, _ in owners) == sorted(dirty)
    assert len(statements) < FEW + 5 * len(dirty)


def test_whoever_waits_for_a_folder_is_looked_at_once_when_a_session_that_held_much_of_it_ends(crowd: Office) -> None:
    crowd.want("me", "src")
    with asked(crowd) as statements:
        crowd.end("two")
    assert len([one for one in statements if "FROM lock" in one and "UNION ALL" in one]) == 1
    crowd.end("three")
    assert crowd.told("me") == ""
    crowd.end("one")
    assert crowd.told("me").startswith("Free now: src; ")


def test_a_listing_asks_for_what_is_the_same_for_all_locks_once(crowd: Office) -> None:
    crowd.want("me", "src/1.py")
    with asked(crowd) as statements, crowd.desk() as desk:
        rows = overview.lock_rows(desk, desk.tx.locks())
        one = overview.lock_row(desk, desk.tx.locks()[1])
    assert len(rows) == MANY
    assert one == next(row for row in rows if row["path"] == "src/1.py")
    assert one["waiting"] == ["me"]
    assert len(statements) < MANY + FEW, "how long the locks on each path were held, and little more"
