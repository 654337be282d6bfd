"""`covey sessions live`: every session of the machine, and what it does now."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from covey.coordination.failures import Failure, record

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

pytestmark = pytest.mark.requirement("S4-4")
DOCUMENTED = (
    *("session_id", "name", "project", "path", "worktree", "git_branch", "git_dirty", "started", "last_seen", "pid"),
    *("host", "status", "waiting_for", "task", "progress", "library", "locks", "model", "kind"),
)


def states(office: Office) -> dict[str, tuple[str, str | None]]:
    """Give what each session does and waits for."""
    return {row["session_id"]: (row["status"], row["waiting_for"]) for row in office.json("sessions", "live").data}


def test_without_a_session_it_says_so(office: Office) -> None:
    assert office.covey("sessions", "live").out == "No Claude Code session is running.\n"
    assert office.json("sessions", "live").data == []


def test_a_session_is_told_in_one_line_of_plain_columns_when_it_is_piped(office: Office, shop: Path) -> None:
    docs = office.world.home / "docs"
    docs.mkdir()
    first = office.session(
        "1st", shop, status="busy", task="Rewriting the login", git_dirty=1, started=office.now - 7530
    )
    office.session("2nd", shop, status="waiting", waiting_for="permission prompt", task="Add a second factor")
    office.session("3rd", docs, git_branch=None, started=office.now - 210)
    office.lock(first, "auth.py")
    office.lock(first, "login/form.py")
    assert office.covey("sessions", "live").out == (
        "State      Age   Project  Branch  Task                                     Folder  Holds\n"
        "● busy     2h05  shop     main*   Rewriting the login                      ~/shop  auth.py +1\n"
        "◐ waiting  12m   shop     main    Add a second factor · permission prompt  ~/shop\n"
        "○ idle     3m    docs     -       Session_mac_4711_3rd                     ~/docs\n"
        "3 sessions: 1 busy, 1 waiting, 1 idle\n"
    )


def test_json_holds_every_documented_field(office: Office, shop: Path) -> None:
    session = office.session(
        "1st", shop, status="busy", task="Rewriting", git_dirty=1, model="opus", started=1_772_706_600.4
    )
    office.lock(session, "auth.py")
    (row,) = office.json("sessions", "live").data
    assert tuple(row) == DOCUMENTED
    assert row == {
        "session_id": "1st",
        "name": "Session_mac_4711_1st",
        "project": "shop",
        "path": str(shop),
        "worktree": str(shop),
        "git_branch": "main",
        "git_dirty": True,
        "started": "2026-03-05T10:30:00Z",
        "last_seen": row["last_seen"],
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "status": "busy",
        "waiting_for": None,
        "task": "Rewriting",
        "progress": None,
        "library": None,
        "locks": ["auth.py"],
        "model": "opus",
        "kind": "interactive",
    }


@pytest.mark.requirement("S4-12")
def test_what_is_gone_stale_or_unhooked_is_shown_with_what_to_do(office: Office, shop: Path) -> None:
    office.session("gone", shop, office.dead(), task="a")
    office.session("stale", shop, last_awake=office.machine.now().awake - 7201, task="b")
    other = subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE)
    started = int((office.now - 750) * 1000)
    office.claude_says(other.pid, sessionId="unhooked", cwd=str(shop), name="c", status="busy", startedAt=started)
    try:
        assert {key: state for key, (state, _) in states(office).items()} == {
            "gone": "gone",
            "stale": "stale",
            "unhooked": "unhooked",
        }
        (row,) = [row for row in office.json("sessions", "live").data if row["status"] == "unhooked"]
        assert tuple(row) == DOCUMENTED
        assert (row["pid"], row["project"], row["worktree"]) == (other.pid, "shop", str(shop))
        answer = office.covey("sessions", "live")
    finally:
        other.communicate(b"\n", timeout=30)
    assert answer.out == (
        "State       Age  Project  Branch  Task  Folder  Holds\n"
        "✗ gone      12m  shop     main    a     ~/shop\n"
        "◌ stale     12m  shop     main    b     ~/shop\n"
        "· unhooked  12m  shop     main    c     ~/shop\n"
        "3 sessions: 1 gone, 1 stale, 1 unhooked\n"
        "→ `covey sessions prune` archives what is gone\n"
        "→ `covey sessions prune --force` archives what is stale too\n"
        "→ `covey doctor` says why covey does not guard what is unhooked\n"
    )


def test_what_claude_code_says_later_than_our_last_contact_counts(office: Office, shop: Path) -> None:
    office.session("one", shop, status="busy")
    later, before = int((office.now + 1) * 1000), int((office.now - 60) * 1000)
    entry = {"sessionId": "one", "cwd": str(shop), "status": "waiting", "waitingFor": "permission prompt"}
    office.claude_says(os.getpid(), **entry, statusUpdatedAt=before)
    assert states(office) == {"one": ("busy", None)}
    office.claude_says(os.getpid(), **entry, statusUpdatedAt=later)
    assert states(office) == {"one": ("waiting", "permission prompt")}


def test_a_stale_or_gone_session_is_not_made_busy_by_an_old_entry(office: Office, shop: Path) -> None:
    office.session("one", shop, office.dead(), status="waiting", waiting_for="permission prompt")
    assert states(office) == {"one": ("gone", None)}


@pytest.mark.parametrize(
    "text", ["{bad", "[]", '{"sessionId": 7}', '{"sessionId": "x", "cwd": 5, "startedAt": "soon", "name": []}']
)
def test_a_registry_of_claude_that_cannot_be_read_does_no_harm(office: Office, shop: Path, text: str) -> None:
    office.session("one", shop)
    office.claude_says(os.getpid())
    (office.world.home / ".claude" / "sessions" / f"{os.getpid()}.json").write_text(text)
    assert office.json("sessions", "live").data[0]["session_id"] == "one"


def test_ended_sessions_are_not_live(office: Office, shop: Path) -> None:
    office.ended("one", shop)
    assert office.json("sessions", "live").data == []


@pytest.mark.requirement("S4-12")
def test_a_hook_that_failed_is_flagged_for_people_and_scripts(office: Office, shop: Path) -> None:
    office.session("one", shop, task="a")
    failure = Failure(time.time(), "PreToolUse", "one", "StoreError: the disk is full", "door.py:1")
    for at in (failure.at - 90000, failure.at, failure.at):
        record(os.environ["COVEY_HOME"], failure.but(at=at))
    clock = time.strftime("%H:%M", time.gmtime(failure.at))
    said = f"within a day a hook of covey's failed 2 times, last {clock}: StoreError: the disk is full"
    assert office.covey("sessions", "live").out.splitlines()[-1] == f"! {said}; `covey doctor` says more"
    envelope = office.json("sessions", "live").envelope
    assert (envelope["status"], len(envelope["data"])) == ("partial", 1)
    assert envelope["errors"] == [{"code": "failed_open", "message": said, "hint": "`covey doctor` says more"}]


def test_a_line_is_never_wrapped_in_a_pipe_however_long_it_is(office: Office, shop: Path) -> None:
    folder = shop / ("very-long-" * 20) / ("folder-" * 30)
    office.session("one", folder, task="words " * 40)
    answer = office.apart("sessions", "live", COLUMNS="40")
    assert len(answer.out.splitlines()) == 3
    assert str(folder).removeprefix(str(office.world.home)) in answer.out


def test_a_hundred_sessions_are_listed_in_the_order_in_which_they_began(office: Office, shop: Path) -> None:
    session = office.session("000", shop)
    with office.desk() as desk:
        for number in range(100):
            name = f"{number:03}"
            desk.tx.save_session(session.but(session_id=name, name=name, started=office.now - number))
    assert [row["session_id"] for row in office.json("sessions", "live").data] == [f"{99 - n:03}" for n in range(100)]


def test_it_imports_nothing_that_it_does_not_need(office: Office, shop: Path) -> None:
    """A whole process stays under 150 ms with 100 sessions by that (bench/ measures it)."""
    office.session("one", shop)
    heavy = ["asyncio", "importlib.metadata", "rich.live", "rich.progress", "rich.table", "rich.traceback", "sqlite3"]
    heavy += ["subprocess", "tempfile", "traceback", "yaml"]
    script = (
        "import sys, json; before = set(sys.modules); from covey.cli.main import run; run(['sessions', 'live']); "
        f"print(json.dumps([name for name in {heavy} if name in sys.modules.keys() - before]))"
    )
    done = office.world.run([sys.executable, "-c", script])
    assert json.loads(done.stdout.splitlines()[-1]) == []
