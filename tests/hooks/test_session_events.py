"""What each event of a session's life leaves in the store, in the manifests, and on the model's table."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.testing.git_folder import make_git_folder
from covey.testing.waiting import until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from .conftest import Hooks


def context(answer: dict[str, Any], event: str) -> str:
    assert answer.keys() == {"hookSpecificOutput"}
    assert answer["hookSpecificOutput"].keys() == {"hookEventName", "additionalContext"}
    assert answer["hookSpecificOutput"]["hookEventName"] == event
    return answer["hookSpecificOutput"]["additionalContext"]


def manifests() -> dict[str, Any]:
    """Give all manifests, by their path."""
    folder = Path(os.environ["HOME"], ".claude", "sessions")
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.mark.requirement("S4-2", "S1-1", "S4-10")
def test_a_session_that_starts_is_entered_shown_and_told_who_else_is_here(hooks: Hooks) -> None:
    first = context(hooks.event("SessionStart", source="startup", model="opus"), "SessionStart")
    assert f"this session is {hooks.session().name}. No other session works in shop now." in first
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    hooks.edit("auth.py")
    second = context(hooks.event("SessionStart", "two", source="startup"), "SessionStart")
    assert "1 other session in shop:" in second
    assert f"- {hooks.session().name} on main, busy: “rewrite the login”; holds auth.py" in second
    session = hooks.session()
    assert (session.project, session.path, session.git_branch) == ("shop", str(hooks.workspace), "main")
    assert (session.model, session.kind, session.pid) == ("opus", "interactive", None)
    assert manifests()["active/one.json"]["task"] == "rewrite the login"
    assert manifests()["active/two.json"]["project"] == "shop"


def test_a_turn_begins_with_its_prompt(hooks: Hooks) -> None:
    hooks.event("SessionStart")
    hooks.edit("auth.py")
    assert hooks.session().turn_started is None
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    first = hooks.session()
    hooks.edit("auth.py")
    hooks.event("Stop")
    assert hooks.session().turn_started == first.turn_started
    hooks.event("UserPromptSubmit", prompt="and the logout")
    assert (first.turn_started or 0) < (hooks.session().turn_started or 0) <= hooks.session().last_seen


def test_a_session_without_a_terminal_is_called_headless(hooks: Hooks) -> None:
    hooks.environ = {"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}
    hooks.event("SessionStart")
    assert hooks.session().kind == "headless"


@pytest.mark.requirement("S4-2")
@pytest.mark.usefixtures("git")
def test_whether_the_worktree_is_dirty_is_known_a_moment_later(hooks: Hooks) -> None:
    hooks.event("SessionStart")
    assert until(lambda: hooks.session().git_dirty == 0, 30)
    assert until(lambda: manifests()["active/one.json"]["git_dirty"] is False, 30)
    (hooks.workspace / "auth.py").write_text("changed\n")
    hooks.event("Stop")
    assert until(lambda: hooks.session().git_dirty == 1, 30)
    assert until(lambda: manifests()["active/one.json"]["git_dirty"] is True, 30)


def test_the_process_that_claude_codes_registry_names_is_the_sessions(
    hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    client = start_client()
    hooks.runs_in(client.pid)
    hooks.event("SessionStart")
    assert hooks.session().pid == client.pid
    assert f"_{client.pid}_" in hooks.session().name
    assert manifests()["active/one.json"]["pid"] == client.pid


@pytest.mark.requirement("S1-5")
def test_clear_ends_the_old_session_and_begins_a_new_one(
    hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    client = start_client()
    hooks.runs_in(client.pid)
    hooks.event("SessionStart")
    hooks.edit("auth.py")
    hooks.event("SessionEnd", reason="clear")
    hooks.runs_in(client.pid, "two")
    hooks.event("SessionStart", "two", source="clear")
    assert hooks.session().outcome == "cleared"
    assert hooks.session("two").ended is None
    assert hooks.locks() == []
    hooks.edited("auth.py")
    hooks.event("Stop")
    assert hooks.session().outcome == "cleared", "late hooks do not bring a session back"


def test_a_resumed_session_is_live_again(hooks: Hooks) -> None:
    hooks.event("SessionStart")
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    hooks.event("SessionEnd", reason="other")
    assert hooks.session().ended is not None
    hooks.event("SessionStart", source="resume")
    assert (hooks.session().ended, hooks.session().task) == (None, "rewrite the login")
    assert "active/one.json" in manifests()


@pytest.mark.requirement("S1-5", "S4-3")
def test_an_end_frees_everything_and_goes_into_the_history(hooks: Hooks) -> None:
    hooks.event("SessionStart")
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    hooks.edit("auth.py")
    assert hooks.event("SessionEnd", reason="prompt_input_exit") == {}
    assert hooks.locks() == []
    assert hooks.session().outcome == "completed"
    ((path, manifest),) = manifests().items()
    assert path.startswith("history/")
    assert path.endswith("/one.json")
    assert (manifest["status"], manifest["task"]) == ("completed", "rewrite the login")
    assert hooks.edit("auth.py", "two") == {}


def test_the_end_of_a_session_that_nobody_knows_is_nothing(hooks: Hooks) -> None:
    assert hooks.event("SessionEnd") == {}
    assert hooks.log() == []


def test_the_first_prompt_is_the_task(hooks: Hooks) -> None:
    hooks.event("UserPromptSubmit", prompt="/clear")
    hooks.event("UserPromptSubmit", prompt="  ")
    assert hooks.session().task is None
    hooks.event("UserPromptSubmit", prompt="rewrite\nthe login, password=hunter2")
    hooks.event("UserPromptSubmit", prompt="and the tests")
    assert hooks.session().task == "rewrite the login, [hidden]"


def test_a_session_is_busy_waiting_or_idle(hooks: Hooks) -> None:
    def state() -> tuple[str, str | None]:
        return hooks.session().status, hooks.session().waiting_for

    hooks.event("SessionStart")
    assert state() == ("idle", None)
    hooks.event("UserPromptSubmit", prompt="x")
    assert state() == ("busy", None)
    hooks.event("Notification", notification_type="permission_prompt")
    assert state() == ("waiting", "permission prompt")
    hooks.event("Notification", notification_type="auth_success")
    assert state() == ("waiting", "permission prompt")
    hooks.edited("auth.py")
    assert state() == ("busy", None)
    hooks.event("Notification", notification_type="elicitation_dialog")
    assert state() == ("waiting", "input needed")
    hooks.event("Stop")
    assert state() == ("idle", None)
    hooks.event("SubagentStop", agent_id="agent-1")
    assert state() == ("idle", None)
    hooks.event("SubagentStart", agent_id="agent-1")
    assert state() == ("busy", None)
    hooks.event("StopFailure", error="rate_limit")
    assert state() == ("idle", "rate_limit")
    hooks.event("Notification", notification_type="idle_prompt")
    assert state() == ("idle", None)


@pytest.mark.requirement("S1-10")
@pytest.mark.parametrize("event", ["UserPromptSubmit", "PostToolUse", "PostToolUseFailure", "Stop"])
def test_who_waits_is_told_once_when_it_is_free(hooks: Hooks, event: str) -> None:
    hooks.edit("auth.py")
    hooks.edit("auth.py", "two")
    assert hooks.event(event, "two", prompt="x", tool_name="Read") == {}
    hooks.event("SessionEnd")
    told = context(hooks.event(event, "two", prompt="x", tool_name="Read"), event)
    assert told.startswith("Free now: auth.py; until ")
    assert told.endswith(" it is kept for this session, which was first in line.")
    assert hooks.event(event, "two", prompt="x", tool_name="Read") == {}


def test_a_turns_end_releases_if_that_is_wanted(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    hooks.event("Stop")
    assert hooks.held() == [("one", "auth.py")]
    hooks.environ = {"COVEY_RELEASE_ON": "session_end,turn"}
    hooks.event("Stop")
    assert hooks.held() == []


def test_a_session_is_followed_into_another_folder(hooks: Hooks) -> None:
    other = hooks.workspace.parent / "other"
    make_git_folder(other / ".git")
    hooks.event("SessionStart")
    hooks.event("CwdChanged", old_cwd=str(hooks.workspace), new_cwd=str(other))
    assert (hooks.session().path, hooks.session().project) == (str(other), "other")
    assert manifests()["active/one.json"]["path"] == str(other)


@pytest.mark.requirement("S4-9")
def test_whoever_is_gone_is_archived_at_the_next_contact_of_another(
    hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    client = start_client()
    hooks.runs_in(client.pid)
    hooks.event("SessionStart")
    hooks.edit("auth.py")
    hooks.environ = {}
    hooks.event("SessionStart", "two")
    client.kill()
    client.wait()
    hooks.event("UserPromptSubmit", "two", prompt="x")
    assert hooks.session().outcome == "pruned"
    assert hooks.locks() == []
    (clients_own,) = [name for name in manifests() if "/" not in name]
    assert clients_own == f"{client.pid}.json"
    assert [path.split("/")[0] for path in sorted(manifests()) if "/" in path] == ["active", "history"]


TWICE: list[tuple[str, dict[str, Any]]] = [
    ("SessionStart", {"source": "startup"}),
    ("SessionStart", {"source": "compact"}),
    ("SessionStart", {"source": "resume"}),
    ("UserPromptSubmit", {"prompt": "rewrite the login"}),
    ("PostToolUse", {"tool_name": "Bash", "tool_input": {"command": "ls"}}),
    ("PostToolUseFailure", {"tool_name": "Edit", "tool_input": {"file_path": "x"}}),
    ("SubagentStart", {"agent_id": "agent-1"}),
    ("SubagentStop", {"agent_id": "agent-1"}),
    ("Stop", {}),
    ("StopFailure", {"error": "overloaded"}),
    ("Notification", {"notification_type": "permission_prompt"}),
    ("Notification", {"notification_type": "idle_prompt"}),
    ("CwdChanged", {"new_cwd": "/"}),
    ("SessionEnd", {"reason": "other"}),
]


@pytest.mark.parametrize(
    ("event", "fields"), TWICE, ids=[" ".join([event, *map(str, fields.values())]) for event, fields in TWICE]
)
def test_an_event_that_is_told_twice_happens_once(hooks: Hooks, event: str, fields: dict[str, Any]) -> None:
    def state() -> tuple[Any, ...]:
        session = hooks.session().but(last_seen=0.0, last_awake=0.0, turn_started=0.0, git_dirty=None)
        locks = [lock.but(touched=0.0, expires=0.0, awake_expires=0.0) for lock in hooks.locks()]
        return session, locks, hooks.log(), manifests().keys()

    hooks.event("SessionStart", source="startup")
    hooks.edit("auth.py")
    hooks.event(event, **fields)
    before = state()
    hooks.event(event, **fields)
    assert state() == before
    assert hooks.failures() == []


def test_whatever_a_session_leaves_is_for_its_owner_alone(hooks: Hooks) -> None:
    before = os.umask(0)
    try:
        hooks.event("SessionStart", source="startup")
        hooks.event("UserPromptSubmit", prompt="mend the login")
        hooks.edit("auth.py")
        hooks.command_call("make build")
        hooks.event("Nonsense")
        hooks.event("Stop")
        hooks.event("SessionEnd")
    finally:
        os.umask(before)
    assert hooks.failures(), "the record of failures is there, too"
    sessions = Path(os.environ["HOME"], ".claude/sessions")
    left = [*hooks.home.rglob("*"), *sessions.rglob("*"), hooks.home, sessions]
    assert len(left) > 10
    assert {place.name for place in left if place.stat().st_mode & 0o077} == {"README"}
