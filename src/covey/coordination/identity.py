"""Which process a session runs in: told by Claude Code, found in its registry, or seen among our ancestors."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.coordination.machine import Machine
    from covey.model.session import Process

HIGHEST_CLIMB = 8
VERSIONS_FOLDER = "/claude/versions/"
"""Where the native installer keeps the client, as a file that is called by its version."""


def client_process(
    session_id: str, environ: Mapping[str, str], machine: Machine, claude_folder: str, own_pid: int
) -> Process | None:
    """Identify the client's process for a session's hook, or give None: then only its contacts show that it lives.

    A client before 2.1.214 sets no CLAUDE_PID; started by another's shell it hands on the one of that. So the variable
    is believed where it names the nearest client above us.
    """
    told = _told(environ)
    if told is not None and machine.process(told) is None:
        return None
    nearest = _nearest(machine, own_pid, told)
    if told is not None and nearest == told:
        return machine.process(told)
    return _registered(session_id, claude_folder, machine) or (machine.process(nearest) if nearest else None)


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


def _nearest(machine: Machine, own_pid: int, told: int | None) -> int | None:
    """Find the nearest ancestor that is a client, by its program's name or as told; None where that is unclear."""
    pid = machine.parent(own_pid)
    for _ in range(HIGHEST_CLIMB):
        if not pid:
            return None
        if pid == told:
            return pid
        command = machine.command(pid)
        if not command:  # it may be the client
            return None
        if _is_client(command):
            return pid
        pid = machine.parent(pid)
    return None


def _is_client(command: str) -> bool:
    """Tell whether a command is Claude Code: a program that is called so, or a script that is called just that."""
    program, _, rest = command.partition(" ")
    script = os.path.basename(rest.partition(" ")[0])
    return "claude" in os.path.basename(program) or VERSIONS_FOLDER in program or script in ("claude", "claude.exe")
