"""However covey came into Claude Code, and wherever its files lie, the sessions are seen and the edits guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


@BOTH_VERSIONS
@pytest.mark.requirement("S4-11", "S4-1")
def test_hooks_written_by_hand_into_settings_do_the_same_as_the_plugin(scene: Scene) -> None:
    """What `--method settings` writes is what the how-to page shows."""
    scene.covey("install", "--method", "settings")
    path = str(scene.repository / "auth.py")
    with MessagesApi([Conversation("write it", [call("Write", file_path=path, content="x\n"), text("done")])]) as api:
        scene.world.run_claude("write it", cwd=scene.repository, api=api)
    (ended,) = scene.covey("sessions", "history")
    assert (ended["task"], ended["status"], ended["git_branch"]) == ("write it", "completed", "main")
    hooks = {row["event"]: row["last_fired"] for row in scene.covey("doctor")["hooks"]}
    assert all(
        hooks[event] for event in ("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "SessionEnd")
    )


@BOTH_VERSIONS
@pytest.mark.requirement("S4-4")
def test_a_session_without_our_hooks_is_shown_as_unhooked(scene: Scene) -> None:
    """Claude Code's own registry tells of it."""
    scene.covey("uninstall")
    with MessagesApi([Conversation("wait", [text("done").held_by("goes on")])]) as api:
        process = scene.world.start_claude("wait", cwd=scene.repository, api=api)
        api.wait_until_held("goes on")
        (row,) = scene.covey("sessions", "live")
        api.release("goes on")
        process.wait()
    assert (row["status"], row["project"], row["pid"]) == ("unhooked", "shop", process.pid)


@pytest.mark.requirement("S1-3")
def test_the_same_file_in_another_worktree_may_be_edited_and_both_branches_are_named(scene: Scene) -> None:
    """The files differ; what is at risk is the merge, and the second session is told of it."""
    other = scene.repository.parent / "shop worktree ☂"
    scene.world.run(["git", "worktree", "add", "-q", "-b", "feature", str(other)], scene.repository)
    first = Conversation(
        "rewrite the login",
        [call("Write", file_path=str(scene.repository / "auth.py"), content="1\n"), text("done").held_by("goes on")],
    )
    second = Conversation(
        "add a factor", [call("Write", file_path=str(other / "auth.py"), content="2\n"), text("done")]
    )
    with MessagesApi([first, second]) as api:
        process = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api)
        api.wait_until_held("goes on")
        scene.world.run_claude("add a factor", cwd=other, api=api)
        told = "\n".join(request.all_text for request in api.turns("add a factor"))

        api.release("goes on")
        process.wait()
    assert (other / "auth.py").read_text() == "2\n"
    assert "auth.py is also being edited by Session_" in told
    assert "branch main: the two will have to be merged" in told


@pytest.mark.requirement("S1-16", "S4-10")
def test_the_repository_gets_nothing_and_the_state_is_its_owners_alone(scene: Scene) -> None:
    """What covey keeps lies in the state folder, and in the manifests beside Claude Code's own files."""
    path = str(scene.repository / "auth.py")
    with MessagesApi([Conversation("write it", [call("Write", file_path=path, content="x\n"), text("done")])]) as api:
        scene.world.run_claude("write it", cwd=scene.repository, api=api)
    state = scene.world.covey_home
    assert (state.stat().st_mode & 0o777, (state / "covey.db").stat().st_mode & 0o777) == (0o700, 0o600)
    status = scene.world.run(["git", "status", "--porcelain"], scene.repository).stdout
    assert status == "?? auth.py\n"
