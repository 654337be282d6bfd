"""Holds that are asked for by name, from a command or a tool: attempts at a lock, and letting go."""

from __future__ import annotations

from covey.coordination import overview, readings, words
from covey.coordination.clean_files import candidates, find_clean, release_unused
from covey.coordination.git_folders import GitFolders
from covey.errors import ConflictError, UserError
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any

    from covey.coordination.locks import Desk
    from covey.model.lock import Holder, Lock, Target, Wish
    from covey.model.session import Session


HINT = "`covey locks list` shows who holds what"
GIT_SECONDS = 2.0


class Attempt(Value):
    """What came of asking once: the lock, or why not; and whether something else calls the session.

    `doubtful` lists the locks in the way that may have ended with the work.
    """

    session: Session
    row: dict[str, Any] | None
    refusal: str = ""
    is_called: bool = False
    doubtful: tuple[Lock, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether asking again is of no use, or has to wait."""
        return self.row is not None or self.is_called

    def granted(self, hint: str = HINT) -> dict[str, Any]:
        """Give the lock; raise ConflictError where another holds it."""
        if self.row is None:
            raise ConflictError(self.refusal, hint=hint, code="locked")
        return self.row


class LockRequest:
    """A request for a lock, which may be attempted again and again; what has ended with the work is not in its way."""

    def __init__(
        self, changing: Callable[[], AbstractContextManager[Desk]], describe: Callable[[Desk], tuple[Session, Wish]]
    ) -> None:
        """Take what opens a desk, and what tells there who wishes for what."""
        self._changing, self._describe, self._git = changing, describe, GitFolders()

    def attempt(self) -> Attempt:
        """Ask once; git only where its folder has changed since the last attempt."""
        last = self._attempt()
        moved = self._git.changed({lock.worktree for lock in last.doubtful})
        clean = find_clean([lock for lock in last.doubtful if lock.worktree in moved], seconds=GIT_SECONDS)
        if clean:
            with self._changing() as desk:
                release_unused(desk, clean)
        self._git.note()
        return self._attempt() if clean else last

    def _attempt(self) -> Attempt:
        with self._changing() as desk:
            return attempt(desk, *self._describe(desk))


def attempt(desk: Desk, session: Session, wish: Wish) -> Attempt:
    """Ask for a lock once; held by another, the session stands in line from then on."""
    verdict = desk.acquire(wish)
    if verdict.lock is not None:
        return Attempt(session, overview.lock_row(desk, verdict.lock))
    refusal = words.explained(words.denial(desk, wish.target, verdict, []))
    doubtful = candidates(desk, [lock for lock in verdict.blockers if not desk.is_in_use(lock)])
    return Attempt(session, None, refusal, _is_called(desk, session.session_id, wish.target), tuple(doubtful))


def _is_called(desk: Desk, session_id: str, target: Target) -> bool:
    """Tell whether a session has something to hear of at its next contact, which waiting would put off."""
    others = (waiting for waiting in desk.tx.awaited(session_id) if waiting.key != target.key)
    return bool(desk.tx.notices(session_id)) or any(waiting.offered for waiting in others)


def let_go(desk: Desk, holder: Holder, path: str | None, folder: str) -> list[dict[str, Any]]:
    """Release what somebody holds at a path, or all that they hold and wait for; give what that was."""
    held = _held(desk, holder, path, folder)
    rows = overview.lock_rows(desk, held)
    if path is None:
        desk.release_all(holder.session_id, "released", holder.agent_id or None)
    else:
        for lock in held:
            desk.release(lock, "released")
    return rows


def _held(desk: Desk, holder: Holder, path: str | None, folder: str) -> list[Lock]:
    if path is None:
        return desk.tx.locks_of(holder.session_id, holder.agent_id or None)
    for target in readings.readings(path, folder):
        lock = desk.tx.lock_at(target, holder)
        if lock is not None:
            return [lock]
    session = desk.tx.session(holder.session_id)
    said = f"{session.name if session else holder.session_id} does not hold {words.shown(path)}"
    raise UserError(said, hint="`covey locks list` shows what it holds", code="not_held")
