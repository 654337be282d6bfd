"""The seat that only one monitor has: the kernel's lock on a file of the state folder; it vanishes with its holder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

from covey import __version__
from covey.coordination.monitor import BEAT_SECONDS, FILE_NAME, Incumbent, incumbent
from covey.errors import ConflictError, UnavailableError

if TYPE_CHECKING:
    from covey.coordination.machine import Machine


class Seat:
    """The one monitor's place; it is given back when the process ends, however it ends."""

    def __init__(self, home: str, machine: Machine) -> None:
        """Take it; raise ConflictError where another has it, and UnavailableError where there can be none."""
        self._path = Path(home, FILE_NAME)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            hint = "make the state folder writable for you, or name another in COVEY_HOME"
            said = f"the monitor cannot start: {self._path}: {error.strerror}"
            raise UnavailableError(said, hint=hint, code="state_folder") from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise taken(incumbent(home, machine)) from error
        self._shown = machine.now().awake
        self._write(machine)

    def is_kept(self) -> bool:
        """Tell whether the seat is still the one in the state folder; both may have been removed meanwhile."""
        try:
            there = self._path.stat()
        except OSError:
            return False
        return os.path.samestat(there, os.fstat(self._handle))

    def show(self, awake: float) -> None:
        """Leave a sign of life, now and then."""
        if awake - self._shown >= BEAT_SECONDS:
            os.utime(self._handle)
            self._shown = awake

    def leave(self) -> None:
        """Give the seat back."""
        os.close(self._handle)

    def _write(self, machine: Machine) -> None:
        """Say who we are; that only informs, so a full disk does not matter."""
        process = machine.process(os.getpid())
        if process is None:
            return
        text = Incumbent(process.host, process.pid, process.start, machine.now().wall, __version__).record()
        try:
            os.pwrite(self._handle, text, 0)
            os.ftruncate(self._handle, len(text))
        except OSError:
            pass


def taken(other: Incumbent | None) -> ConflictError:
    """Say that the monitor runs already."""
    who = f"process {other.pid}" if other else "a process that is just starting"
    hint = "`covey serve --status` tells of it, `covey serve --stop` ends it"
    return ConflictError(f"the monitor runs already: {who}", hint=hint, code="monitor_runs")
