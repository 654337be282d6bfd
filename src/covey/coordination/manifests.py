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
    from collections.abc import Iterable
    from typing import Any

    from covey.model.session import Session
    from covey.store.contract import Transaction

UNBORN = ".json.unborn"
"""How a file's name ends until it is whole; only the one who may write to the store writes manifests."""


class Manifests:
    """The folders `active` and `history` beneath Claude Code's `sessions` folder."""

    def __init__(self, claude_folder: str, *, archives: bool = True) -> None:
        """Stand in `<claude_folder>/sessions`; Claude's own `<pid>.json` files there are not touched.

        Where nothing is archived, the file of a session that ends is only taken away.
        """
        self._archives = archives
        self._active = os.path.join(claude_folder, "sessions", "active")
        self._history = os.path.join(claude_folder, "sessions", "history")

    def show(self, session: Session) -> None:
        """Write a session where it belongs: among the active, or in the history of the day that it ended."""
        name = f"{session.session_id}.json"
        if session.ended is None:
            _write(os.path.join(self._active, name), manifest(session))
            return
        if self._archives:
            _write(os.path.join(self._history, local_date(session.ended), name), manifest(session))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._active, name))

    def renew(self, tx: Transaction, sessions: Iterable[Session]) -> None:
        """Show sessions as the store has them now, which may be newer than what the caller knows."""
        for session in sessions:
            current = tx.session(session.session_id)
            if current is not None:
                self.show(current)

    def reconcile(self, tx: Transaction) -> None:
        """Bring the active files to what the store says; those of sessions that it does not know stay."""
        live = tx.live_sessions()
        names = self._names()
        for name in names:
            if name.endswith(UNBORN):  # its writer was killed: whoever writes now has the store to itself
                os.unlink(os.path.join(self._active, name))
        shown = {name.removesuffix(".json") for name in names if name.endswith(".json")}
        ended = [tx.session(session_id) for session_id in shown - {session.session_id for session in live}]
        for session in (*live, *ended):
            if session is not None:
                self.show(session)

    def _names(self) -> list[str]:
        try:
            return os.listdir(self._active)
        except FileNotFoundError:
            return []


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
    text = json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"
    if _read(path) == text:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    unborn = path.removesuffix(".json") + UNBORN
    with open(unborn, "wb") as file:
        file.write(text)
    os.replace(unborn, path)


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
