"""What `install`, `uninstall` and `doctor` share: the hooks as this covey would install them, here and now."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from covey import __version__
from covey.claude.hooks_table import HookSetup, real_interpreter
from covey.claude.mcp_server import BRIDGE, mcp_server, snippet
from covey.claude.mcp_servers import Servers
from covey.claude.place import Place
from covey.claude.plugin import Plugin
from covey.claude.plugin_files import plugin_files
from covey.claude.program import Program
from covey.claude.slash_commands import command_files
from covey.claude.status_line import status_line
from covey.settings import PYTHON_RECORD

if TYPE_CHECKING:
    from covey.claude.mcp_server import Server
    from covey.claude.status_line import StatusLine
    from covey.cli.app import App


@dataclass(frozen=True)
class Setup:
    """Where things go, and what goes there."""

    place: Place
    project: Path
    program: Program | None
    hooks: HookSetup

    @classmethod
    def of(cls, app: App) -> Setup:
        """Take it from the environment and the current folder."""
        on_error = cast("Literal['open', 'closed']", app.own_settings.on_error)
        hooks = HookSetup(python=real_interpreter(), home=Path(app.home), on_error=on_error)
        return cls(Place.of(), Path.cwd(), Program.find(), hooks)

    @property
    def files(self) -> dict[str, str]:
        """The plugin's files."""
        commands = command_files(Path(sys.executable), self.hooks.home)
        return plugin_files(self.hooks.hooks(), __version__, commands | {".mcp.json": snippet(self.server)})

    @property
    def server(self) -> Server:
        """Our MCP server, as its clients are told of it."""
        return mcp_server(self.hooks.python, self.hooks.entries.parent / BRIDGE, self.hooks.home)

    @property
    def servers(self) -> Servers:
        """The places where Claude Code has MCP servers that no plugin brings."""
        return Servers(self.place, self.project, self.program)

    @property
    def status_line(self) -> StatusLine:
        """The value of `statusLine`."""
        return status_line(self.hooks.python, self.hooks.entries, self.hooks.home)

    def plugin(self, program: Program) -> Plugin:
        """Our plugin, as a client would have it."""
        return Plugin(program, self.place, self.hooks.home / "plugin", self.project)


def note_interpreter(home: str) -> None:
    """Note our own interpreter for the hooks, whose own may have no YAML parser to read settings files with."""
    unborn = Path(home, f"{PYTHON_RECORD}.{os.getpid()}.unborn")
    unborn.write_text(f"{sys.executable}\n", encoding="utf-8")
    unborn.replace(Path(home, PYTHON_RECORD))
