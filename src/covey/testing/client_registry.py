"""Claude Code's own registry, as a client that stands in for the real one writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from covey.coordination.machine import Machine
from covey.settings import claude_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["register"]


def register(environ: Mapping[str, str], pid: int, session_id: str) -> None:
    """Say that a session runs in a process, in the configuration folder that an environment names."""
    file = Path(claude_folder(environ), "sessions", f"{pid}.json")
    process = Machine().process(pid)
    entry = {"pid": pid, "sessionId": session_id} | ({"procStart": process.start} if process else {})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(entry), encoding="utf-8")
