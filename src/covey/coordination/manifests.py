"""The manifests: one JSON file for each live session, and dated history files, for scripts to read (S4-10).

They are views of the store in the documented place and form; whatever a kill leaves half done, `reconcile` mends.
"""

from __future__ import annotations

import contextlib
import json
import os

from covey.model.moment import local_date, rfc3339

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.model.session import Session
    from covey.store.contract import Transaction


class Manifests:
    """The folders `active` and `history` beneath Claude Code's `sessions` folder."""

    def __init__(self, claude_folder: str) -> None:
        """Stand in `<claude_folder>/sessions`; Claude's own `<pid>.json` files there are not touched."""
        self._active = os.path.join(claude_folder, "sessions", "active")
        self._history = os.path.join(claude_folder, "sessions", "history")

    def show(self, session: Session) -> None:
        """Write a session where it belongs: among the active, or in the history of the day that it ended."""
        name = f"{session.session_id}.json"
        if session.ended is None:
            _write(os.path.join(self._active, name), manifest(session))
            return
        _write(os.path.join(self._history, local_date(session.ended), name), manifest(session))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._active, name))

    def reconcile(self, tx: Transaction) -> None:
        """Archive active files of sessions that have ended, and write those that are missing."""
        shown = self._shown()
        live = tx.live_sessions()
        for session in live:
            if session.session_id not in shown:
                self.show(session)
        for session_id in shown - {session.session_id for session in live}:
            session = tx.session(session_id)
            if session is not None:
                self.show(session)

    def _shown(self) -> set[str]:
        try:
            names = os.listdir(self._active)
        except FileNotFoundError:
            return set()
        return {name.removesuffix(".json") for name in names if name.endswith(".json")}


def manifest(session: Session) -> dict[str, Any]:
    """Give a session in the documented form; an ended one with when and how it ended."""
    dirty = None if session.git_dirty is None else bool(session.git_dirty)
    form: dict[str, Any] = {
        "session_id": session.session_id,
        "project": session.project,
        "path": session.path,
        "git_branch": session.git_branch,
        "git_dirty": dirty,
        "started": rfc3339(session.started),
        "pid": session.pid,
        "task": session.task,
    }
    if session.ended is not None:
        form |= {"ended": rfc3339(session.ended), "status": session.outcome}
    return form


def _write(path: str, content: dict[str, Any]) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    unborn = f"{path}.{os.getpid()}.tmp"
    with open(unborn, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")
    os.replace(unborn, path)
