"""The `claude` program: found on PATH, run for one answer, never for longer than a bound."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a Claude Code session tells its children; a client of our own must not take itself for one of them.
OF_THE_SESSION = (
    "CLAUDECODE",
    "CLAUDE_PID",
    "CLAUDE_CODE_SESSION_ID",
    "CLAUDE_CODE_CHILD_SESSION",
    "CLAUDE_CODE_ENTRYPOINT",
)
QUIET = {"DISABLE_AUTOUPDATER": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
TAIL_CHARACTERS = 600


@dataclass(frozen=True)
class Program:
    """One `claude` and the environment that it is run in."""

    path: Path
    environ: Mapping[str, str]
    timeout_seconds: float = 60

    @classmethod
    def find(cls, environ: Mapping[str, str] = os.environ) -> Program | None:
        """Find `claude` on the PATH of an environment."""
        path = shutil.which("claude", path=environ.get("PATH", os.defpath))
        return None if path is None else cls(Path(path), dict(environ))

    def version(self) -> tuple[int, ...]:
        """Ask for the version, as numbers."""
        answer = self.run("--version")
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", answer.strip())
        if numbers is None:
            raise UnavailableError(f"{self.path} --version answered {answer.strip()[:80]!r}, which is no version")
        return tuple(map(int, numbers.groups()))

    def run(self, *arguments: str, folder: Path | None = None) -> str:
        """Run it in a folder and give what it printed; raise UnavailableError when it fails or takes too long."""
        words = f"claude {' '.join(arguments)}"
        try:
            process = subprocess.Popen(
                [self.path, *arguments],
                cwd=folder,
                env=self.environment() | QUIET,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise UnavailableError(f"{words} cannot be started: {error}") from error
        with process:
            try:
                out, problems = process.communicate(timeout=self.timeout_seconds)
            except subprocess.TimeoutExpired:
                _kill(process.pid)
                raise UnavailableError(f"{words} gave no answer in {self.timeout_seconds:g} seconds") from None
            except BaseException:
                _kill(process.pid)
                raise
        if process.returncode:
            said = _tail(out, problems)
            raise UnavailableError(f"{words} failed with {process.returncode}: {said}", code="claude_failed")
        return out

    def environment(self) -> dict[str, str]:
        """Give the environment of a client of our own: that of the caller, without what tells of its session."""
        return {
            name: value
            for name, value in self.environ.items()
            if name not in OF_THE_SESSION and not name.startswith("CLAUDE_CODE_MESSAGING_")
        }


def _kill(group: int) -> None:
    """End it and its children: one that lives on would keep our pipes open."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _tail(*outputs: str) -> str:
    said = " ".join(" ".join(outputs).split())
    return said[-TAIL_CHARACTERS:] or "it said nothing"
