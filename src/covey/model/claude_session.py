"""A session as Claude Code's own registry tells of it."""

from __future__ import annotations

from covey.model.value import Value


class ClaudeSession(Value):
    """A live session as the client tells of it: times in seconds since 1970, and empty or 0 what it leaves out."""

    pid: int
    session_id: str
    cwd: str
    started: float
    updated: float
    process_start: str
    status: str
    waiting_for: str
    kind: str
    entrypoint: str
    name: str
    version: str
    socket: str
