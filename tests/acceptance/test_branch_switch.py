"""A real session puts the shared checkout onto another branch under a real session that works there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene

MAY_ALL = ("--permission-mode", "bypassPermissions")


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.requirement("S1-10")
def test_both_models_are_told_and_sessions_live_shows_the_new_branch(scene: Scene) -> None:
    auth = str(scene.repository / "auth.py")
    look = call("Bash", command="ls", description="look")
    first_turns = [call("Write", file_path=auth, content="of the first\n"), look.held_by("first goes on"), text("done")]
    switch = call("Bash", command="git checkout -q -b payments", description="branch")
    conversations = [
        Conversation("rewrite the login", first_turns),
        Conversation("begin the payments", [switch, text("done").held_by("second ends")]),
    ]
    with MessagesApi(conversations) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=MAY_ALL)
        api.wait_until_held("first goes on")
        second = scene.world.start_claude("begin the payments", cwd=scene.repository, api=api, args=MAY_ALL)
        api.wait_until_held("second ends")
        live = [row["git_branch"] for row in scene.covey("sessions", "live")]
        by_hand = scene.world.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], scene.repository)
        live_after = [row["git_branch"] for row in scene.covey("sessions", "live")]
        api.release("second ends")
        api.release("first goes on")
        first.wait()
        second.wait()
        to_first, to_second = (api.turns(prompt)[-1].all_text for prompt in ("rewrite the login", "begin the payments"))

    assert by_hand.returncode == 0
    assert (live, live_after) == (["payments", "payments"], ["main", "main"])
    changed = f"The checkout {scene.repository} is on payments now, no longer on main"
    assert f"{changed}, since a command of Session_" in to_first
    assert "This session's uncommitted work there: auth.py." in to_first
    assert f"{changed}. Session_" in to_second
    assert "(“rewrite the login”) has uncommitted work there, and was told: auth.py." in to_second


def test_the_person_at_the_terminal_reads_it(scene: Scene) -> None:
    turns = [call("Write", file_path=str(scene.repository / "auth.py"), content="of the first\n")]
    switch = call("Bash", command="git checkout -q -b payments", description="branch")
    conversations = [
        Conversation("rewrite the login", [*turns, text("done").held_by("first ends")]),
        Conversation("begin the payments", [switch, text("done")]),
    ]
    with MessagesApi(conversations) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=MAY_ALL)
        api.wait_until_held("first ends")
        may_switch = ("--permission-mode", "acceptEdits", "--allowedTools", "Bash")
        terminal = scene.world.open_claude(cwd=scene.repository, api=api, args=may_switch)
        terminal.submit("begin the payments")
        screen = terminal.wait_for("covey: The checkout")
        api.release("first ends")
        first.wait()
    assert "no longer on main" in " ".join(screen.split())
