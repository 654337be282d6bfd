"""What forecast_merges starts: `python -I -S forecast.py HOME SESSION` tells who a merge would bring into conflict."""

from __future__ import annotations

import os
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination import failures
from covey.coordination.forecast import apart, tell
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.settings_files import in_force
from covey.coordination.trial import forecasts
from covey.store.sqlite import SqliteStore

POLITENESS = 5
"""Nobody waits for us."""


def note(home: str, session_id: str) -> None:
    """Try the merges of a session's work with that of the others, and leave notices where the outcome is new."""
    store, machine = SqliteStore(home), Machine()
    with store.read() as tx:
        session = tx.session(session_id)
        settings = in_force(os.environ, session.worktree if session else "", tx)
        pairs = apart(Desk(tx, machine, settings, machine.now()), session_id)
    found = forecasts(pair.worktrees for pair in pairs)
    if found:
        with store.write() as tx:
            tell(Desk(tx, machine, settings, machine.now()), session_id, pairs, found)


def main(home: str, session_id: str) -> None:
    """Do it; nobody waits for us, so a failure is kept where `covey doctor` finds it."""
    try:
        os.nice(POLITENESS)
        note(home, session_id)
    except Exception as error:  # noqa: BLE001 - whatever it is
        message = f"{type(error).__name__}: {error}"
        failures.record(home, failures.Failure(time.time(), "forecast", session_id, message, "forecast.py"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
