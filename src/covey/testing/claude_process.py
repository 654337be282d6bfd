"""A real Claude Code client, run headless in a private world, and what it left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["ClaudeProcess", "ClaudeResult"]


@dataclass(frozen=True)
class ClaudeResult:
    """How a headless run ended: the lines of its stream, its exit status and its stderr."""

    lines: list[dict[str, Any]]
    exit_status: int
    stderr: str

    @property
    def result(self) -> dict[str, Any]:
        """The last result line, or an empty one."""
        return ([each for each in self.lines if each.get("type") == "result"] or [{}])[-1]

    @property
    def text(self) -> str:
        """The text of the result."""
        return str(self.result.get("result", ""))

    @property
    def session_id(self) -> str:
        """The id of the session."""
        return next((str(each["session_id"]) for each in self.lines if each.get("session_id")), "")


class ClaudeProcess:
    """A headless client that runs in its own process group, its output in files."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str], output: Path) -> None:
        """Start the client; its stream goes to `output`, its stderr beside it."""
        self._output = output
        self._errors = output.with_suffix(".err")
        with output.open("wb") as out, self._errors.open("wb") as err:
            self._process = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )
        self.pid = self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the client has not ended."""
        return self._process.poll() is None

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines of the stream so far."""
        # The last line may be half written, in the middle of a character too.
        whole = self._output.read_bytes().rpartition(b"\n")[0].decode()
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    def wait(self, timeout: float = 50) -> ClaudeResult:
        """Wait for the end; raise UnavailableError, and end it, when that takes longer than the timeout (seconds)."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired as problem:
            self.kill()
            last = self._output.read_text(encoding="utf-8", errors="replace")[-500:]
            raise UnavailableError(f"claude did not end within {timeout} s; its last words: {last}") from problem
        return ClaudeResult(self.lines(), status, self._errors.read_text(encoding="utf-8"))

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the whole process group; after SIGKILL, wait for the end."""
        if self.is_running:
            os.killpg(self.pid, number)
        if number == signal.SIGKILL:
            self._process.wait()
