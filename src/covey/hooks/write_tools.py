"""Which files a call of an MCP server's tool writes, as the setting `write_tools` tells."""

from __future__ import annotations

from covey.hooks.call import list_in, text_in
from covey.model.pattern import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.hooks.call import Call


def named(call: Call, write_tools: Iterable[str]) -> list[str]:
    """List the paths in the fields that are told of the call's tool; a field may hold one path, or a list of them."""
    tool, given = call.text("tool_name"), call.payload.get("tool_input")
    entries = [entry.partition("=") for entry in write_tools]
    fields = [field for pattern, _, names in entries if matches(pattern, tool) for field in names.split(",")]
    paths = [path for field in dict.fromkeys(fields) for path in (text_in(given, field), *list_in(given, field))]
    return list(dict.fromkeys(path for path in paths if isinstance(path, str) and path))
