"""Two real Claude Code sessions in one repository cannot overwrite each other (the main job, whole)."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
MODES = pytest.mark.parametrize("mode", ["acceptEdits", "bypassPermissions"])


def holder(scene: Scene) -> Conversation:
    """Give a session that writes auth.py, and goes on until its gate is released."""
    path = str(scene.repository / "auth.py")
    first = call("Write", file_path=path, content="of the first\n")
    return Conversation("rewrite the login", [first, text("done").held_by("first goes on")])


def rival(scene: Scene) -> Conversation:
    """Give a session that wants auth.py too, and writes another file when it is stopped."""
    wanted, other = str(scene.repository / "auth.py"), str(scene.repository / "other.py")
    turns = [
        call("Read", file_path=wanted),  # 2.1.197 asks no hook about a file that was not read
        call("Write", file_path=wanted, content="of the second\n"),
        call("Write", file_path=other, content="of the second\n"),
        text("done"),
    ]
    return Conversation("add a second factor", turns)


@BOTH_VERSIONS
@MODES
@pytest.mark.requirement("S1-3", "S1-10", "S4-2", "S4-3", "S4-4", "S1-5")
def test_the_second_session_is_stopped_told_why_and_edits_another_file(scene: Scene, mode: str) -> None:
    """The main job; the deny holds under bypassPermissions too."""
    how = ("--permission-mode", mode)
    with MessagesApi([holder(scene), rival(scene)]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=how)
        api.wait_until_held("first goes on")
        second = scene.world.run_claude("add a second factor", cwd=scene.repository, api=api, args=how)
        live = scene.covey("sessions", "live")
        locks = scene.covey("locks", "list")
        api.release("first goes on")
        ended = first.wait()
        errors = [error for request in api.turns("add a second factor") for error in request.tool_errors]

    assert (scene.repository / "auth.py").read_text() == "of the first\n"
    assert (scene.repository / "other.py").read_text() == "of the second\n"
    assert any("auth.py is locked by Session_" in error and "(“rewrite the login”)" in error for error in errors)
    assert any("first in line" in error for error in errors)
    assert [row["task"] for row in live] == ["rewrite the login"]
    assert [(row["path"], row["task"]) for row in locks] == [("auth.py", "rewrite the login")]
    assert scene.covey("sessions", "live") == []
    assert scene.covey("locks", "list") == []
    history = scene.covey("sessions", "history")
    assert {row["session_id"] for row in history} == {ended.session_id, second.session_id}
    assert {row["status"] for row in history} == {"completed"}


@BOTH_VERSIONS
@pytest.mark.requirement("S1-3", "S4-2")
def test_a_subagent_is_stopped_like_its_session_and_a_new_session_is_told_who_is_here(scene: Scene) -> None:
    """Subagents fire the same hooks, with their parent's session id (reference, section 1.2)."""
    wanted = str(scene.repository / "auth.py")
    ask = call(
        "Task", description="edit", prompt="change auth", subagent_type="general-purpose", run_in_background=False
    )
    parent = Conversation("send somebody", [ask, text("done")])
    turns = [call("Read", file_path=wanted), call("Write", file_path=wanted, content="of the child\n"), text("stopped")]
    child = Conversation("change auth", turns)
    with MessagesApi([child, parent, holder(scene)]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api)
        api.wait_until_held("first goes on")
        scene.world.run_claude("send somebody", cwd=scene.repository, api=api)
        api.release("first goes on")
        first.wait()
        errors = [error for request in api.turns("change auth") for error in request.tool_errors]
        told = "\n".join(request.all_text for request in api.turns("send somebody"))

    assert any("auth.py is locked by Session_" in error for error in errors)
    assert (scene.repository / "auth.py").read_text() == "of the first\n"
    assert "1 other session in shop" in told
    assert "“rewrite the login”; holds auth.py" in told


@BOTH_VERSIONS
@pytest.mark.requirement("B-5", "S4-9")
def test_a_killed_holders_file_is_free_at_the_next_attempt(scene: Scene) -> None:
    """SIGKILL fires no SessionEnd (reference, section 7): the holder is seen to be gone."""
    with MessagesApi([holder(scene), rival(scene)]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api)
        api.wait_until_held("first goes on")
        first.kill(signal.SIGKILL)
        assert [row["status"] for row in scene.covey("sessions", "live")] == ["gone"]
        scene.world.run_claude("add a second factor", cwd=scene.repository, api=api)
        api.release("first goes on")

    assert (scene.repository / "auth.py").read_text() == "of the second\n"
    assert scene.covey("locks", "list") == []
    assert {row["status"] for row in scene.covey("sessions", "history")} == {"pruned", "completed"}
