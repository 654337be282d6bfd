"""`covey uninstall`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.claude.place import SCOPES, Scope
from covey.claude.settings_file import uninstall_from
from covey.claude.status_line import take_out_of
from covey.cli import git_net, mcp_place, shown
from covey.cli.alone import refuse_beside
from covey.cli.command import command as covey_command
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.setup import Setup

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


EXAMPLES = """covey uninstall
covey uninstall --scope project
covey uninstall --git-hooks
covey uninstall --mcp-only"""


@covey_command("uninstall", epilog=EXAMPLES)
@click.option("--scope", type=click.Choice(SCOPES), help="Only from this scope.")
@click.option("--git-hooks", is_flag=True, help="Only the hooks in this folder's git repository.")
@click.option("--mcp-only", is_flag=True, help="Only the MCP server in this project's `.mcp.json`.")
def command(app: App, *, scope: Scope | None, git_hooks: bool, mcp_only: bool) -> Result:
    """Take covey out of Claude Code, as plugin and from settings files; what covey recorded is kept.

    Without --scope, the hooks in this folder's git repository are taken out too. Those in other repositories stay, and
    do nothing once covey is gone; `covey uninstall --git-hooks` there takes them out.
    """
    if git_hooks:
        refuse_beside("git-hooks", "scope", "mcp_only")
        return _told(app, git_net.take_out(app))
    setup = Setup.of(app)
    if mcp_only:
        refuse_beside("mcp-only", "scope")
        return _told(app, mcp_place.take_out(setup, ["project"]))
    scopes = (scope,) if scope else SCOPES
    with doing("Taking covey out of Claude Code"):
        files = [setup.place.settings_file(one, setup.project) for one in scopes]
        lines = [file for file in files if take_out_of(file)]  # first, since the rest gives back the file as it was
        removed = _plugins(setup, scopes)
        changes = [uninstall_from(file) for file in files]
        servers = mcp_place.take_out(setup, scopes)
    removed += [str(change.path) for change in changes if change.action != "unchanged"]
    removed += [*(f"the status line in {file}" for file in lines), *servers]
    if scope is None and git_net.is_there(app):
        removed += git_net.take_out(app)
    return _told(app, removed, mcp_place.left(setup, scopes))


def _told(app: App, removed: list[str], left: list[str] | None = None) -> Result:
    data = {"removed": removed, "left": left or [], "state": app.home}
    return Result(data, lambda console: _show(console, data))


def _plugins(setup: Setup, scopes: tuple[Scope, ...]) -> list[str]:
    if setup.program is None:
        return []
    changes = setup.plugin(setup.program).uninstall(*scopes)
    return [f"plugin sc {change.version} (scope {change.scope})" for change in changes]


def _show(console: Console, data: dict[str, Any]) -> None:
    for one in data["removed"]:
        shown.say_whole(console, f"Taken out: {one}")
    for one in data["left"]:
        shown.say_whole(console, f"Only Claude Code can take this out: {one}")
    if not data["removed"]:
        console.print("covey was not installed here.")
    shown.say_whole(console, f"What covey recorded is kept in {data['state']}; delete that folder to forget it.")
