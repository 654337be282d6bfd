"""What look_at_dirt starts: `python -I -S dirt.py HOME SESSION WORKTREE` notes whether the worktree is dirty."""

from __future__ import annotations

import os
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination import failures
from covey.coordination.git_status import unclean
from covey.coordination.manifests import Manifests
from covey.settings import claude_folder
from covey.store.sqlite import SqliteStore

GIT_SECONDS = 60


def note(home: str, session_id: str, worktree: str) -> None:
    """Write what git says into the session's record and manifest, unless the session has moved on."""
    found = unclean(worktree, seconds=GIT_SECONDS)
    dirty = None if found is None else bool(found)
    with SqliteStore(home).write() as tx:
        session = tx.session(session_id)
        if session is None or session.ended is not None or session.worktree != worktree or session.git_dirty == dirty:
            return
        changed = session.but(git_dirty=dirty)
        tx.save_session(changed)
        Manifests(claude_folder(os.environ)).show(changed)


def main(home: str, session_id: str, worktree: str) -> None:
    """Do it; nobody waits for us, so a failure is kept where `covey doctor` finds it."""
    try:
        note(home, session_id, worktree)
    except Exception as error:  # noqa: BLE001 - whatever it is
        message = f"{type(error).__name__}: {error}"
        failures.record(home, failures.Failure(time.time(), "dirt", session_id, message, "dirt.py"))


if __name__ == "__main__":
    main(*sys.argv[1:4])
