"""The gate before a call of our own tools: it gets a ticket, by which our server knows the session that calls."""

from __future__ import annotations

import os

from covey.coordination.registry import Register
from covey.hooks import answers
from covey.hooks.call import is_object
from covey.hooks.gate import holder_of
from covey.model.mcp import TICKET
from covey.model.session import BUSY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit

TICKET_BYTES = 16


def before_our_tool(visit: Visit) -> str:
    """Answer a PreToolUse call of our own tools: the ticket goes in, whether it may run is the client's to decide."""
    given = visit.call.payload.get("tool_input")
    number = os.urandom(TICKET_BYTES).hex()
    # in the place of whatever the model wrote there; said before it is kept, since not every input can be said
    answer = answers.with_input({**(given if is_object(given) else {}), TICKET: number})
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        Register(desk).present(visit.call.session_id, BUSY, visit.arrival)
        tx.write_ticket(number, holder_of(visit), desk.now.wall)
    return answer
