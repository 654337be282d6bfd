"""What the rooms of our MCP server agree on, which do not see each other: hook, bridge, monitor and server."""

from __future__ import annotations

TOOL_USE_ID = "claudecode/toolUseId"
"""Where Claude Code says in a call's `_meta` which tool use of its model it carries out (ADR 0018)."""

PROJECT_HEADER = "covey-project"
"""The field of HTTP in which a bridge tells the folder of its project, percent-encoded."""

PATH = "/mcp"
"""Where the host speaks MCP."""

SOCKET = 3
"""The handle on which a host finds its listening socket."""
