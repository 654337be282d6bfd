"""Which files a call of an MCP server's tool writes, as the setting `write_tools` tells."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.hooks.call import list_in, text_in
from covey.model.pattern import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.hooks.call import Call

PROJECT_FIELD = "projectPath"
"""Where the servers of JetBrains' IDEs are told which project is meant."""


def written(call: Call, write_tools: Iterable[str]) -> list[str]:
    """List the paths in the fields that are told of the call's tool; a field may hold one path, or a list of them."""
    tool, given = call.text("tool_name"), call.payload.get("tool_input")
    entries = [entry.partition("=") for entry in write_tools]
    fields = [field for pattern, _, names in entries if _is_meant(pattern, tool) for field in names.split(",")]
    paths = [path for field in dict.fromkeys(fields) for path in (text_in(given, field), *list_in(given, field))]
    return list(dict.fromkeys(_from_project(call, path) for path in paths if isinstance(path, str) and path))


def _is_meant(pattern: str, tool: str) -> bool:
    """Tell whether a pattern holds a tool; most are told apart by the last part of the name, which costs nothing."""
    name = pattern.rpartition("__")[2]
    return ("*" in name or tool.endswith(f"__{name}")) and matches(pattern, tool)


def _from_project(call: Call, path: str) -> str:
    """Give a relative path from where the server's project lies: a server stays there when the session's shell moves.

    A server may take the whole repository for its project, where the client was started in a folder of it. So the path
    is the first that is there; a file that is in none of them would be made in the first.
    """
    if path.startswith("/"):
        return path
    started = os.environ.get("CLAUDE_PROJECT_DIR", "")
    worktree = places.worktree_of(places.real(started)) if started.startswith("/") else None
    told = text_in(call.payload.get("tool_input"), PROJECT_FIELD)
    folders = [folder for folder in (told, started, worktree.root if worktree else "", call.cwd) if folder[:1] == "/"]
    found = [joined for folder in folders if os.path.lexists(joined := os.path.join(folder, path))]
    return (found or [os.path.join(folder, path) for folder in folders] or [path])[0]
