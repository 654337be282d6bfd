"""A session: one Claude Code conversation, and what its record says about it."""

from __future__ import annotations

from covey.model.value import Value

BUSY, IDLE, WAITING = "busy", "idle", "waiting"
"""What a live session is doing: in a turn, between turns, or waiting for a person's answer."""

COMPLETED, CLEARED, PRUNED, REPLACED = "completed", "cleared", "pruned", "replaced"
"""How a session ended: it said so, /clear, its process was found gone, or its process went on as another session."""


class Process(Value):
    """A process that cannot be mistaken for another: host (with boot and pid namespace), pid and start time."""

    host: str
    pid: int
    start: str


class Session(Value):
    """The record of one session; times in seconds since 1970, `ended` is None while it lives.

    `turn_started` is when the last prompt came; None where none was seen.
    """

    session_id: str
    name: str
    workspace: str
    project: str
    path: str
    worktree: str
    started: float
    last_seen: float
    last_awake: float
    host: str
    pid: int | None = None
    pid_start: str = ""
    git_branch: str | None = None
    git_dirty: int | None = None
    status: str = IDLE
    waiting_for: str | None = None
    task: str | None = None
    model: str | None = None
    kind: str = "interactive"
    transcript: str | None = None
    ended: float | None = None
    outcome: str | None = None
    turn_started: float | None = None

    @property
    def process(self) -> Process | None:
        """The process it runs in, where that is known."""
        return Process(self.host, self.pid, self.pid_start) if self.pid is not None else None


class Item(Value):
    """One entry of the task list that a session's client keeps for itself."""

    session_id: str
    item_id: str
    subject: str = ""
    is_done: int = 0


def readable_name(host: str, pid: int | None, stamp: str) -> str:
    """Name a session as people can say it: Session_{HOST}_{PID}_{TIMESTAMP} (S1-1)."""
    short = "".join(char if char.isalnum() or char == "-" else "-" for char in host.partition(".")[0]) or "host"
    return f"Session_{short}_{pid or 0}_{stamp}"
