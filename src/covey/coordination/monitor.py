"""The monitor as others see it: whether one runs, since when, and when it last looked around.

The kernel's lock on the file decides who the monitor is; what is written in it only tells of it.
"""

from __future__ import annotations

import os

from covey.model.session import Process
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.machine import Machine

FILE_NAME = "serve.lock"
LARGEST_RECORD = 4096
BEAT_SECONDS = 30.0
"""How often at least the monitor leaves a sign that it makes its rounds."""

SILENT_SECONDS = 4 * BEAT_SECONDS
"""After so long without a sign a monitor hangs, or cannot do its work; or, in a container, has ended."""


class Incumbent(Value):
    """The monitor that runs: its process, since when, of which version, and when it last left a sign."""

    host: str
    pid: int
    start: str
    since: float
    version: str
    seen: float = 0.0

    @property
    def process(self) -> Process:
        """Its process."""
        return Process(self.host, self.pid, self.start)

    def record(self) -> bytes:
        """Give what it writes into its file."""
        fields = (self.host, self.pid, self.start, self.since, self.version)
        return ("\t".join(map(str, fields)) + "\n").encode()


def incumbent(home: str, machine: Machine) -> Incumbent | None:
    """Give the monitor of a state folder, or None where none runs; one that we cannot see must give signs."""
    found = _read(os.path.join(home, FILE_NAME))
    if found is None or machine.is_gone(found.process):
        return None
    is_silent = machine.now().wall - found.seen > SILENT_SECONDS
    return None if is_silent and not machine.is_same(found.host) else found


def _read(path: str) -> Incumbent | None:
    try:
        with open(path, encoding="utf-8") as file:
            line = file.read(LARGEST_RECORD).partition("\n")[0]
            seen = os.fstat(file.fileno()).st_mtime
        host, pid, start, since, version = line.split("\t")
        return Incumbent(host, int(pid), start, float(since), version, seen)
    except (OSError, ValueError):
        return None  # never written, or not yet
