"""How the monitor is waited for: that it has come, and that it has ended."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from covey.coordination.monitor import incumbent
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.coordination.machine import Machine
    from covey.coordination.monitor import Incumbent

START_SECONDS, STOP_SECONDS = 15.0, 15.0
LOOK_SECONDS = 0.05


def await_start(home: str, machine: Machine) -> Incumbent:
    """Give the monitor that was started just now; raise UnavailableError where none comes."""
    if not _until(lambda: incumbent(home, machine) is not None, START_SECONDS):
        raise _late(f"the monitor has not started within {START_SECONDS:.0f} s", "`covey doctor` may say why")
    found = incumbent(home, machine)
    if found is None:
        raise _late("the monitor started, and ended at once", "`covey doctor` may say why")
    return found


def stop(home: str, machine: Machine) -> Incumbent | None:
    """Ask the monitor to end, and wait for it; give which one it was, or None where none runs."""
    found = incumbent(home, machine)
    if found is None:
        return None
    if not machine.is_same(found.host):
        raise _late(f"the monitor runs where it cannot be reached from here: {found.host}", "end it there")
    os.kill(found.pid, signal.SIGTERM)
    if not _until(lambda: machine.is_gone(found.process), STOP_SECONDS):
        hint = f"`kill -9 {found.pid}` loses nothing"
        raise _late(f"the monitor (process {found.pid}) has not ended within {STOP_SECONDS:.0f} s", hint)
    return found


def _late(said: str, hint: str) -> UnavailableError:
    return UnavailableError(said, hint=hint, code="monitor_unreachable")


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True
