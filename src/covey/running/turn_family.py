"""The processes of a turn, wherever they went: each carries the turn's mark in the environment that it was given."""

from __future__ import annotations

import os
import select
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from covey.coordination.machine import ON_LINUX

MARK = "COVEY_TURN"
TICKS = os.sysconf("SC_CLK_TCK")
TIMES = slice(11, 15)
"""Where /proc/PID/stat tells the CPU time, its own and of its ended children, counted from the third field."""

PS_SECONDS = 10


def family(folder: Path) -> dict[int, float]:
    """Give the living processes of the turn in a folder, with the seconds of CPU that each took."""
    mark = f"{MARK}={folder}"
    return _from_proc(os.fsencode(mark)) if ON_LINUX else _from_ps(mark)


def wait_for_end(pid: int, seconds: float) -> None:
    """Wait so long, less when a process ends and the kernel can tell it."""
    if hasattr(os, "pidfd_open"):
        with suppress(OSError):
            handle = os.pidfd_open(pid)
            try:
                watch = select.poll()
                watch.register(handle, select.POLLIN)
                watch.poll(seconds * 1000)
            finally:
                os.close(handle)
            return
    time.sleep(seconds)


def _from_proc(mark: bytes) -> dict[int, float]:
    own = os.getpid()
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    marked = [pid for pid in pids if pid != own and mark in _environment(pid)]
    return {pid: cpu for pid in marked if (cpu := _cpu(pid)) is not None}


def _environment(pid: int) -> list[bytes]:
    return _content(pid, "environ").split(b"\0")


def _cpu(pid: int) -> float | None:
    """Give the CPU time of a process; None for one that has ended."""
    fields = _content(pid, "stat").rpartition(b")")[2].split()
    return sum(map(int, fields[TIMES])) / TICKS if fields and fields[0] not in b"ZX" else None


def _content(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended meanwhile, or is another user's
        return b""


def _from_ps(mark: str) -> dict[int, float]:
    rows = [line.split(None, 2) for line in _ps("-x") if f"{mark} " in f"{line} "]
    return {int(row[0]): _seconds(row[1]) for row in rows if int(row[0]) != os.getpid()}


def _ps(*which: str) -> list[str]:
    """List processes with their CPU time, command and environment."""
    command = ["/bin/ps", "-E", "-ww", *which, "-o", "pid=,time=,command="]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PS_SECONDS, check=False)
    return done.stdout.splitlines()


def _seconds(told: str) -> float:
    """Read a CPU time such as 1:02.33, or 1:00:02.33."""
    seconds = 0.0
    for part in told.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
