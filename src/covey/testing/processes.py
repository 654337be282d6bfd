"""The processes of a world: which live, and those that outlived the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from covey.testing.waiting import until

__all__ = ["end_survivors", "is_alive", "survivors"]

END_SECONDS = 10


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return _state(pid) != "Z"


def survivors(root: Path) -> list[int]:
    """Give the processes that carry the mark of the world at root in their environment, other than our own."""
    mark = f"COVEY_WORLD={root}"
    found = _from_proc(mark) if Path("/proc/self/environ").exists() else _from_ps(mark)
    return [pid for pid in found if pid != os.getpid()]


def end_survivors(root: Path) -> None:
    """End every process of a world, and those that they start meanwhile."""
    until(lambda: not _end(survivors(root)), END_SECONDS)


def _end(pids: list[int]) -> list[int]:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return pids


def _state(pid: int) -> str:
    try:
        # The name in parentheses may hold anything, blanks and parentheses too.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        done = subprocess.run(["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return done.stdout.strip()[:1]


def _from_proc(mark: str) -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if mark.encode() in _environment(folder)]


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile, or is another user's
        return []


def _from_ps(mark: str) -> list[int]:
    command = ["/bin/ps", "-E", "-x", "-o", "pid=,command="]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in done.stdout.splitlines() if f"{mark} " in f"{line} "]
