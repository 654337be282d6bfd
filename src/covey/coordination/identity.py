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
    told = _told(environ)
    if told is not None:
        return machine.process(told)
    ancestor = _ancestor(machine, own_pid)
    return _registered(session_id, claude_folder, machine) or (machine.process(ancestor) if ancestor else None)


def _told(environ: Mapping[str, str]) -> int | None:
    text = environ.get("CLAUDE_PID", "")
    return int(text) if text.isdecimal() else None


def _registered(session_id: str, claude_folder: str, machine: Machine) -> Process | None:
    """Find the living process in whose `<pid>.json` Claude Code itself wrote the session's id."""
    folder = os.path.join(claude_folder, "sessions")
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    for name in names:
        pid = name.removesuffix(".json")
        text = _text(os.path.join(folder, name)) if pid.isdecimal() and pid != name else ""
        process = machine.process(int(pid)) if f'"{session_id}"' in text else None
        if process is not None and _wrote(process, text):
            return process
    return None


def _wrote(process: Process, text: str) -> bool:
    """Tell whether a file may be of this process, and not of a dead one that had the same pid."""
    return '"procStart"' not in text or process.start in text


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
