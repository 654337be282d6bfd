"""How a session stands among the others of its workspace: who is here, what it holds, who waits for that."""

from __future__ import annotations

from covey.coordination.registry import Register
from covey.model.lock import HERE, relation
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target
    from covey.model.session import Session


class Standing(Value):
    """One session's view: the other live sessions, its own locks, who waits for which of them, what it waits for."""

    others: tuple[Session, ...]
    held: tuple[Lock, ...]
    waiters: tuple[tuple[Session, Target], ...]
    awaited: tuple[Target, ...]


def standing_of(desk: Desk, session_id: str, workspace: str) -> Standing:
    """Look from a session at a workspace; one that the record does not know yet holds nothing."""
    others = tuple(Register(desk).others(session_id, workspace))
    held = tuple(lock for lock in desk.tx.locks_of(session_id) if not desk.void(lock))
    awaited = tuple(waiting.target for waiting in desk.tx.awaited(session_id))
    return Standing(others, held, tuple(_waiters(desk, workspace, others, held)), awaited)


def _waiters(
    desk: Desk, workspace: str, others: tuple[Session, ...], held: tuple[Lock, ...]
) -> list[tuple[Session, Target]]:
    """Find who waits for something that these locks are on, or that lies beneath them."""
    known = {other.session_id: other for other in others}
    waiting = desk.tx.lines(workspace) if held else []
    return [
        (known[one.session_id], one.target)
        for one in waiting
        if one.session_id in known and any(relation(lock.target, one.target) == HERE for lock in held)
    ]
