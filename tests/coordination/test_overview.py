"""The rows that people and scripts are shown: the documented keys, and the truth of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination import overview
from covey.coordination.overview import Sighting
from covey.settings import Settings

if TYPE_CHECKING:
    from .conftest import Office

SESSION_KEYS = (
    "session_id name project path worktree git_branch git_dirty started last_seen pid host status waiting_for task "
    "progress library locks model kind"
)
LOCK_KEYS = "workspace path session_id name task mode reason acquired expires estimated_completion generation waiting"


def live(office: Office, *sightings: Sighting) -> dict[str, dict[str, Any]]:
    with office.desk() as desk:
        return {row["session_id"]: row for row in overview.live(desk, sightings)}


def conflicts(office: Office, *sightings: Sighting) -> list[dict[str, Any]]:
    with office.desk() as desk:
        return overview.conflicts(desk, sightings)


def sighting(office: Office, session_id: str, pid: int, **more: Any) -> Sighting:
    place = {"path": "/x", "project": "x", "workspace": "/x", "worktree": "/x", "git_branch": None}
    return Sighting(session_id=session_id, pid=pid, started=0.0, seen=office.machine.wall + 1, **place, **more)


@pytest.mark.requirement("S4-4")
def test_a_live_session_is_a_row_of_the_documented_keys(office: Office) -> None:
    office.enter("one", 1, model="opus")
    office.take("one", "auth.py")
    row = live(office)["one"]
    assert list(row) == SESSION_KEYS.split()
    assert (row["project"], row["pid"], row["host"], row["status"]) == ("shop", 1, "mac", "idle")
    assert (row["started"], row["locks"], row["model"]) == ("2027-01-15T08:00:00Z", ["auth.py"], "opus")


@pytest.mark.requirement("S4-4", "S4-12")
def test_a_session_that_is_gone_or_silent_is_shown_as_such(office: Office) -> None:
    office.enter("gone", 1)
    office.enter("silent", 2)
    office.machine.kill(1)
    office.machine.work(Settings().session_timeout + 1)
    assert {name: row["status"] for name, row in live(office).items()} == {"gone": "gone", "silent": "stale"}


@pytest.mark.requirement("S4-4")
def test_sessions_without_our_hooks_are_shown_last_and_no_session_twice(office: Office) -> None:
    office.enter("one", 1)
    same_process = sighting(office, "an id that we missed", 1)
    stranger = sighting(office, "stranger", 9, name="theirs", status="busy")
    rows = live(office, stranger, sighting(office, "one", 1), same_process)
    assert list(rows) == ["one", "stranger"]
    assert list(rows["stranger"]) == SESSION_KEYS.split()
    assert (rows["stranger"]["status"], rows["stranger"]["name"]) == ("unhooked", "theirs")


def test_what_claude_code_tells_is_believed_where_it_is_newer(office: Office) -> None:
    session = office.enter("one", 1)
    waiting = sighting(office, "one", 1, status="waiting", waiting_for="permission prompt")
    assert live(office, waiting)["one"]["status"] == "waiting"
    assert live(office, waiting)["one"]["waiting_for"] == "permission prompt"
    assert live(office, waiting.but(seen=session.last_seen - 1))["one"]["status"] == "idle"


def test_a_lock_is_a_row_of_the_documented_keys(office: Office) -> None:
    session = office.enter("one", 1)
    office.enter("two", 2)
    lock = office.take("one", "auth.py", reason="login", estimated_completion=office.machine.wall + 60)
    office.want("two", "auth.py")
    with office.desk() as desk:
        row = overview.lock_row(desk, lock)
    assert set(LOCK_KEYS.split()) <= row.keys()
    assert (row["path"], row["session_id"], row["name"], row["waiting"]) == ("auth.py", "one", session.name, ["two"])
    assert (row["estimated_completion"], row["void"]) == ("2027-01-15T08:01:00Z", None)
    office.machine.kill(1)
    with office.desk() as desk:
        assert overview.lock_row(desk, lock)["void"] == "its session's process is gone"


@pytest.mark.requirement("S4-8")
def test_an_ended_session_tells_when_and_how(office: Office) -> None:
    office.enter("one", 1)
    row = overview.ended_row(office.end("one"))
    assert (row["ended"], row["status"]) == ("2027-01-15T08:00:00Z", "completed")


@pytest.mark.requirement("S4-7")
def test_sessions_in_one_project_are_a_conflict_with_a_risk_and_a_recommendation(office: Office) -> None:
    office.enter("one", 1)
    office.enter("gone", 2)
    office.machine.kill(2)
    assert conflicts(office) == []
    office.enter("two", 3)
    (found,) = conflicts(office)
    assert [row["session_id"] for row in found["sessions"]] == ["one", "two"]
    assert (found["workspace"], found["project"], found["contested"]) == (str(office.folder), "shop", [])
    assert "parallel edits of one folder" in found["risk"]
    assert "worktree of its own" in found["recommendation"]


@pytest.mark.requirement("S4-7")
@pytest.mark.parametrize("held", ["auth.py", "**"])
def test_what_sessions_wait_for_is_named(office: Office, held: str) -> None:
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", held)
    office.want("two", "auth.py")
    (found,) = conflicts(office)
    assert (found["contested"], found["risk"]) == (["auth.py"], "sessions wait for auth.py")


def test_sessions_in_worktrees_of_their_own_may_have_to_be_merged(office: Office) -> None:
    office.enter("one", 1)
    session = office.enter("two", 2)
    with office.register() as register:
        register.change(session, "session.moved", "", worktree="/next")
    (found,) = conflicts(office)
    assert "may have to be merged" in found["risk"]


def test_a_session_without_hooks_is_the_gravest_risk(office: Office) -> None:
    office.enter("one", 1)
    stranger = sighting(office, "stranger", 9).but(workspace=str(office.folder), project="shop")
    (found,) = conflicts(office, stranger)
    assert [row["status"] for row in found["sessions"]] == ["idle", "unhooked"]
    assert "without hooks" in found["risk"]


def test_a_line_of_the_log_is_a_row(office: Office) -> None:
    office.enter("one", 1)
    with office.store.read() as tx:
        ((number, event),) = tx.events()
    row = overview.event_row(number, event)
    assert (row["id"], row["at"], row["kind"], row["session_id"]) == (
        1,
        "2027-01-15T08:00:00Z",
        "session.started",
        "one",
    )
