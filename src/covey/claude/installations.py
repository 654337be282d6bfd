"""What of covey is installed in Claude Code for a project: the plugin, the settings files, and what they call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from covey.claude.foreign import as_dict, read_dict
from covey.claude.hooks_table import our_handlers
from covey.claude.mcp_server import is_by_hand, is_ours, server_in
from covey.claude.place import SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from covey.claude.hooks_table import Handler
    from covey.claude.mcp_server import Server
    from covey.claude.mcp_servers import Servers
    from covey.claude.place import Place, Scope
    from covey.claude.plugin import Installed


@dataclass(frozen=True)
class Installation:
    """Our hooks in one place: how they came there, in which scope, and what is called for which event and matcher."""

    method: Literal["plugin", "settings"]
    scope: Scope
    path: Path
    version: str
    handlers: tuple[tuple[str, str, Handler], ...]

    def __str__(self) -> str:
        """Say it in words."""
        in_words = f"the plugin {self.version} (scope {self.scope})"
        return in_words if self.method == "plugin" else f"the hooks in {self.path}"


def installations(place: Place, project: Path, plugins: Iterable[Installed]) -> list[Installation]:
    """List what is installed for a project, the plugins as Claude Code lists them."""
    in_files = [_in_settings(scope, place.settings_file(scope, project)) for scope in SCOPES]
    return [*map(_plugin, plugins), *(each for each in in_files if each.handlers)]


def installed_servers(servers: Servers, plugins: Iterable[Installed]) -> list[tuple[str, Server]]:
    """List our MCP servers that Claude Code has for a project, each with where it stands."""
    of_plugins = [(f"the plugin {each.version}", server_in(read_dict(each.folder / ".mcp.json"))) for each in plugins]
    in_files = [(str(servers.path(scope)), servers.found(scope)) for scope in SCOPES]
    all_found = [*of_plugins, *in_files]
    return [(where, as_dict(found)) for where, found in all_found if is_ours(found) or is_by_hand(found)]


def _in_settings(scope: Scope, path: Path) -> Installation:
    return Installation("settings", scope, path, "", _handlers(path))


def _plugin(plugin: Installed) -> Installation:
    handlers = _handlers(plugin.folder / "hooks" / "hooks.json")
    return Installation("plugin", plugin.scope, plugin.folder, plugin.version, handlers)


def _handlers(path: Path) -> tuple[tuple[str, str, Handler], ...]:
    return tuple(our_handlers(read_dict(path).get("hooks")))
