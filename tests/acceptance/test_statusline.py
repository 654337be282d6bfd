"""The status line in the real terminal UI: a person sees who else works here, without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


@pytest.mark.requirement("S1-13")
def test_an_idle_terminal_sees_others_come_wait_and_go(scene: Scene) -> None:
    """Nobody types anything in it while the other session comes, is stopped, and ends."""
    scene.covey("install", "--statusline")
    auth = str(scene.repository / "auth.py")
    mine = Conversation("rewrite the login", [call("Write", file_path=auth, content="1\n"), text("it is written")])
    stopped = [
        call("Read", file_path=auth),
        call("Write", file_path=auth, content="2\n"),
        text("stopped").held_by("the other goes on"),
    ]
    with MessagesApi([Conversation("add a factor", stopped), mine]) as api:
        terminal = scene.world.open_claude(cwd=scene.repository, api=api)
        terminal.wait_for("covey: alone here")
        terminal.submit("rewrite the login")
        terminal.wait_for("it is written")
        terminal.wait_for("covey: alone here · I hold auth.py")
        other = scene.world.start_claude("add a factor", cwd=scene.repository, api=api)
        api.wait_until_held("the other goes on")
        terminal.wait_for("covey: 1 other · I hold auth.py · 1 waits for auth.py")
        api.release("the other goes on")
        other.wait()
        terminal.wait_for("covey: alone here · I hold auth.py")
        terminal.close()
