"""The terminal UI of the real Claude Code client, both pinned versions, in tmux."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.processes import is_alive

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.world import World

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


@pytest.fixture(autouse=True)
def _tmux(require_program: Callable[[str], None]) -> None:  # pyright: ignore[reportUnusedFunction]
    require_program("tmux")


def test_the_terminal_ui_reaches_idle_and_answers(claude_world: World) -> None:
    with MessagesApi([Conversation("hello", [text("hello yourself"), text("still here")])]) as api:
        terminal = claude_world.open_claude(cwd=claude_world.repository(), api=api)
        terminal.submit("hello there")
        terminal.wait_for("hello yourself")
        terminal.submit("once more")
        terminal.wait_for("still here")
        claude_world.wait_for_status(terminal.pid, "idle")
        assert [each.turn for each in api.turns("hello")] == [0, 1]


def test_the_terminal_ui_waits_for_a_permission(claude_world: World) -> None:
    folder = claude_world.repository()
    write = call("Write", file_path=str(folder / "a.txt"), content="x")
    with MessagesApi([Conversation("write", [write, text("written")])]) as api:
        terminal = claude_world.open_claude(cwd=folder, api=api, args=["--permission-mode", "default"])
        terminal.submit("write it")
        session = claude_world.wait_for_status(terminal.pid, "waiting")
        assert session["waitingFor"] == "permission prompt"
        terminal.confirm("1. Yes")
        terminal.wait_for("written")
    assert (folder / "a.txt").read_text() == "x"


def test_closing_the_terminal_ends_the_client(claude_world: World) -> None:
    with MessagesApi() as api:
        terminal = claude_world.open_claude(cwd=claude_world.repository(), api=api)
        terminal.close()
    assert not is_alive(terminal.pid)
