"""The machine under us: its clocks, its name, and which processes live on it."""

from __future__ import annotations

import os
import sys
import time

from covey.model.moment import Moment
from covey.model.session import Process

ON_LINUX = sys.platform.startswith("linux")
START = 19
"""Where /proc/PID/stat tells the start time, counted from the third field."""


class Machine:
    """What this process can see of the machine; everything here may be replaced by a test's own."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._host = ""

    def now(self) -> Moment:
        """Read the clocks; `awake` does not count the time that the machine slept."""
        return Moment(time.time(), time.monotonic())

    @property
    def name(self) -> str:
        """The host's name."""
        return os.uname().nodename

    @property
    def host(self) -> str:
        """The host as far as pids mean the same: name, boot, and on Linux the pid namespace."""
        if not self._host:
            self._host = f"{self.name} {_boot()}"
        return self._host

    def process(self, pid: int) -> Process | None:
        """Identify a living process, or give None where there is none."""
        start = _start(pid)
        return Process(self.host, pid, start) if start else None

    def lives(self, pid: int, start: str) -> bool:
        """Tell whether a pid on this host is a living process, and the one that started then where that is told."""
        process = self.process(pid)
        return process is not None and start in ("", process.start)

    def is_gone(self, process: Process) -> bool:
        """Tell whether a process has certainly ended; one that we cannot see from here has not."""
        if process.host != self.host:
            return self._was_before_this_boot(process.host)
        return _start(process.pid) != process.start and self._sees_processes()

    def _sees_processes(self) -> bool:
        """Tell whether looking works at all, so that a missing /proc is not taken for everybody's death."""
        return bool(_start(os.getpid()))

    def _was_before_this_boot(self, host: str) -> bool:
        ours, theirs = self.host.split(" "), host.split(" ")
        return len(theirs) == len(ours) and theirs[0] == ours[0] and theirs[1] != ours[1] and theirs[2:] == ours[2:]

    def parent(self, pid: int) -> int | None:
        """Give a process's parent."""
        fields = _stat_fields(pid)
        return int(fields[1]) if fields else None

    def command(self, pid: int) -> str:
        """Give a process's program and arguments, separated by spaces; '' where they cannot be seen."""
        if not ON_LINUX:
            return _ps(pid, "args=")
        return _content(f"/proc/{pid}/cmdline").replace("\0", " ").strip()


def _content(path: str) -> str:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(handle, 65536).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(handle)


def _boot() -> str:
    if not ON_LINUX:
        return _sysctl_boot()
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = "pid:?"
    return f"{_content('/proc/sys/kernel/random/boot_id').strip()} {namespace}"


def _stat_fields(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat from the third on; the second may hold spaces and parentheses."""
    return _content(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _start(pid: int) -> str:
    """Give when a process started, in the form Claude Code's registry has too; '' for none and for a zombie."""
    if not ON_LINUX:
        return _ps(pid, "lstart=")
    fields = _stat_fields(pid)
    return fields[START] if len(fields) > START and fields[0] not in "ZX" else ""


def _ps(pid: int, column: str) -> str:
    return _output(["/bin/ps", "-o", column, "-p", str(pid)])


def _sysctl_boot() -> str:
    """Give the id of this boot of macOS; its boot time would not do, since setting the clock changes that."""
    return _output(["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"])


def _output(command: list[str]) -> str:
    reading, writing = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
    try:
        child = os.posix_spawn(command[0], command, {"LC_ALL": "C", "TZ": "UTC"}, file_actions=actions)
    except OSError:
        os.close(writing)
        os.close(reading)
        return ""
    os.close(writing)
    text = b""
    while chunk := os.read(reading, 4096):
        text += chunk
    os.close(reading)
    os.waitpid(child, 0)
    return text.decode("utf-8", "replace").strip()
