"""The id of a tool's call, as Claude Code tells it to our hook and, in the request itself, to our server."""

from __future__ import annotations

LONGEST_TOOL_USE_ID = 200


def is_tool_use_id(value: object) -> bool:
    """Tell whether a value may be the id of a call."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TOOL_USE_ID
