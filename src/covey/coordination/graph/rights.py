"""What may be done to the graph's views, and by whom: what is a session's own, and what no longer counts."""

from __future__ import annotations

from covey.coordination import words
from covey.coordination.registry import LIVE, Register
from covey.coordination.unlocking import spare_the_living
from covey.errors import ConflictError, UserError
from covey.model.graph import LOCK
from covey.model.session import COMPLETED, PRUNED
from covey.model.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.graph import Relation
    from covey.model.lock import Lock
    from covey.model.lock_names import LockNames
    from covey.model.session import Session


def unlock(desk: Desk, lock: Lock, caller: Session | None) -> None:
    """Release a lock, where it is the caller's own or counts no more; raise ConflictError for another's."""
    if caller is not None and lock.session_id == caller.session_id:
        desk.release(lock, "its entity was deleted")
        return
    spare_the_living(desk, [lock], "that session lives, and releases it when it is done")
    desk.release(lock, f"{desk.void(lock)}; its entity was deleted", "lock.broken")


def archive(desk: Desk, session: Session, caller: Session | None) -> Session:
    """Archive a session, where it is the caller itself, or is silent or gone; raise ConflictError for a live one."""
    if session.ended is not None:
        hint = "five minutes after its end it is gone from the graph"
        raise UserError(f"{session.name} has ended and is archived", hint=hint, code="session_gone")
    if caller is not None and caller.session_id == session.session_id:
        return Register(desk).end(session, COMPLETED, "its entity was deleted")
    life = Register(desk).life(session)
    if life == LIVE:
        hint = "it is archived when it ends; a session that is silent for session_timeout, or gone, can be deleted"
        raise ConflictError(
            f"{session.name} lives: {quoted(session.task) if session.task else session.status}",
            hint=hint,
            code="session_lives",
        )
    return Register(desk).end(session, PRUNED, f"found {life}; its entity was deleted")


def refuse_other(caller: Session | None, source: Session) -> None:
    """Raise UserError where somebody else would say something in a session's name."""
    if caller is None or caller.session_id != source.session_id:
        hint = "only that session itself says what it does"
        raise UserError(f"this call does not come from {source.name}", hint=hint, code="not_yours")


def only(locks: list[Lock], name: str, names: LockNames) -> Lock:
    """Give the lock that a name means; raise UserError where it may mean several."""
    if len(locks) > 1:
        listed = ", ".join(f"{names.of(lock)} ({words.shown(lock.path)})" for lock in locks[: words.MOST_LISTED])
        raise UserError(f"{name} may mean {len(locks)} locks: {listed}", hint="name one of these", code="which_lock")
    return locks[0]


def only_a_view(name: str, kind: str) -> UserError:
    """Say why an entity cannot be written, and how what it shows is changed."""
    if kind == LOCK:
        hint = "an edit takes its lock by itself; lock_acquire and `covey locks acquire` take one beforehand"
    else:
        hint = (
            "session_task and `covey sessions task` set what it works on; record other things in an entity of their own"
        )
    said = f"{name} cannot be written to: a {kind} shows a {'lock' if kind == LOCK else 'session'} as it is"
    return UserError(said, hint=hint, code="only_a_view")


def follows_from_locks(relation: Relation) -> UserError:
    """Say why a relation cannot be removed by itself."""
    said = f"{relation.source} {relation.kind} {relation.target} follows from what the session holds or waits for"
    return UserError(said, hint="it is gone when the lock is released", code="only_a_view")
