"""Work that takes longer than an answer: started as a process of its own, which nobody waits for."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit
    from covey.model.session import Session


def look_at_dirt(visit: Visit, session: Session) -> None:
    """Have the session's worktree looked at for uncommitted changes; the answer is in the store a moment later."""
    entry = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dirt.py")
    command = [sys.executable, "-I", "-S", entry, visit.home, session.session_id, session.worktree]
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)]
    try:
        os.posix_spawn(sys.executable, command, os.environ, file_actions=actions, setsid=True)
    except OSError as error:  # no more processes: the session goes on without
        visit.note_failure(error)
    finally:
        os.close(nothing)
