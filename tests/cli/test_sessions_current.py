"""`covey sessions current` and `task`: for whom a command speaks, in a folder and from inside Claude Code."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Office


def ids(office: Office) -> list[str]:
    """Name the current sessions."""
    rows: list[dict[str, Any]] = office.json("sessions", "current").data or []
    return [row["session_id"] for row in rows]


@pytest.mark.requirement("S4-5")
def test_the_session_of_this_folder_is_shown_with_all_that_is_known(office: Office, shop: Path) -> None:
    session = office.session("one", shop, task="Rewriting", status="waiting", waiting_for="input needed", git_dirty=0)
    office.lock(session, "auth.py")
    answer = office.covey("sessions", "current")
    started, out = answer.out.splitlines()[5], [line for line in answer.out.splitlines() if "Started" not in line]
    assert started.endswith("(12m ago)")
    assert out == [
        "Session  one",
        "Name     Session_mac_4711_one",
        "Project  shop",
        "Branch   main (clean)",
        "Folder   ~/shop",
        "Task     Rewriting",
        "State    ◐ waiting: input needed",
        "Holds    auth.py",
    ]
    assert office.json("sessions", "current").data == office.json("sessions", "live").data


@pytest.mark.requirement("S4-5")
def test_those_that_stand_in_this_very_folder_come_before_those_of_its_checkout(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "libs").mkdir()
    office.session("root", shop)
    assert ids(office) == ["root"]
    monkeypatch.chdir(shop / "libs")
    assert ids(office) == ["root"]
    office.session("libs", shop / "libs")
    assert ids(office) == ["libs"]


@pytest.mark.requirement("S4-5")
def test_other_worktrees_and_sessions_that_are_gone_are_not_of_this_folder(
    office: Office, shop: Path, tmp_path: Path
) -> None:
    (shop / "a").write_text("")
    for words in ("add .", "commit -q -m first", f"worktree add -q {tmp_path}/second"):
        office.world.run(["git", *words.split()], shop)
    office.session("second", tmp_path / "second")
    office.session("gone", shop, office.dead())
    office.session("near", shop / "libs")
    assert ids(office) == ["near"]


@pytest.mark.requirement("S4-5", "S4-12")
def test_a_session_that_runs_here_without_covey_is_shown_as_unhooked(office: Office, shop: Path) -> None:
    office.claude_says(os.getpid(), sessionId="unhooked", cwd=str(shop), startedAt=office.now * 1000)
    (row,) = office.json("sessions", "current").data
    assert (row["session_id"], row["status"]) == ("unhooked", "unhooked")


@pytest.mark.requirement("S4-5")
def test_claude_itself_gets_its_own_session_wherever_it_stands(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.session("own", office.world.home)
    office.session("other", shop)
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "own")
    assert ids(office) == ["own"]
    assert office.json("sessions", "task", "words").data["session_id"] == "own"


@pytest.mark.parametrize("line", ["sessions current", "sessions task words", "locks release --all", "locks acquire x"])
def test_claude_never_speaks_for_another_session_when_its_own_is_not_known(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Rule 3 of the design: identity is never guessed."""
    other = office.session("other", shop)
    office.lock(other, "a.py")
    office.ended("ended", shop)
    for own in ("ended", "unknown"):
        monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", own)
        answer = office.json(*line.split())
        assert answer.status == 1
        assert answer.error == ("no_session", "covey does not know the Claude Code session that calls it")
    monkeypatch.delenv("CLAUDE_CODE_SESSION_ID")
    assert [row["session_id"] for row in office.json("locks", "list").data] == ["other"]


@pytest.mark.requirement("S4-6")
def test_the_task_is_set_shown_and_written_to_the_manifest_and_the_log(office: Office, shop: Path) -> None:
    office.session("one", shop)
    assert office.covey("sessions", "task").out == "No task is set.\n"
    assert office.covey("sessions", "task", "Fixing the [bold]login[/bold] :bug:").out == (
        "Fixing the [bold]login[/bold] :bug:\n"
    )
    assert office.covey("sessions", "task").out == "Fixing the [bold]login[/bold] :bug:\n"
    assert office.json("sessions", "task").data == {
        "session_id": "one",
        "name": "Session_mac_4711_one",
        "task": "Fixing the [bold]login[/bold] :bug:",
        "same_task": [],
    }
    manifest = office.world.home / ".claude" / "sessions" / "active" / "one.json"
    assert json.loads(manifest.read_text())["task"] == "Fixing the [bold]login[/bold] :bug:"
    assert [row["kind"] for row in office.json("log").data] == ["session.task"]


@pytest.mark.requirement("S4-6")
def test_a_task_is_one_line_without_secrets(office: Office, shop: Path) -> None:
    office.session("one", shop)
    assert office.covey("sessions", "task", "fix\nthe  login, password=hunter2").out == "fix the login, [hidden]\n"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_task_is_refused(office: Office, shop: Path, text: str) -> None:
    office.session("one", shop)
    answer = office.json("sessions", "task", text)
    assert (answer.status, answer.error[0]) == (1, "no_task")


@pytest.mark.requirement("S4-6")
@pytest.mark.parametrize("wanted", ["second-id", "second", "Session_mac_4711_second-id"])
def test_of_several_sessions_one_is_named_by_id_beginning_or_name(office: Office, shop: Path, wanted: str) -> None:
    office.session("first-id", shop, task="one")
    office.session("second-id", shop, task="two")
    answer = office.covey("sessions", "task", "words")
    assert answer.status == 1
    assert answer.err == (
        "Error: 2 sessions work here: first-id (one), second-i (two)\nHint: name one with --session\n"
    )
    assert office.json("sessions", "task", "words", "--session", wanted).data["session_id"] == "second-id"
    assert office.json("sessions", "task", "--session", "first").data["task"] == "one"


def test_a_beginning_that_several_share_is_refused_and_live_ones_come_before_ended(office: Office, shop: Path) -> None:
    office.session("ab1", shop)
    office.session("ab2", shop)
    office.ended("ab3", shop)
    office.ended("c1", shop)
    assert office.json("sessions", "show", "ab").error == ("which_session", "ab may mean 2 sessions")
    assert office.json("sessions", "show", "ab3").data["status"] == "completed"
    assert office.json("sessions", "show", "c").data["session_id"] == "c1"
    assert office.json("sessions", "show", "x").error == ("no_session", "there is no session x")


def test_outside_of_any_repository_the_folder_itself_counts(office: Office) -> None:
    office.session("here", Path.cwd())
    office.session("above", office.world.home)
    assert ids(office) == ["here"]


def test_setting_a_task_names_who_has_nearly_the_same_and_tells_them_once(office: Office, shop: Path) -> None:
    office.session("one", shop, task="rewrite the login")
    office.session("two", shop)
    for _ in range(2):
        said = office.covey("sessions", "task", "Rework the login", "--session", "two").out
        assert said == "Rework the login\n! Session_mac_4711_one has nearly the same task: rewrite the login\n"
    assert office.json("sessions", "task", "--session", "two").data["same_task"] == ["one"]
    assert office.json("sessions", "task", "--session", "one").data["same_task"] == ["two"]
    with office.desk() as desk:
        told = [text for _, text in desk.tx.notices("one")]
    assert told == [
        "Session_mac_4711_two has just begun nearly the same task as this session: “Rework the login”.",
    ]
