"""The machine under us: its clocks, its name, and which processes live on it.

What cannot be read, for want of rights, of descriptors or of /proc, is unknown; and unknown is never gone.
"""

from __future__ import annotations

import os
import sys
import time

from covey.model.moment import Moment
from covey.model.session import Process

ON_LINUX = sys.platform.startswith("linux")
START = 19
"""Where /proc/PID/stat tells the start time, counted from the third field."""

UNKNOWN = "?"
"""Stands in a host for a boot or a pid namespace that cannot be read."""

ENDED = "ended"
"""The start of a process that has ended and that its parent has not collected yet."""


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
        """The host as far as pids mean the same: name, boot, and on Linux the pid namespace; each may be UNKNOWN."""
        if self._host:
            return self._host
        host = f"{self.name} {_boot()}"
        if _is_known(host):
            self._host = host
        return host

    def is_same(self, host: str) -> bool | None:
        """Tell whether a host is this one, where pids and clocks mean the same; None where that cannot be known.

        A boot has an id of its own, so the name does not count: it may change while the machine runs.
        """
        ours, theirs = self.host.split(" ")[1:], host.split(" ")[1:]
        if len(ours) != len(theirs):
            return False
        known = [pair for pair in zip(ours, theirs, strict=True) if all(map(_is_known, pair))]
        if any(mine != other for mine, other in known):
            return False
        return True if len(known) == len(ours) else None

    def shares_clock(self, host: str) -> bool:
        """Tell whether the clock that stands still in sleep is the one that was read there, or may be it."""
        is_same = self.is_same(host)
        return is_same or (is_same is None and not _is_known(self.host))

    def process(self, pid: int) -> Process | None:
        """Identify a living process, or give None where there is none, and where it cannot be told from others."""
        start = _start(pid)
        host = self.host
        return Process(host, pid, start) if start not in ("", ENDED) and _is_known(host) else None

    def lives(self, pid: int, start: str) -> bool:
        """Tell whether a pid on this host is a living process, and the one that started then where that is told."""
        process = self.process(pid)
        return process is not None and start in ("", process.start)

    def is_gone(self, process: Process) -> bool:
        """Tell whether a process has certainly ended; one that we cannot see from here has not."""
        is_same = self.is_same(process.host)
        if not is_same:
            return is_same is False and self._was_before_this_boot(process.host)
        if not _exists(process.pid):
            return True
        return _start(process.pid) not in ("", process.start) and _sees_processes()

    def _was_before_this_boot(self, host: str) -> bool:
        ours, theirs = self.host.split(" "), host.split(" ")
        if not (_is_known(self.host) and _is_known(host)) or len(theirs) != len(ours):
            return False
        return theirs[0] == ours[0] and theirs[1] != ours[1] and theirs[2:] == ours[2:]

    def parent(self, pid: int) -> int | None:
        """Give a process's parent; None for nobody, and where it cannot be seen."""
        if pid == os.getpid():
            return os.getppid()
        told = _stat_fields(pid)[1:2] if ON_LINUX else _ps(pid, "ppid=").split()
        return int(told[0]) if told else None

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


def _is_known(host: str) -> bool:
    """Tell whether every part of a host, or one part of it, could be read; older records have '' and `pid:?`."""
    return all(part and not part.endswith(UNKNOWN) for part in host.split(" "))


def _boot() -> str:
    if not ON_LINUX:
        return _sysctl_boot() or UNKNOWN
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = UNKNOWN
    return f"{_content('/proc/sys/kernel/random/boot_id').strip() or UNKNOWN} {namespace}"


def _exists(pid: int) -> bool:
    """Tell whether there is a process with this pid, which the kernel says without a descriptor and without rights."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is another user's
        return True
    return True


def _sees_processes() -> bool:
    """Tell whether what /proc shows are the processes whose pids we use, and not those of another namespace."""
    try:
        return not ON_LINUX or os.readlink("/proc/self") == str(os.getpid())
    except OSError:
        return False


def _stat_fields(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat from the third on; the second may hold spaces and parentheses."""
    return _content(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _start(pid: int) -> str:
    """Give when a process started, in the form Claude Code's registry has too; ENDED for a zombie, '' for unknown."""
    if not ON_LINUX:
        state, _, start = _ps(pid, "state=", "lstart=").partition(" ")
        return ENDED if state.startswith("Z") else start.strip()
    fields = _stat_fields(pid)
    if fields and fields[0] in "ZX":
        return ENDED
    return fields[START] if len(fields) > START else ""


def _ps(pid: int, *columns: str) -> str:
    wanted = [word for column in columns for word in ("-o", column)]
    return _output(["/bin/ps", *wanted, "-p", str(pid)])


def _sysctl_boot() -> str:
    """Give the id of this boot of macOS; its boot time would not do, since setting the clock changes that."""
    return _output(["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"])


def _output(command: list[str]) -> str:
    """Give what a program prints, '' where it cannot be run or heard."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return ""
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
    try:
        child = os.posix_spawn(command[0], command, {"LC_ALL": "C", "TZ": "UTC"}, file_actions=actions)
    except OSError:
        os.close(reading)
        return ""
    finally:
        os.close(writing)
    text = b""
    while chunk := os.read(reading, 4096):
        text += chunk
    os.close(reading)
    os.waitpid(child, 0)
    return text.decode("utf-8", "replace").strip()
