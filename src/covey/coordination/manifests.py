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
        active = self._file_of(session)
        if session.ended is None:
            _write(active, manifest(session))
            return
        if self._archives:
            day = os.path.join(self._history, local_date(session.ended))
            _write(os.path.join(day, os.path.basename(active)), manifest(session))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(active)

    def renew(self, tx: Transaction, sessions: Iterable[Session]) -> None:
        """Show sessions as the store has them now, which may be newer than what the caller knows."""
        for session in sessions:
            current = tx.session(session.session_id)
            if current is not None:
                self.show(current)

    def reconcile(self, tx: Transaction) -> None:
        """Bring the active files to what the store says; those of sessions that it does not know stay."""
        names = _names(self._active)
        for name in names:
            if name.endswith(UNBORN):  # its writer was killed: whoever writes now has the store to itself
                os.unlink(os.path.join(self._active, name))
        for session in (*tx.live_sessions(), *self._ended(tx, names)):
            self.show(session)

    def agree(self, tx: Transaction) -> bool:
        """Tell whether the active files say what the store says, so that there is nothing to reconcile."""
        names = _names(self._active)
        if any(name.endswith(UNBORN) for name in names) or self._ended(tx, names):
            return False
        return all(_read(self._file_of(session)) == _text(manifest(session)) for session in tx.live_sessions())

    def forget(self, before: str) -> int:
        """Take away the history of the days before one (such as 2026-11-20); give the number of files.

        Whatever else lies in those folders stays.
        """
        days = [name for name in _names(self._history) if _is_day(name) and name < before]
        return sum(_forget_day(os.path.join(self._history, day)) for day in days)

    def _file_of(self, session: Session) -> str:
        return os.path.join(self._active, f"{session.session_id}.json")

    def _ended(self, tx: Transaction, names: list[str]) -> list[Session]:
        """List the sessions that have a file among the active, and have ended."""
        shown = [tx.session(name.removesuffix(".json")) for name in names if name.endswith(".json")]
        return [session for session in shown if session is not None and session.ended is not None]


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
    text = _text(content)
    if _read(path) == text:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    unborn = path.removesuffix(".json") + UNBORN
    with open(unborn, "wb") as file:
        file.write(text)
    os.replace(unborn, path)


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def _is_day(name: str) -> bool:
    return len(name) == len("2026-11-20") and name.replace("-", "").isdecimal() and name.isascii()


def _forget_day(folder: str) -> int:
    """Take our files out of a day's folder, and the folder away if nothing else lies there; give their number."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        return 0
    ours = [path for name in _names(folder) if _is_ours(path := os.path.join(folder, name))]
    for path in ours:
        os.unlink(path)
    with contextlib.suppress(OSError):  # something else lies there
        os.rmdir(folder)
    return len(ours)


def _is_ours(path: str) -> bool:
    """Tell whether a file is the manifest of an ended session, or what a kill left of one."""
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    if path.endswith(UNBORN):
        return True
    try:
        content = json.loads(_read(path) or b"")
    except ValueError:
        return False
    is_manifest = isinstance(content, dict) and content.keys() >= {"session_id", "started", "ended", "status"}
    return is_manifest and os.path.basename(path) == f"{content['session_id']}.json"


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
