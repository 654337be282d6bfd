"""`covey sessions refresh`: what would be brought up to date by itself later is brought up to date now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from covey.cli.slash.unlock import Asked, asked_for

from .conftest import MARCH

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

PAST = {"expires": 1.0, "awake_expires": 1.0}


def test_a_record_that_is_up_to_date_stays_as_it_is(office: Office, shop: Path) -> None:
    office.session("one", shop, git_dirty=0, git_branch="main")
    (shop / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert office.covey("sessions", "refresh").out == "The record was up to date.\n"
    assert office.json("sessions", "refresh").data == {"archived": [], "dropped": [], "changed": []}


@pytest.mark.requirement("S1-13")
def test_branch_and_dirtiness_of_live_sessions_are_looked_at(office: Office, shop: Path) -> None:
    office.session("one", shop, git_branch="old", git_dirty=0)
    office.session("elsewhere", office.world.home / "empty", git_branch=None)
    (shop / ".git" / "HEAD").write_text("ref: refs/heads/feature\n")
    (shop / "new.py").write_text("1\n")
    answer = office.json("sessions", "refresh")
    (changed,) = answer.data["changed"]
    assert (changed["session_id"], changed["git_branch"], changed["git_dirty"]) == ("one", "feature", True)
    manifest = office.world.home / ".claude" / "sessions" / "active" / "one.json"
    assert json.loads(manifest.read_text())["git_branch"] == "feature"
    (shop / "new.py").unlink()
    assert office.covey("sessions", "refresh").out == "Session_mac_4711_one is on feature, clean\n"


@pytest.mark.requirement("S1-13")
def test_who_is_gone_is_archived_and_void_locks_are_dropped(office: Office, shop: Path) -> None:
    alive = office.session("alive", shop, git_dirty=0)
    gone = office.session("gone", shop, office.dead(), task="add a factor")
    (shop / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    office.lock(alive, "auth.py")
    office.lock(alive, "old.py", **PAST)
    office.lock(gone, "db.py")
    out = office.covey("sessions", "refresh").out
    assert out.startswith("Archived shop: add a factor  gone\n")
    assert "Dropped the lock on old.py: not used for" in out
    assert [row["path"] for row in office.json("locks", "list").data] == ["auth.py"]
    assert [row["session_id"] for row in office.json("sessions", "live").data] == ["alive"]


def test_where_most_look_gone_nobody_is_archived_and_that_is_told(office: Office, shop: Path) -> None:
    for number in range(5):
        office.session(f"gone{number}", shop, office.dead())
    answer = office.json("sessions", "refresh")
    assert (answer.status, answer.data["archived"], answer.error[0]) == (0, [], "too_many_gone")
    assert len(office.json("sessions", "live").data) == 5


def test_a_session_on_another_machine_is_not_looked_at(office: Office, shop: Path) -> None:
    office.session("far", shop, git_branch="theirs", host="elsewhere boot pid:[1]", pid_start="1")
    assert office.json("sessions", "refresh").data["changed"] == []


def test_manifests_that_are_gone_come_back(office: Office, shop: Path) -> None:
    office.session("one", shop)
    office.covey("sessions", "refresh")
    active = office.world.home / ".claude" / "sessions" / "active"
    (active / "one.json").unlink()
    office.covey("sessions", "refresh")
    assert [each.name for each in active.iterdir()] == ["one.json"]


def test_manifests_that_cannot_be_written_are_told(office: Office, shop: Path) -> None:
    office.session("one", shop)
    (office.world.home / ".claude").mkdir(exist_ok=True)
    (office.world.home / ".claude" / "sessions").write_text("in the way")
    answer = office.json("sessions", "refresh")
    assert (answer.status, answer.error[0]) == (0, "manifest_not_written")


@pytest.mark.parametrize(
    ("typed", "path", "force"),
    [
        ("", "", False),
        ("auth.py", "auth.py", False),
        ("auth.py --force", "auth.py", True),
        ("--force auth.py", "auth.py", True),
        ("--force", "", True),
        ("  my file.py   --force\n", "my file.py", True),
        ('"my file.py" --force', "my file.py", True),
        ("it's.py", "it's.py", False),
        ("@src/auth.py", "src/auth.py", False),
        ("--forceful.py", "--forceful.py", False),
        ("a--force", "a--force", False),
    ],
)
def test_what_is_typed_after_unlock_is_one_path_and_perhaps_force(typed: str, path: str, *, force: bool) -> None:
    assert asked_for(typed) == Asked(path, force)


@pytest.mark.requirement("S1-4", "S1-13")
def test_locks_on_files_that_a_person_has_committed_are_dropped(office: Office, shop: Path) -> None:
    """Also what a session held that is in a turn about something else; what it used in that turn it keeps."""
    idle = office.session("idle", shop, git_dirty=0)
    busy = office.session("busy", shop, git_dirty=0, status="busy", turn_started=MARCH + 9)
    for name in ("done.py", "dirty.py", "earlier.py", "used.py"):
        (shop / name).write_text("1")
    office.world.run(["git", "add", "."], shop)
    office.world.run(["git", "commit", "-qm", "x"], shop)
    (shop / "dirty.py").write_text("2")
    for name in ("done.py", "dirty.py"):
        office.lock(idle, name)
    office.lock(busy, "earlier.py")
    office.lock(busy, "used.py", touched=MARCH + 10)
    answer = office.json("sessions", "refresh")
    assert [(row["path"], row["void"]) for row in answer.data["dropped"]] == [
        ("done.py", "its file is clean"),
        ("earlier.py", "its file is clean"),
    ]
    assert [row["path"] for row in office.json("locks", "list").data] == ["dirty.py", "used.py"]
