"""Which process a session runs in: told by Claude Code, found in its registry, or seen among our ancestors."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.coordination.machine import Machine
    from covey.model.session import Process

HIGHEST_CLIMB = 8


def client_process(
    session_id: str, environ: Mapping[str, str], machine: Machine, claude_folder: str, own_pid: int
) -> Process | None:
    """Identify the client's process for a session's hook, or give None: then only its contacts show that it lives."""
    pid = _told(environ) or _registered(session_id, claude_folder) or _ancestor(machine, own_pid)
    return machine.process(pid) if pid else None


def _told(environ: Mapping[str, str]) -> int | None:
    text = environ.get("CLAUDE_PID", "")
    return int(text) if text.isdecimal() else None


def _registered(session_id: str, claude_folder: str) -> int | None:
    """Find the session's id in Claude Code's own `<pid>.json` files, whatever else they hold."""
    folder = os.path.join(claude_folder, "sessions")
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    for name in names:
        pid = name.removesuffix(".json")
        if pid.isdecimal() and name.endswith(".json") and f'"{session_id}"' in _text(os.path.join(folder, name)):
            return int(pid)
    return None


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(65536)
    except OSError:
        return ""


def _ancestor(machine: Machine, own_pid: int) -> int | None:
    """Find the nearest ancestor whose program is called claude."""
    pid = machine.parent(own_pid)
    for _ in range(HIGHEST_CLIMB):
        if pid is None or pid <= 1:
            return None
        words = machine.command(pid).split(" ")[:2]
        if any("claude" in os.path.basename(word) for word in words):
            return pid
        pid = machine.parent(pid)
    return None
