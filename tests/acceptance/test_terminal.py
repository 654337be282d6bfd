"""The real terminal UI in tmux: what its session does is seen, /clear gives a new one, closing frees all it held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from .conftest import Scene

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
BOUND_SECONDS = 20


def states(scene: Scene) -> list[tuple[str, str | None]]:
    """Give what each live session does and waits for."""
    return [(row["status"], row["waiting_for"]) for row in scene.covey("sessions", "live")]


def ids(scene: Scene) -> list[str]:
    """Give the id of each live session."""
    return [row["session_id"] for row in scene.covey("sessions", "live")]


@pytest.mark.requirement("S4-4", "S1-5")
def test_a_waiting_session_is_seen_and_closing_its_terminal_frees_its_locks(scene: Scene) -> None:
    """A permission prompt takes the lock with it: the file is held while a person decides."""
    path = scene.repository / "notes.txt"
    turns = [call("Write", file_path=str(path), content="written\n"), text("it is written")]
    with MessagesApi([Conversation("write it", turns)]) as api:
        terminal = scene.world.open_claude(cwd=scene.repository, api=api, args=["--permission-mode", "default"])
        terminal.submit("write it")
        scene.world.wait_for_status(terminal.pid, "waiting")
        assert until(lambda: states(scene) == [("waiting", "permission prompt")], BOUND_SECONDS), states(scene)
        terminal.confirm("1. Yes")
        terminal.wait_for("it is written")
        assert until(lambda: [state for state, _ in states(scene)] == ["idle"], BOUND_SECONDS), states(scene)
        (session,) = scene.covey("sessions", "live")
        assert (session["task"], session["locks"], session["kind"]) == ("write it", ["notes.txt"], "interactive")
        terminal.close()

    assert until(lambda: scene.covey("sessions", "live") == [], BOUND_SECONDS)
    assert scene.covey("locks", "list") == []
    assert [row["status"] for row in scene.covey("sessions", "history")] == ["completed"]


@pytest.mark.requirement("S4-2", "S4-3")
def test_clear_ends_the_session_and_begins_another(scene: Scene) -> None:
    """The same process goes on under a new id; what the old session held is free."""
    path = scene.repository / "notes.txt"
    turns = [call("Write", file_path=str(path), content="written\n"), text("it is written")]
    conversations = [Conversation("write it", turns), Conversation("hello again", [text("fresh start")])]
    with MessagesApi(conversations) as api:
        terminal = scene.world.open_claude(cwd=scene.repository, api=api)
        terminal.submit("write it")
        terminal.wait_for("it is written")
        (before,) = scene.covey("sessions", "live")
        terminal.submit("/clear")
        assert until(lambda: before["session_id"] not in ids(scene), BOUND_SECONDS), terminal.screen()
        terminal.submit("hello again")
        terminal.wait_for("fresh start")
        (after,) = scene.covey("sessions", "live")

    assert after["session_id"] != before["session_id"]
    assert (after["pid"], after["task"], after["locks"]) == (before["pid"], "hello again", [])
    (ended,) = scene.covey("sessions", "history")
    assert (ended["session_id"], ended["status"]) == (before["session_id"], "cleared")
