"""What the rooms of our MCP server agree on, which do not see each other: hook, bridge, monitor and server."""

from __future__ import annotations

TICKET = "covey_ticket"
"""The argument of a call of our tools that tells whose it is (ADR 0013)."""

PROJECT_HEADER = "covey-project"
"""The field of HTTP in which a bridge tells the folder of its project, percent-encoded."""

PATH = "/mcp"
"""Where the host speaks MCP."""

SOCKET = 3
"""The handle on which a host finds its listening socket."""
