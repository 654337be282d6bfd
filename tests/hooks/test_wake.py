"""An idle session is told at once, through its client's socket; where nobody listens nothing counts as told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .conftest import Hooks

WAKE = Path(__file__).parents[2] / "src" / "covey" / "hooks" / "wake.py"


@pytest.fixture
def waiter(hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]) -> int:
    """Let session two wait, idle, for what session one has just given back; give two's pid."""
    pid = start_client().pid
    hooks.event("SessionStart")
    hooks.edit("auth.py")
    hooks.runs_in(pid, "two")
    hooks.edit("auth.py", "two")
    hooks.event("Stop", "two")
    hooks.environ = {}
    hooks.event("SessionEnd")
    return pid


def register(pid: int, **more: str) -> None:
    """Write the entry of a client into its registry."""
    folder = Path(os.environ["HOME"]) / ".claude" / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    entry = {"pid": pid, "sessionId": "two", "messagingSocketPath": "inbox", **more}
    (folder / f"{pid}.json").write_text(json.dumps(entry))


def wake(hooks: Hooks) -> None:
    command = [sys.executable, "-I", "-S", str(WAKE), str(hooks.home), "two"]
    subprocess.run(command, check=True, timeout=60, env=hooks.environment())


def told(hooks: Hooks) -> bool:
    """Tell whether session two hears of the file at its next prompt."""
    answer = hooks.event("UserPromptSubmit", "two", prompt="and?")
    return "Free now: auth.py" in answer.get("hookSpecificOutput", {}).get("additionalContext", "")


def test_an_idle_session_gets_one_message_and_does_not_hear_the_same_again(
    hooks: Hooks, waiter: int, listener: socket.socket
) -> None:
    register(waiter)
    wake(hooks)
    client, _ = listener.accept()
    with client:
        message = json.loads(client.makefile().readline())
    assert message["type"] == "user"
    assert message["message"]["content"].startswith("covey: Free now: auth.py; until ")
    assert not told(hooks)


@pytest.mark.parametrize("entry", [{"sessionId": "another"}, {"messagingSocketPath": "nowhere"}, {}])
def test_where_nobody_listens_it_is_told_at_the_next_contact(hooks: Hooks, waiter: int, entry: dict[str, str]) -> None:
    register(waiter, **entry)
    wake(hooks)
    assert told(hooks)


def test_a_client_without_a_registry_is_left_alone(hooks: Hooks, waiter: int) -> None:
    (Path(os.environ["HOME"]) / ".claude" / "sessions" / f"{waiter}.json").unlink()
    wake(hooks)
    assert told(hooks)


@pytest.mark.parametrize("event", ["SubagentStart", "SessionStart"])
def test_a_busy_session_is_not_disturbed_nor_a_headless_one(
    hooks: Hooks, waiter: int, listener: socket.socket, event: str
) -> None:
    register(waiter)
    hooks.environ = {"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}
    hooks.event(event, "two", agent_id="a1")
    wake(hooks)
    listener.setblocking(False)  # noqa: FBT003 - the socket's own word
    with pytest.raises(BlockingIOError):
        listener.accept()
