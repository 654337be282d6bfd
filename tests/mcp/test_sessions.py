"""The tools tell who works where, and what at; and one session can tell another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import socket

    from .conftest import Office, Tools

REFUSED = [
    ("two", " ", "the notice is empty"),
    ("two", "x" * 2001, "the notice has 2001 characters, and 2000 are the most"),
    ("nobody", "hello", "there is no session nobody"),
    ("one", "hello", "that is this session itself"),
    ("gone", "hello", "has ended and hears nothing any more"),
]


def test_every_session_is_listed_with_what_it_holds(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a b\n😀.py")
    rows = {row["session_id"]: row for row in tools.data("sessions_live")["sessions"]}
    assert list(rows) == ["one", "two"]
    assert rows["one"]["locks"] == ["a b\n😀.py"]
    assert rows["one"]["project"] == "shop"
    assert "locks" not in rows["two"]


def test_a_session_sets_its_task_and_those_with_the_same_are_told(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    text = "Add rate limiting to the login endpoint"
    assert tools.data("session_task", office.tool_use("one"), text=text)["task"] == text
    found = tools.data("session_task", office.tool_use("two"), text="add rate limiting to login endpoint")
    assert found["same_task"] == ["one"]
    assert "add rate limiting" in office.heard("one")
    assert tools.data("session_task", office.tool_use("one"))["task"] == text
    manifest = office.world.home / ".claude" / "sessions" / "active" / "one.json"
    assert json.loads(manifest.read_text())["task"] == text


def test_an_empty_task_is_refused(office: Office, tools: Tools) -> None:
    office.enter("one")
    assert tools.refusal("session_task", office.tool_use("one"), text=" \n").startswith("the task is empty")


def test_sessions_in_one_project_are_told_as_a_risk(office: Office, tools: Tools) -> None:
    office.enter("one")
    assert tools.data("sessions_conflicts") == {"conflicts": []}
    office.enter("two")
    (found,) = tools.data("sessions_conflicts")["conflicts"]
    assert found["project"] == "shop"
    assert "parallel edits" in found["risk"]
    assert [row["session_id"] for row in found["sessions"]] == ["one", "two"]


def test_what_is_free_is_suggested_for_the_sessions_own_task(office: Office, tools: Tools) -> None:
    for area in ("login", "billing"):
        (office.hooks.workspace / area).mkdir()
        (office.hooks.workspace / area / "main.py").touch()
    office.enter("one")
    office.enter("two")
    assert office.edit("two", "login/main.py")
    tools.data("session_task", office.tool_use("one"), text="speed up billing")
    found = tools.data("suggest", office.tool_use("one"))
    assert (found["session_id"], found["task"]) == ("one", "speed up billing")
    states = {area["area"]: area["state"] for area in found["areas"]}
    assert (states["billing"], states["login"]) == ("free", "busy")


def test_nothing_is_suggested_outside_of_repositories(office: Office) -> None:
    tools = office.connect(office.world.home)
    assert tools.refusal("suggest").startswith("this folder is in no git repository")


def test_a_notice_reaches_the_other_session_and_says_from_whom(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    names = {row["session_id"]: row["name"] for row in tools.data("sessions_live")["sessions"]}
    for to in ("two", "tw", names["two"]):
        found = tools.data("notice_send", office.tool_use("one"), to=to, text="I am\ndone 😀")
        assert (found["session_id"], found["name"]) == ("two", names["two"])
        assert f"From {names['one']}: “I am done 😀”" in office.heard("two")


def test_an_idle_session_is_not_woken_by_a_notice_but_hears_it_later(
    office: Office, tools: Tools, listener: socket.socket
) -> None:
    office.enter("one")
    pid = office.enter("two")
    entry = {"pid": pid, "sessionId": "two", "messagingSocketPath": "inbox"}
    (office.world.home / ".claude" / "sessions" / f"{pid}.json").write_text(json.dumps(entry))
    tools.data("notice_send", office.tool_use("one"), to="two", text="the interface changes")
    listener.settimeout(0)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert ": “the interface changes”\n" in office.heard("two")


def test_a_notice_that_would_reach_nobody_is_refused(office: Office, tools: Tools) -> None:
    for session_id in ("one", "two", "gone"):
        office.enter(session_id)
    office.end("gone")
    for to, text, why in REFUSED:
        assert why in tools.refusal("notice_send", office.tool_use("one"), to=to, text=text)
    assert office.heard("two") == ""
