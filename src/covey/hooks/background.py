"""Work that takes longer than an answer: started as a process of its own, which nobody waits for."""

from __future__ import annotations

import os
import sys

from covey.settings import Settings, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from covey.model.session import Session


def look_at_dirt(home: str, session: Session) -> None:
    """Have the session's worktree looked at for uncommitted changes; the answer is in the store a moment later."""
    _start("hooks/dirt.py", home, session.session_id, session.worktree)


def forecast_merges(home: str, session: Session) -> None:
    """Have it found out whether the session's work would conflict with that of others in a merge; notices tell it."""
    _start("hooks/forecast.py", home, session.session_id)


def wake(home: str, session_ids: Iterable[str]) -> None:
    """Have those of these sessions that are idle told at once that something is kept for them."""
    for session_id in session_ids:
        _start("hooks/wake.py", home, session_id)


def start_monitor(home: str, environ: Mapping[str, str]) -> None:
    """Have the monitor run, which ends at once where one runs already."""
    _start("serve/detached.py", home, environ=environ)


def without_session(environ: Mapping[str, str]) -> dict[str, str]:
    """Give an environment without what belongs to one session, and without settings: the monitor is everybody's."""
    settings = {variable(name) for name in Settings.fields}
    of_client = ("CLAUDE", "ANTHROPIC_")
    kept = {name: value for name, value in environ.items() if name not in settings and not name.startswith(of_client)}
    folder = environ.get("CLAUDE_CONFIG_DIR")
    return kept | ({"CLAUDE_CONFIG_DIR": folder} if folder else {})


def _start(entry: str, *arguments: str, environ: Mapping[str, str] = os.environ) -> None:
    """Start an entry of ours as a process of its own; raise OSError where there can be no more processes."""
    path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), entry)
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)]
    command = [sys.executable, "-I", "-S", path, *arguments]
    try:
        os.posix_spawn(sys.executable, command, environ, file_actions=actions, setsid=True)
    finally:
        os.close(nothing)
