"""What `install` and `uninstall` say and do about our MCP server where no plugin brings it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from covey.claude.mcp_server import NAME, SERVERS, is_ours, snippet
from covey.cli import shown
from covey.cli.result import Result
from covey.cli.setup import Setup, note_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from covey.claude.place import Scope
    from covey.cli.app import App


def install_alone(app: App, *, is_written: bool) -> Result:
    """Give what an MCP client has to be told of our server, or write it into this project's .mcp.json."""
    setup = Setup.of(app)
    app.store.close()  # made now, so that no client has to
    note_interpreter(app.home)
    data: dict[str, Any] = {"method": "mcp-only", "scope": None, "action": "shown", "what": None, "backup": None}
    if is_written:
        change = setup.servers.put_in("project", setup.server)
        backup = str(change.backup) if change.backup else None
        data |= {"scope": "project", "action": change.action, "what": str(change.path), "backup": backup}
    data[SERVERS] = {NAME: setup.server}
    return Result(data, lambda console: _show(console, data, snippet(setup.server)))


def _show(console: Console, data: dict[str, Any], text: str) -> None:
    if data["what"] is None:
        console.print(text.rstrip(), soft_wrap=True, markup=False, highlight=False)
        return
    shown.say_whole(console, f"covey's MCP server is in {data['what']} ({data['action']}).")
    if data["backup"]:
        shown.say_whole(console, f"The file as it was: {data['backup']}")
    console.print("It names paths of this machine; `covey uninstall --mcp-only` takes it out again.")


def put_in(setup: Setup, scope: Scope) -> str:
    """Put the server into a scope and name the file; '' where only `claude` could, and there is none."""
    return str(setup.servers.put_in(scope, setup.server).path) if setup.servers.is_writable(scope) else ""


def by_hand(setup: Setup, scope: Scope) -> str:
    """Say by which command a person puts the server in."""
    server = json.dumps(setup.server, ensure_ascii=False)
    return shlex.join(["claude", "mcp", "add-json", "--scope", scope, NAME, server])


def take_out(setup: Setup, scopes: Iterable[Scope]) -> list[str]:
    """Take the server out of these scopes; say what was taken out."""
    changes = [setup.servers.take_out(scope) for scope in scopes if setup.servers.is_writable(scope)]
    return [f"the MCP server in {change.path}" for change in changes if change.action != "unchanged"]


def left(setup: Setup, scopes: Iterable[Scope]) -> list[str]:
    """List by which commands a person takes out what only `claude` can, where there is none."""
    stay = [scope for scope in scopes if not setup.servers.is_writable(scope) and is_ours(setup.servers.found(scope))]
    return [f"claude mcp remove --scope {scope} {NAME}" for scope in stay]
