"""What `wake` starts: `python -I -S wake.py HOME SESSION` tells an idle terminal session what it waited for."""

from __future__ import annotations

import os
import sys

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination import failures
from covey.coordination.failures import Failure
from covey.coordination.machine import Machine
from covey.coordination.waking import wake
from covey.store.sqlite import SqliteStore

if __name__ == "__main__":
    home, session_id = sys.argv[1:3]
    machine = Machine()
    try:
        wake(SqliteStore(home), machine, os.environ, session_id)
    except OSError:
        pass  # nobody listens there; the session hears of it at its next contact
    except Exception as error:  # noqa: BLE001 - nobody waits for this process: the record is all it can leave
        message = f"{type(error).__name__}: {error}"
        failures.record(home, Failure(machine.now().wall, "wake", session_id, message, "wake.py"))
