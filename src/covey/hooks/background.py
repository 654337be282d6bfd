"""Work that takes longer than an answer: started as a process of its own, which nobody waits for."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.model.session import Session


def look_at_dirt(home: str, session: Session) -> None:
    """Have the session's worktree looked at for uncommitted changes; the answer is in the store a moment later."""
    _start("dirt.py", home, session.session_id, session.worktree)


def wake(home: str, session_ids: Iterable[str]) -> None:
    """Have those of these sessions that are idle told at once that something is kept for them."""
    for session_id in session_ids:
        _start("wake.py", home, session_id)


def _start(entry: str, *arguments: str) -> None:
    """Start an entry as a process of its own; raise OSError where there can be no more processes."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), entry)
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)]
    command = [sys.executable, "-I", "-S", path, *arguments]
    try:
        os.posix_spawn(sys.executable, command, os.environ, file_actions=actions, setsid=True)
    finally:
        os.close(nothing)
