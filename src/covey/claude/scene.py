"""What `doctor` looks at in a folder: the client, its settings, what is installed, and what should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.claude.installations import installations, installed_servers
from covey.claude.mcp_servers import Servers
from covey.claude.plugin import Plugin
from covey.claude.plugin_files import version_of
from covey.claude.settings_view import SettingsView
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from covey.claude.hooks_table import Hooks, HookSetup
    from covey.claude.installations import Installation
    from covey.claude.mcp_server import Server
    from covey.claude.place import Place
    from covey.claude.plugin import Installed
    from covey.claude.program import Program


@dataclass(frozen=True)
class Scene:
    """What is looked at: the project, its client and settings, what is installed, and what should be."""

    place: Place
    project: Path
    program: Program | None
    settings: SettingsView
    installed: tuple[Installation, ...]
    hooks: Hooks
    plugin_version: str
    servers: tuple[tuple[str, Server], ...]
    unlisted: str = ""


def look(place: Place, project: Path, program: Program | None, setup: HookSetup, files: Mapping[str, str]) -> Scene:
    """Gather the scene; where the client cannot list its plugins, why is told in `unlisted`."""
    plugins: list[Installed] = []
    unlisted = "" if program else "there is no `claude` on the PATH to list its plugins"
    try:
        plugins = Plugin(program, place, setup.home / "plugin", project).here() if program else []
    except UnavailableError as error:
        unlisted = error.message
    return Scene(
        place=place,
        project=project,
        program=program,
        settings=SettingsView.of(place, project),
        installed=tuple(installations(place, project, plugins)),
        hooks=setup.hooks(),
        plugin_version=version_of(files),
        servers=tuple(installed_servers(Servers(place, project, program), plugins)),
        unlisted=unlisted,
    )
