"""That a session's work depends on another's: both hear of it, and the first hears when the other ends (S1-9)."""

from __future__ import annotations

from covey.coordination import advice, advice_words
from covey.errors import UserError
from covey.model.event import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.session import Session


def begin(desk: Desk, session: Session, needed: Session) -> bool:
    """Keep that a session depends on another, and tell both; tell whether that is new."""
    if session.session_id == needed.session_id:
        raise UserError("a session cannot depend on itself", code="bad_dependence")
    if not desk.is_there(needed.session_id):
        said = f"{needed.name} has ended: there is nothing to depend on any more"
        raise UserError(said, hint="its work is in the files and in git", code="session_gone")
    if not desk.tx.depend(session.session_id, needed.session_id, desk.now.wall):
        return False
    near = advice.about(desk, needed, session.task or "")
    desk.tx.leave_notice(session.session_id, advice_words.neighbour(desk, near), desk.now.wall)
    desk.tx.leave_notice(needed.session_id, advice_words.is_needed(session), desk.now.wall)
    _log(desk, session, f"on {needed.session_id}")
    return True


def cease(desk: Desk, session: Session, needed: Session) -> bool:
    """Forget that a session depends on another; tell whether it did."""
    if not desk.tx.cease(session.session_id, needed.session_id):
        return False
    _log(desk, session, f"no more on {needed.session_id}")
    return True


def tell_ended(desk: Desk, needed: Session, dependents: list[str]) -> None:
    """Tell those who depend on a session that it has ended."""
    for session_id in dependents:
        desk.tx.cease(session_id, needed.session_id)
        if desk.is_there(session_id):
            desk.tx.leave_notice(session_id, advice_words.needed_ended(needed), desk.now.wall)
            desk.called.append(session_id)


def _log(desk: Desk, session: Session, said: str) -> None:
    desk.tx.append(Event(desk.now.wall, "session.depends", session.session_id, session.workspace, "", said))
