"""What happened, one line of the log: when, what, to which session and path, and why."""

from __future__ import annotations

from covey.model.value import Value


class Event(Value):
    """One thing the coordination did: `detail` says why, for people, `seconds` how long what ended had lasted."""

    at: float
    kind: str
    session_id: str = ""
    workspace: str = ""
    path: str = ""
    detail: str = ""
    seconds: float | None = None


class Contact(Value):
    """When the hook for one of Claude Code's events last reached us, from which session and client process."""

    event: str
    at: float
    session_id: str
    covey_version: str
