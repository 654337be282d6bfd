"""Our hooks as Claude Code starts them: a process of their own, one call in JSON on its standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import covey
from covey.errors import UnavailableError
from covey.testing.client_registry import register

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HookCaller"]

HOOKS = Path(covey.__file__).parent / "hooks"
GATE = "PreToolUse"
RUN_SECONDS = 30


@dataclass(frozen=True)
class HookCaller:
    """A client's side of our hooks: where covey keeps its state, where the sessions work, in which environment."""

    home: Path
    workspace: Path
    environ: Mapping[str, str]

    def command(self, event: str) -> list[str]:
        """Give the command for an event's hook."""
        entry = HOOKS / ("on_edit.py" if event == GATE else "on_event.py")
        return [sys.executable, "-I", "-S", str(entry), "--home", str(self.home)]

    def call(self, event: str, session_id: str, **fields: Any) -> dict[str, Any]:
        """Give what the hook is told of an event."""
        told = {"hook_event_name": event, "session_id": session_id, "cwd": str(self.workspace)}
        return told | fields

    def edit(self, session_id: str, path: str, **fields: Any) -> dict[str, Any]:
        """Give what the hook is told before an edit of a file in the workspace."""
        tool_input = {"file_path": str(self.workspace / path), "old_string": "a", "new_string": "b"}
        return self.call(GATE, session_id, tool_name="Edit", tool_input=tool_input, **fields)

    def shell(self, session_id: str, command: str, **fields: Any) -> dict[str, Any]:
        """Give what the hook is told before a shell command in the workspace."""
        told = {"tool_name": "Bash", "tool_input": {"command": command}, "tool_use_id": "toolu_1"}
        return self.call(GATE, session_id, **told, **fields)

    def start(self, call: dict[str, Any], pid: int | None, told: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a hook for a session whose client has a pid; the call is written to an empty file for it to read."""
        self.register(call["session_id"], pid)
        told.write(json.dumps(call).encode())
        told.seek(0)
        return subprocess.Popen(
            self.command(call["hook_event_name"]),
            stdin=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
        )

    def answer(self, call: dict[str, Any], pid: int | None = None) -> dict[str, Any]:
        """Run a hook to its end and give its answer, empty for none; raise UnavailableError when it fails."""
        self.register(call["session_id"], pid)
        done = subprocess.run(
            self.command(call["hook_event_name"]),
            input=json.dumps(call).encode(),
            capture_output=True,
            timeout=RUN_SECONDS,
            env=self.environ,
            check=False,
        )
        if done.returncode or done.stderr:
            raise UnavailableError(f"the hook ended with {done.returncode}: {done.stderr.decode()[-500:]}")
        return json.loads(done.stdout or b"{}")

    def register(self, session_id: str, pid: int | None) -> None:
        """Let the client's own registry say which process a session runs in: a hook of ours is no child of it here."""
        if pid is not None:
            register(self.environ, pid, session_id)
