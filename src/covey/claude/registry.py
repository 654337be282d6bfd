"""Claude Code's own registry of the sessions that live on this machine, read and never written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_text, read_dict
from covey.model.claude_session import ClaudeSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATEST_MILLISECONDS = 1e14  # the year 5138; what is later is no time


def live_sessions(config: Path, lives: Callable[[int, str], bool]) -> list[ClaudeSession]:
    """List the sessions whose process lives, the oldest first; broken files count as none.

    `lives` tells it of a pid and the start time that the entry gives, which is '' where it gives none.
    """
    files = [file for file in (config / "sessions").glob("*.json") if file.stem.isascii() and file.stem.isdigit()]
    found = [session for file in files if (session := _session(int(file.stem), read_dict(file))) is not None]
    living = [session for session in found if lives(session.pid, session.process_start)]
    return sorted(living, key=lambda each: (each.started, each.pid))


def _session(pid: int, entry: dict[str, Any]) -> ClaudeSession | None:
    """Read an entry; one without a session, or that names another process than its file does, is none."""
    session_id = as_text(entry.get("sessionId"))
    if pid <= 0 or not session_id or entry.get("pid", pid) != pid:
        return None
    return ClaudeSession(
        pid=pid,
        session_id=session_id,
        cwd=as_text(entry.get("cwd")),
        started=_seconds(entry.get("startedAt")),
        updated=_seconds(entry.get("statusUpdatedAt") or entry.get("updatedAt") or entry.get("startedAt")),
        process_start=str(entry.get("procStart") or ""),
        status=as_text(entry.get("status")),
        waiting_for=as_text(entry.get("waitingFor")),
        kind=as_text(entry.get("kind")),
        entrypoint=as_text(entry.get("entrypoint")),
        name=as_text(entry.get("name")),
        version=as_text(entry.get("version")),
        socket=as_text(entry.get("messagingSocketPath")),
    )


def _seconds(milliseconds: object) -> float:
    """Give a time in seconds since 1970; 0 for what is none."""
    if isinstance(milliseconds, (int, float)) and 0 < milliseconds < LATEST_MILLISECONDS:
        return milliseconds / 1000
    return 0.0
