"""Which session is meant by words: its id, the beginning of its id, or its name."""

from __future__ import annotations

from covey.coordination.registry import GONE, Register
from covey.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.session import Session


def named(desk: Desk, wanted: str) -> Session:
    """Find a session by its id, the beginning of its id, or its name, live ones first."""
    exact = desk.tx.session(wanted)
    if exact is not None:
        return exact
    for sessions in (desk.tx.live_sessions(), desk.tx.ended_sessions(0, float("inf"))):
        found = [session for session in sessions if session.name == wanted or session.session_id.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(
                f"{wanted} may mean {len(found)} sessions", hint="give more of the id", code="which_session"
            )
    hint = "`covey sessions live` and `covey sessions history` list them"
    raise UserError(f"there is no session {wanted}", hint=hint, code="no_session")


def living(desk: Desk, session: Session, so: str) -> Session:
    """Give a session back; raise UserError where it does not live, saying what follows."""
    if session.ended is not None or Register(desk).life(session) == GONE:
        raise UserError(f"{session.name} has ended and {so}", hint="name a live one", code="session_gone")
    return session
