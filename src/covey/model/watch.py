"""A shell command that runs, kept from before it runs until somebody has looked at what it changed."""

from __future__ import annotations

from covey.model.value import Value


class Watch(Value):
    """One command of a session in one of the worktrees that it enters: since when it runs, and its first words."""

    session_id: str
    tool_use_id: str
    agent_id: str
    worktree: str
    started: float
    command: str
    is_background: int = 0
