"""A real session's `git commit` of a file that another real session holds is refused, and its model is told why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
MAY_ALL = ("--permission-mode", "bypassPermissions")


def log(scene: Scene) -> list[str]:
    """List the subjects of the commits, the newest first."""
    return scene.world.run(["git", "log", "--format=%s"], scene.repository).stdout.splitlines()


@BOTH_VERSIONS
@pytest.mark.requirement("S1-10")
def test_a_commit_from_bash_is_refused_to_the_other_and_granted_to_the_holder(scene: Scene) -> None:
    assert scene.covey("install", "--git-hooks")["action"] == "created"
    commit = call("Bash", command="git commit -q -m theirs", description="commit")
    auth = str(scene.repository / "auth.py")
    first_turns = [
        call("Write", file_path=auth, content="of the first\n"),
        call("Bash", command="git add auth.py", description="stage"),
        call("Bash", command="git commit -q -m own", description="commit").held_by("first goes on"),
        text("done"),
    ]
    holder = Conversation("rewrite the login", first_turns)
    rival = Conversation("commit everything", [commit, text("done")])
    with MessagesApi([holder, rival]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=MAY_ALL)
        api.wait_until_held("first goes on")
        second = scene.world.run_claude("commit everything", cwd=scene.repository, api=api, args=MAY_ALL)
        by_hand = scene.world.run(["git", "commit", "-q", "-m", "by hand"], scene.repository, check=False)
        api.release("first goes on")
        first.wait()
        told = [error for request in api.turns("commit everything") for error in request.tool_errors]

    assert any("covey: this commit is refused, since it touches what another session holds." in one for one in told)
    assert any("auth.py is locked by Session_" in one and "(“rewrite the login”)" in one for one in told)
    assert not any("--no-verify" in one for one in told)
    assert by_hand.returncode == 1
    assert "--no-verify" in by_hand.stderr
    assert log(scene) == ["own", "first"]
    refused = [row for row in scene.covey("log") if row["kind"] == "git.refused"]
    assert [(row["session_id"], row["path"]) for row in refused] == [(second.session_id, "auth.py"), ("", "auth.py")]
