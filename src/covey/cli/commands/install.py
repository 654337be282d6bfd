"""`covey install`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.claude.place import SCOPES, Scope
from covey.claude.settings_file import install_in, uninstall_from
from covey.claude.status_line import has_ours, put_into, refuse_foreign, take_out_of
from covey.cli import git_net, mcp_place, shown
from covey.cli.alone import is_given, refuse_beside
from covey.cli.command import command as covey_command
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.setup import Setup, note_interpreter
from covey.errors import UnavailableError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

EXAMPLES = """covey install
covey install --scope project --method settings
covey install --statusline
covey install --git-hooks
covey install --mcp-only
covey install --mcp-only --scope project
covey install --force"""


@covey_command("install", epilog=EXAMPLES)
@click.option(
    "--scope", type=click.Choice(SCOPES), default="user", show_default=True, help="For whom Claude Code gets it."
)
@click.option(
    "--method",
    type=click.Choice(["plugin", "settings"]),
    help="As a plugin (default where there is a `claude`), or as hooks in settings.json.",
)
@click.option("--force", is_flag=True, help="Repair: take everything out and put it in again.")
@click.option("--statusline", is_flag=True, help="Show who else is here in Claude Code's status line, too.")
@click.option("--git-hooks", is_flag=True, help="Put hooks into this folder's git repository, and do nothing else.")
@click.option("--mcp-only", is_flag=True, help="Show how another client starts covey's MCP server; do nothing else.")
def command(  # noqa: PLR0913 - each is an option
    app: App, *, scope: Scope, method: str | None, force: bool, statusline: bool, git_hooks: bool, mcp_only: bool
) -> Result:
    """Put covey into Claude Code. It may be called again at any time; what others put there stays as it is.

    The slash commands (`/sc:session-status` and others) come with the plugin only. A status line that was asked for
    once stays until `covey uninstall`.

    With --git-hooks, a commit or a push in this repository that touches a file which another live session holds is
    refused. Claude Code's own hooks stay as they are; hooks of git that were there are run as before.

    With --mcp-only, nothing is changed: what another client has to be told of the MCP server is printed, to be pasted.
    With --mcp-only --scope project it is put into `.mcp.json` in this repository.
    """
    if git_hooks:
        refuse_beside("git-hooks", "scope", "method", "statusline", "mcp_only")
        return git_net.install(app, force=force)
    if mcp_only:
        return _server_alone(app, scope)
    setup = Setup.of(app)
    path = setup.place.settings_file(scope, setup.project)
    was_there = has_ours(path)
    if was_there or statusline:
        refuse_foreign(path, setup.status_line)  # before anything is changed
    app.store.close()  # made now, so that no session has to
    note_interpreter(app.home)
    with doing("Installing covey into Claude Code"):
        take_out_of(path)  # while it is in, claude's own change of the file could not be undone to the byte
        try:
            data = _put_in(setup, scope, method, force=force)
        finally:
            if was_there:
                put_into(path, setup.status_line)
        if statusline:
            put_into(path, setup.status_line)
    data["statusline"] = was_there or statusline
    return Result(data, lambda console: _show(console, data))


def _server_alone(app: App, scope: Scope) -> Result:
    refuse_beside("mcp-only", "method", "statusline", "force")
    if is_given("scope") and scope != "project":
        raise UsageError(f"--mcp-only writes for a project only, not with --scope {scope}", hint="covey install --help")
    return mcp_place.install_alone(app, is_written=scope == "project")


def _put_in(setup: Setup, scope: Scope, method: str | None, *, force: bool) -> dict[str, Any]:
    if (method or ("plugin" if setup.program else "settings")) == "plugin":
        return _as_plugin(setup, scope, force=force)
    return _in_settings(setup, scope, force=force)


def _as_plugin(setup: Setup, scope: Scope, *, force: bool) -> dict[str, Any]:
    if setup.program is None:
        raise UnavailableError(
            "there is no `claude` on the PATH to install a plugin with",
            hint="install Claude Code, or use --method settings",
            code="claude_not_found",
        )
    change = setup.plugin(setup.program).install(setup.files, scope, force=force)
    uninstall_from(setup.place.settings_file(scope, setup.project))  # never both: each event would call us twice
    mcp_place.take_out(setup, [scope])  # nor two servers
    what = f"plugin sc {change.version}"
    return {"method": "plugin", "scope": scope, "action": change.action, "what": what, "mcp_server": what}


def _in_settings(setup: Setup, scope: Scope, *, force: bool) -> dict[str, Any]:
    server = mcp_place.put_in(setup, scope)  # first, since it is refused where another has its name
    if setup.program is not None:
        setup.plugin(setup.program).uninstall(scope)  # never both: each event would call us twice
    path = setup.place.settings_file(scope, setup.project)
    change = install_in(path, setup.hooks.hooks(), force=force)
    backup = str(change.backup) if change.backup else None
    done = {"method": "settings", "scope": scope, "action": change.action, "what": str(path), "backup": backup}
    return done | {"mcp_server": server or None, "by_hand": None if server else mcp_place.by_hand(setup, scope)}


def _show(console: Console, data: dict[str, Any]) -> None:
    shown.say_whole(console, f"covey is in Claude Code: {data['what']} (scope {data['scope']}, {data['action']}).")
    if data.get("backup"):
        shown.say_whole(console, f"The file as it was: {data['backup']}")
    if data["method"] == "settings" and data["mcp_server"]:
        shown.say_whole(console, f"Its MCP server is in {data['mcp_server']}.")
    elif data["method"] == "settings":
        shown.say_whole(console, f"Its MCP server is put in by `claude` alone, when there is one: {data['by_hand']}")
    if data["statusline"]:
        console.print("Its status line tells who else is here.")
    console.print("Every session that starts from now on is seen, and its edits are guarded.")
    console.print("`covey doctor` proves it; `covey sessions live` shows who works where.")
