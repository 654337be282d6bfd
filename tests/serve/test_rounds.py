"""A round that finds nothing to do takes nothing; one that is killed loses nothing; what is old is trimmed."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.model.event import Event
from covey.serve.journal import LARGEST_FILE, Journal
from covey.serve.rounds import Rounds
from covey.store.sqlite import SqliteStore

from .conftest import end

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

LONG_AGO = 1_000_000_000.0
MOST_LINES = 400


@pytest.mark.requirement("S1-2")
def test_where_all_is_well_no_round_waits_for_a_writer_nor_lets_one_wait(office: Office) -> None:
    """The store's writer is at work all the time; whoever wanted to write too would fail at once."""
    client, waiter = office.enter("one"), office.enter("two")
    office.edit("one", "auth.py", client)
    office.edit("two", "auth.py", waiter)
    for session_id, process in (("one", client), ("two", waiter)):
        office.rest(session_id, process)
    office.wait(lambda: all((one := office.session(name)) and one.git_dirty is not None for name in ("one", "two")))
    journal = Journal(str(office.home), time.time)
    store = SqliteStore(str(office.home), patience=0.0)
    rounds = Rounds(Machine(), journal)
    with office.store.write():
        rounds.look(store)
        rounds.keep_fresh(store)
        rounds.trim(store)
    store.close()
    assert office.journal() == []


@pytest.mark.requirement("S1-2")
def test_what_is_older_than_retention_days_is_removed_at_the_start(office: Office) -> None:
    office.enter("alive")
    _leave_old_things(office)
    office.monitor(COVEY_RETENTION_DAYS="30")
    office.wait(lambda: bool(office.said("history.trimmed")))
    with office.store.read() as tx:
        assert tx.session("old") is None
        assert [event.kind for _, event in tx.events() if event.at == LONG_AGO] == []
        assert [session.session_id for session in tx.live_sessions()] == ["alive"]
    assert [line["detail"] for line in office.said("record.trimmed")] == ["1 ended session", "1 line of the log"]


@pytest.mark.requirement("S1-2", "B-6")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("place", ["serve/rounds.py", "coordination/upkeep.py", "coordination/retention.py"])
def test_a_monitor_that_is_killed_before_any_line_of_a_round_loses_nothing_and_the_next_goes_on(
    office: Office, place: str
) -> None:
    holder, waiter = office.enter("holder"), office.enter("waiter")
    office.edit("holder", "auth.py", holder)
    office.edit("waiter", "auth.py", waiter)
    end(holder)
    _leave_old_things(office)
    for line in range(1, MOST_LINES):
        command = [sys.executable, "-m", "covey.testing.killed_at", f"{place}:{line}", *office.command()[3:]]
        process = office.launch(command)
        office.wait(lambda: process.poll() is not None or bool(office.said("history.trimmed")))  # noqa: B023 - at once
        end(process)
        assert process.returncode == -signal.SIGKILL
        assert _held_says_the_log(office) == Counter(office.held())
        if office.said("history.trimmed"):
            break
    else:
        pytest.fail("the round has no end")
    assert office.store.problems() == []
    office.monitor()
    office.wait(lambda: office.offered() == ["waiter"])
    assert (office.held(), office.session("old")) == ([], None)
    kinds = Counter((event.kind, event.session_id) for event in _events(office))
    assert kinds["session.ended", "holder"] == kinds["lock.offered", "waiter"] == 1


def test_the_log_is_bounded_and_one_older_file_is_kept(tmp_path: Path) -> None:
    heard: list[str] = []
    journal = Journal(str(tmp_path), lambda: LONG_AGO, lambda line: heard.append(line["what"]))
    for _ in range(5):
        journal.say("x" * LARGEST_FILE, "emoji 🐑\nand a line", session_id="one")
    assert {file.name for file in tmp_path.iterdir()} == {"serve.log", "serve.log.old"}
    (line,) = (tmp_path / "serve.log").read_text(encoding="utf-8").splitlines()
    assert list(json.loads(line)) == ["at", "level", "what", "detail", "session_id"]
    assert len(heard) == 5


def _leave_old_things(office: Office) -> None:
    """Let a session have ended long ago, with a line of the log, and a day of history."""
    client = office.enter("old")
    office.hooks.answer(office.hooks.call("SessionEnd", "old"), client.pid)
    session = office.session("old")
    assert session is not None
    with office.store.write() as tx:
        tx.save_session(session.but(ended=LONG_AGO))
        tx.append(Event(LONG_AGO, "session.task", "old"))
    history = office.world.home / ".claude/sessions/history"
    (today,) = history.iterdir()
    today.rename(history / "2001-09-09")


def _events(office: Office) -> list[Event]:
    with office.store.read() as tx:
        return [event for _, event in tx.events(limit=10**6)]


def _held_says_the_log(office: Office) -> Counter[tuple[str, str]]:
    """Work out from the log alone who holds what."""
    held: Counter[tuple[str, str]] = Counter()
    for event in _events(office):
        if event.kind in ("lock.acquired", "lock.released", "lock.reclaimed"):
            held[event.session_id, event.path] += 1 if event.kind == "lock.acquired" else -1
    return +held
