"""What look_at_dirt starts: `python -I -S dirt.py HOME SESSION WORKTREE` notes whether the worktree is dirty."""

import os
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination.manifests import Manifests
from covey.settings import claude_folder
from covey.store.sqlite import SqliteStore

GIT_SECONDS = 60


def is_dirty(worktree: str) -> bool | None:
    """Ask git whether anything is uncommitted, without taking its index lock; None where it does not answer."""
    command = ["git", "-C", worktree, "--no-optional-locks", "status", "--porcelain", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=GIT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return bool(done.stdout)


def note(home: str, session_id: str, worktree: str) -> None:
    """Write what git says into the session's record and manifest."""
    dirty = is_dirty(worktree)
    with SqliteStore(home).write() as tx:
        session = tx.session(session_id)
        if session is None or session.ended is not None or session.git_dirty == dirty:
            return
        changed = session.but(git_dirty=dirty)
        tx.save_session(changed)
        Manifests(claude_folder(os.environ)).show(changed)


if __name__ == "__main__":
    note(*sys.argv[1:4])
