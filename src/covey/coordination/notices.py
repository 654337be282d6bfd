"""Short messages that wait for a session until it is next heard of."""

from __future__ import annotations

from covey.coordination.line import Line
from covey.coordination.words import LONGEST_TEXT, units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk

ROOM = LONGEST_TEXT // 2
"""What messages may take of an answer; those that do not fit wait for the next contact."""


def news(desk: Desk, session_id: str) -> str:
    """Give what a session should hear now, a line for each: what it waited for and can have, and its messages."""
    offers = Line(desk).news(session_id) if desk.tx.awaited(session_id) else []
    return "\n".join(offers + _taken(desk, session_id, ROOM - sum(map(units, offers))))


def _taken(desk: Desk, session_id: str, room: int) -> list[str]:
    """Take the oldest messages that fit, but one at least; what is taken is not told again."""
    taken: list[str] = []
    for number, text in desk.tx.notices(session_id):
        room -= units(text) + 1
        if taken and room < 0:
            break
        taken.append(text)
        desk.tx.remove_notice(number)
    return taken
