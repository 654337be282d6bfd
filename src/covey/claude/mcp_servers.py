"""The places besides plugins where Claude Code looks for MCP servers: its own state, and a project's .mcp.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.claude.foreign import as_dict, read_dict
from covey.claude.mcp_server import NAME, is_by_hand, is_ours, server_in, snippet, with_server, without_server
from covey.claude.place import folder_of_local
from covey.claude.settings_file import Change, put_part, take_part_out
from covey.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from covey.claude.mcp_server import Server
    from covey.claude.place import Place, Scope
    from covey.claude.program import Program


@dataclass(frozen=True)
class Servers:
    """The MCP servers of a project: `claude` itself writes its state, which changes all the time; .mcp.json we do."""

    place: Place
    project: Path
    program: Program | None

    def path(self, scope: Scope) -> Path:
        """Name the file that a scope's servers stand in."""
        return self.place.mcp_file(self.project) if scope == "project" else self.place.state_file

    def found(self, scope: Scope) -> object:
        """Give the server of our name in a scope, whosever it is; None where there is none."""
        listed = read_dict(self.path(scope))
        if scope == "local":
            return server_in(as_dict(listed.get("projects")).get(folder_of_local(self.project)))
        return server_in(listed)

    def is_writable(self, scope: Scope) -> bool:
        """Tell whether a scope's servers can be changed: without a `claude`, only those of the project."""
        return scope == "project" or self.program is not None

    def put_in(self, scope: Scope, server: Server) -> Change:
        """Put our server into a scope; raise UserError where another has its name."""
        path = self.path(scope)
        if scope == "project":
            return put_part(path, snippet(server), lambda text: with_server(text, server), without_server)
        now = self.found(scope)
        if now == server or is_by_hand(now):
            return Change(path, "unchanged")
        if now is not None and not is_ours(now):
            hint = f"give it another name, or take it out: claude mcp remove --scope {scope} {NAME}"
            raise UserError(f"{path} has an MCP server {NAME} that is not covey's", hint=hint, code="mcp_server_taken")
        self.take_out(scope)
        self._claude("add-json", "--scope", scope, NAME, json.dumps(server, ensure_ascii=False))
        return Change(path, "created" if now is None else "changed")

    def take_out(self, scope: Scope) -> Change:
        """Take our server out of a scope."""
        path = self.path(scope)
        if scope == "project":
            return take_part_out(path, without_server)
        if not is_ours(self.found(scope)):
            return Change(path, "unchanged")
        self._claude("remove", "--scope", scope, NAME)
        return Change(path, "removed")

    def _claude(self, *words: str) -> None:
        assert self.program is not None  # noqa: S101 - whoever calls has asked is_writable
        self.program.run("mcp", *words, folder=self.project)
