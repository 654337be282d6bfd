"""`covey sessions show`, `history` and `conflicts`, and `covey log`: what was, and what to make of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .conftest import MARCH

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

DAY = 86400


@pytest.mark.requirement("S1-1", "S1-18")
def test_everything_about_a_session_is_shown(office: Office, shop: Path) -> None:
    session = office.session("one", shop, task="Rewriting", started=MARCH, transcript=str(shop / "one.jsonl"))
    other = office.session("two", shop)
    office.lock(session, "auth.py")
    office.lock(other, "b.py")
    office.wait(session, "b.py")
    office.event("lock.acquired", "one", path="auth.py", detail="for the login")
    answer = office.covey("sessions", "show", "one")
    assert [line for line in answer.out.splitlines() if not line.startswith("Started")] == [
        "Session     one",
        "Name        Session_mac_4711_one",
        "Project     shop",
        "Branch      main",
        "Folder      ~/shop",
        "Task        Rewriting",
        "State       ○ idle",
        "Holds       auth.py",
        "Waits for   b.py",
        "Transcript  ~/shop/one.jsonl",
        "",
        "2026-03-05 10:30  one       lock.acquired     auth.py for the login",
    ]
    data = office.json("sessions", "show", "one").data
    assert [lock["path"] for lock in data["locks"]] == ["auth.py"]
    assert (data["waits_for"], data["capacity"]) == (["b.py"], "busy")
    assert [row["detail"] for row in data["log"]] == ["for the login"]


def test_a_session_shows_what_live_says_of_it_and_an_ended_one_how_it_ended(office: Office, shop: Path) -> None:
    office.session("gone", shop, office.dead())
    office.ended("done", shop, outcome="cleared")
    assert office.json("sessions", "show", "gone").data["status"] == "gone"
    data = office.json("sessions", "show", "done").data
    assert (data["status"], data["ended"], data["capacity"]) == ("cleared", "2026-03-05T10:30:00Z", "free")
    assert "Ended    2026-03-05 10:30\n" in office.covey("sessions", "show", "done").out


@pytest.mark.requirement("S4-8")
def test_the_history_lists_who_ended_on_a_day_newest_first(office: Office, shop: Path) -> None:
    office.ended("first", shop, MARCH, task="Rewriting the login")
    office.ended("second", shop, MARCH + 60, outcome="pruned", git_branch="second-factor")
    office.ended("before", shop, MARCH - DAY)
    office.ended("after", shop, MARCH + DAY)
    answer = office.covey("sessions", "history", "--date", "2026-03-05")
    assert answer.out == (
        "Ended             How        Project  Branch         Task                     Session\n"
        "2026-03-05 10:31  pruned     shop     second-factor  Session_mac_4711_second  second\n"
        "2026-03-05 10:30  completed  shop     main           Rewriting the login      first\n"
    )
    rows = office.json("sessions", "history", "--date", "2026-03-05").data
    assert rows[1] == {
        "session_id": "first",
        "name": "Session_mac_4711_first",
        "project": "shop",
        "path": str(shop),
        "git_branch": "main",
        "started": "2026-03-05T09:30:00Z",
        "ended": "2026-03-05T10:30:00Z",
        "status": "completed",
        "task": "Rewriting the login",
    }


@pytest.mark.requirement("S4-8")
def test_the_history_is_of_today_or_of_the_last_days(office: Office, shop: Path) -> None:
    midnight = office.now // DAY * DAY
    for name, at in (("now", office.now), ("midnight", midnight), ("late", midnight - 1), ("week", midnight - 6 * DAY)):
        office.ended(name, shop, at)
    office.ended("older", shop, midnight - 6 * DAY - 1)

    def listed(*words: str) -> list[str]:
        return [row["session_id"] for row in office.json("sessions", "history", *words).data]

    assert listed() == ["now", "midnight"]
    assert listed("--days", "1") == ["now", "midnight"]
    assert listed("--days", "2") == ["now", "midnight", "late"]
    assert listed("--days", "7") == ["now", "midnight", "late", "week"]
    assert listed("--days", "36500")[-1] == "older"
    assert listed("--date", time.strftime("%Y-%m-%d", time.gmtime(midnight - 1))) == ["late"]


@pytest.mark.requirement("S4-8")
@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-02-30", "", "9999-12-31", "0001-01-01", "20-11-2026"])
def test_what_is_no_date_is_refused_with_how_to_write_one(office: Office, day: str) -> None:
    answer = office.covey("sessions", "history", "--date", day)
    assert answer.status == 1
    assert answer.err == f"Error: {day} is not a date\nHint: write it as 2026-11-20\n"


def test_a_day_without_an_end_says_so(office: Office) -> None:
    assert office.covey("sessions", "history").out == "No session ended in that time.\n"


@pytest.mark.requirement("S4-7")
def test_sessions_of_one_project_are_told_with_the_risk_and_what_to_do(office: Office, shop: Path) -> None:
    first = office.session("first", shop, status="busy", task="Rewriting the login")
    second = office.session("second", shop / "libs", task="Add a second factor")
    office.session("elsewhere", office.world.home)
    office.session("gone", shop, office.dead())
    lock = office.lock(first, "auth.py")
    answer = office.covey("sessions", "conflicts")
    assert answer.out == (
        "2 sessions in shop\n"
        "State   Age  Session  Branch  Task                 Folder       Holds\n"
        "● busy  12m  first    main    Rewriting the login  ~/shop       auth.py\n"
        "○ idle  12m  second   main    Add a second factor  ~/shop/libs\n"
        "Risk            parallel edits of one folder; the same file cannot be edited by two at once\n"
        "Recommendation  give each session its own part of the project, or a worktree of its own\n"
    )
    office.wait(second, "../auth.py")
    (found,) = office.json("sessions", "conflicts").data
    assert (found["project"], found["contested"]) == ("shop", ["auth.py"])
    assert [row["session_id"] for row in found["sessions"]] == ["first", "second"]
    assert found["risk"] == f"sessions wait for {lock.path}"
    assert found["recommendation"]


@pytest.mark.requirement("S4-7")
def test_one_session_in_a_project_is_no_conflict(office: Office, shop: Path) -> None:
    office.session("first", shop)
    assert office.covey("sessions", "conflicts").out == "No two sessions work in one project.\n"
    assert office.json("sessions", "conflicts").data == []


@pytest.mark.requirement("S1-18")
def test_the_log_tells_what_happened_and_why(office: Office, shop: Path) -> None:
    office.session("one", shop)
    office.event("lock.denied", "two", path="auth.py", detail="held by one")
    office.event("session.ended", "one", detail="completed", seconds=60.0)
    office.event("lock.reclaimed", "0b5f1c1e-0000-4000", path="a\nb")
    assert office.covey("log").out == (
        "2026-03-05 10:30  two       lock.denied       auth.py held by one\n"
        "2026-03-05 10:30  one       session.ended     completed\n"
        "2026-03-05 10:30  0b5f1c1e  lock.reclaimed    a\\nb\n"
    )
    assert office.covey("log", "-n", "1").out.count("\n") == 1
    assert [row["kind"] for row in office.json("log", "--session", "one").data] == ["session.ended"]
    assert office.json("log", "-n", "1").data[0] | {"id": 0, "workspace": ""} == {
        "id": 0,
        "at": "2026-03-05T10:30:00Z",
        "kind": "lock.reclaimed",
        "session_id": "0b5f1c1e-0000-4000",
        "workspace": "",
        "path": "a\nb",
        "detail": "",
        "seconds": None,
    }
