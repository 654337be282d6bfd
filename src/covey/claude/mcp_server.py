"""Our MCP server in the JSON of its clients: what starts it, how it is known again, put in and taken out of a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_dict, as_list, as_str
from covey.claude.hooks_table import as_words
from covey.claude.json_spans import scan
from covey.claude.settings_text import TOP, Style, append, expect, last_of, without_part
from covey.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

Server = dict[str, Any]

SERVERS, NAME = "mcpServers", "covey"
BRIDGE = "serve/bridge.py"
MARKER = f"covey/{BRIDGE}"


def mcp_server(python: Path, bridge: Path, home: Path) -> Server:
    """Give what an MCP client has to know of our server."""
    command, entry, state = as_words(python, bridge, home)
    return {"type": "stdio", "command": command, "args": ["-I", "-S", entry, "--home", state]}


def is_ours(value: object) -> bool:
    """Tell our server from another of the same name, by the entry that it calls."""
    return any(as_str(arg).endswith(MARKER) for arg in as_list(as_dict(value).get("args")))


def is_by_hand(value: object) -> bool:
    """Tell our server as people write it themselves: by the command's name, which another machine has too."""
    server = as_dict(value)
    return as_str(server.get("command")).rpartition("/")[2] == NAME and as_list(server.get("args"))[:1] == ["mcp"]


def server_in(value: object) -> object:
    """Give the server of our name, whosever it is, from what lists the servers; None where there is none."""
    return as_dict(as_dict(value).get(SERVERS)).get(NAME)


def snippet(server: Server) -> str:
    """Give the whole text that tells a client of our server alone."""
    return json.dumps({SERVERS: {NAME: server}}, ensure_ascii=False, indent=2) + "\n"


def with_server(text: str, server: Server) -> str:
    """Give the text with our server; raise UserError where another has its name, ConfigError where none can be.

    One that people wrote by hand is left as it is.
    """
    now = server_in(expect(scan(text), "{", "it").value)
    if now == server or is_by_hand(now):
        return text
    if now is not None and not is_ours(now):
        hint = "it stays as it is, and nothing was changed; give it another name"
        raise UserError(f"has an MCP server {NAME} that is not covey's", hint=hint, code="mcp_server_taken")
    return _added(without_server(text), server)


def without_server(text: str) -> str:
    """Give the text without our server; another's stays, and so does a list of servers that we did not make."""
    root = scan(text)
    servers = last_of(root, SERVERS)
    found = last_of(servers.node, NAME) if servers else None
    if not servers or not found or not is_ours(found.node.value):
        return text
    is_made_by_us = len(servers.node.parts) == 1 and text[servers.node.end - 2].isspace()
    return without_part(text, *((root.parts, servers) if is_made_by_us else (servers.node.parts, found)))


def _added(text: str, server: Server) -> str:
    root = scan(text)
    style = Style.of(text, root)
    item = f'"{NAME}": {style.dump(server, TOP + 1)}'
    servers = last_of(root, SERVERS)
    if servers:
        return append(text, expect(servers.node, "{", f"`{SERVERS}`"), style.lead(TOP + 1), item)
    return append(text, root, style.lead(TOP), f'"{SERVERS}": {{{style.lead(TOP + 1)}{item}{style.lead(TOP)}}}')
