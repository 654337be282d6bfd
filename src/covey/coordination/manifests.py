"""The manifests: one JSON file for each live session, and dated history files, for scripts to read (S4-10).

They are views of the store in the documented place and form; whatever a kill leaves half done, `reconcile` mends.
They tell what people work on, so they are for their owner alone: files 0600, in folders of ours that are 0700.
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
        for folder in (self._active, self._history):
            _close_to_others(folder)  # an older covey made them
        names = names_in(self._active)
        for name in names:
            if name.endswith(UNBORN):  # its writer was killed: whoever writes now has the store to itself
                os.unlink(os.path.join(self._active, name))
        for session in (*tx.live_sessions(), *self._ended(tx, names)):
            self.show(session)

    def agree(self, tx: Transaction) -> bool:
        """Tell whether the active files say what the store says, so that there is nothing to reconcile."""
        names = names_in(self._active)
        if any(name.endswith(UNBORN) for name in names) or self._ended(tx, names):
            return False
        return all(read(self._file_of(session)) == _text(manifest(session)) for session in tx.live_sessions())

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
    if read(path) == text:
        return
    _make_private(os.path.dirname(path))
    unborn = path.removesuffix(".json") + UNBORN
    with contextlib.suppress(FileNotFoundError):
        os.unlink(unborn)  # of a writer that was killed, perhaps of an older covey
    with os.fdopen(os.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(text)
    os.replace(unborn, path)


def _make_private(folder: str) -> None:
    """Make a folder, and those above it that are missing, for its owner alone; what is there stays as it is."""
    if not folder or os.path.isdir(folder):
        return
    _make_private(os.path.dirname(folder))
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)


def _close_to_others(folder: str) -> None:
    """Take from others what they may do in a folder of ours."""
    with contextlib.suppress(OSError):  # it is not there, or not ours: the files in it are closed by themselves
        if os.stat(folder).st_mode & 0o077:
            os.chmod(folder, 0o700)


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"


def names_in(folder: str) -> list[str]:
    """List what is in a folder; nothing where there is none."""
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def read(path: str) -> bytes | None:
    """Give what is in a file; None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
