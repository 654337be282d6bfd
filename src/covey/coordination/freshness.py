"""How a session in a long turn, of which no hook tells, stays fresh and keeps what it holds."""

from __future__ import annotations

from covey.coordination.registry import GONE, Register
from covey.model.session import BUSY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from covey.coordination.locks import Desk
    from covey.model.lock import Lock
    from covey.model.session import Session


def at_work(desk: Desk, resting: Collection[str]) -> list[str]:
    """List the sessions of this machine that are in a turn; `resting` names those that are not, as the client says."""
    live = [session for session in desk.tx.live_sessions() if session.session_id not in resting]
    return [session.session_id for session in live if _is_at_work(desk, session)]


def keep_fresh(desk: Desk, session_id: str) -> int:
    """Note that a session is at work, as a contact of its own would, and renew its locks; give their number."""
    session = desk.tx.session(session_id)
    if session is None or not _is_at_work(desk, session):
        return 0
    desk.tx.save_session(session.but(last_seen=desk.now.wall, last_awake=desk.now.awake))
    locks = desk.tx.locks_of(session_id)
    for lock in locks:
        desk.tx.renew_lock(_prolonged(desk, lock))
    return len(locks)


def _is_at_work(desk: Desk, session: Session) -> bool:
    if session.ended is not None or session.status != BUSY or session.process is None:
        return False
    return bool(desk.machine.is_same(session.host)) and Register(desk).life(session) != GONE


def _prolonged(desk: Desk, lock: Lock) -> Lock:
    """Give a lock that runs out as if it were used now; when it was last used stays known, on both clocks."""
    timeout = desk.settings.lock_timeout
    lacks = max(desk.now.wall + timeout - lock.expires, desk.now.awake + timeout - lock.awake_expires, 0.0)
    return lock.but(expires=lock.expires + lacks, awake_expires=lock.awake_expires + lacks)
