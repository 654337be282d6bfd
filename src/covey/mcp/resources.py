"""What a client may read without a tool: the sessions, the locks and the graphs, as JSON."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcp.server.mcpserver.exceptions import ResourceError

from covey.coordination.unforeseen import as_covey_error
from covey.errors import BugError
from covey.mcp import knowledge, locks, sessions
from covey.mcp.callers import caller
from covey.mcp.calls import Call
from covey.mcp.tool import as_text, note_failure

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from mcp.server.mcpserver import MCPServer

JSON = "application/json"


def add_resources(server: MCPServer[Any], home: str) -> None:
    """Let a server offer our resources, out of a state folder."""

    @server.resource("covey://sessions", name="sessions", mime_type=JSON)
    def sessions_() -> str:
        """List the Claude Code sessions of this machine."""
        with _call(home, "covey://sessions") as call:
            return as_text(sessions.sessions_live.function(call))

    @server.resource("covey://locks", name="locks", mime_type=JSON)
    def locks_() -> str:
        """List what is held, and by whom."""
        with _call(home, "covey://locks") as call:
            return as_text(locks.locks_list.function(call))

    @server.resource("covey://graph/{context}", mime_type=JSON)
    def graph(context: str) -> str:
        """Read a database of the knowledge graph: what lives, then what is newest."""
        with _call(home, "covey://graph") as call:
            return as_text(knowledge.aim_read_graph.function(call, context=context))


@contextmanager
def _call(home: str, name: str) -> Generator[Call]:
    """Begin a call for a resource; every error is told, and told once."""
    call = Call(home, caller())
    try:
        yield call
    except Exception as error:
        told = as_covey_error(f"mcp {name}", error)
        if isinstance(told, BugError):
            note_failure(home, name, call, told)
            raise
        raise ResourceError(f"{told.message}\n{told.hint}" if told.hint else told.message) from error
