"""The gate before a call of our own tools: it is noted whose call it is, by which our server knows who calls."""

from __future__ import annotations

from covey.coordination.registry import Register
from covey.hooks.gate import holder_of
from covey.model.session import BUSY
from covey.model.tool_call import is_tool_use_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit


def before_own_tool(visit: Visit) -> str:
    """Answer a PreToolUse call of our own tools: nothing, for whether it may run is the client's to decide."""
    tool_use_id = visit.call.text("tool_use_id")
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        Register(desk).present(visit.call.session_id, BUSY, visit.arrival)
        if is_tool_use_id(tool_use_id):
            tx.begin_tool_call(tool_use_id, holder_of(visit), desk.now.wall)
    return ""


def after_own_tool(visit: Visit, desk: Desk) -> None:
    """Forget a call that is over: one that only reads leaves it."""
    desk.tx.end_tool_call(visit.call.text("tool_use_id"), visit.call.session_id)
