"""A notice from one session to another: who may be told, and how much."""

from __future__ import annotations

from covey.coordination import words
from covey.coordination.naming import living, named
from covey.errors import UserError
from covey.model.event import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.session import Session

LONGEST_NOTICE = words.LONGEST_TEXT // 4
"""So that several fit into one answer of a hook."""


def tell(desk: Desk, sender: Session, wanted: str, text: str) -> Session:
    """Leave a session word from another, and give it; none is woken by it, since that would cost its user a turn."""
    said = " ".join(text.split())
    if not said:
        raise UserError("the notice is empty", hint="say in a sentence what the other session should know")
    if words.units(said) > LONGEST_NOTICE:
        said_too_much = f"the notice has {words.units(said)} characters, and {LONGEST_NOTICE} are the most"
        raise UserError(said_too_much, hint="put the rest into a file, or into the knowledge graph, and name it")
    other = living(desk, named(desk, wanted), "hears nothing any more")
    if other.session_id == sender.session_id:
        raise UserError("that is this session itself", hint="`covey sessions live` lists the others")
    desk.tx.leave_notice(other.session_id, words.from_session(sender, said), desk.now.wall)
    desk.tx.append(Event(desk.now.wall, "notice.sent", sender.session_id, sender.workspace, "", f"to {other.name}"))
    return other
