"""`covey serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from covey.cli import monitor_service, shown
from covey.cli.command import command as covey_command
from covey.cli.console import console as open_console
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.coordination.monitor import Incumbent, incumbent
from covey.errors import UsageError
from covey.hooks.background import start_monitor
from covey.model.moment import rfc3339
from covey.serve import control, journal, monitor
from covey.serve.address import published
from covey.serve.seat import taken

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from covey.cli.app import App

EXAMPLES = """covey serve
covey serve --background
covey serve --status --json
covey serve --install"""
STYLES = {journal.WARNING: "yellow", journal.ERROR: "bold red"}


@covey_command("serve", epilog=EXAMPLES)
@click.option("--background", is_flag=True, help="Start it in the background.")
@click.option("--status", is_flag=True, help="Say whether it runs.")
@click.option("--stop", is_flag=True, help="End it.")
@click.option("--install", is_flag=True, help="Have systemd or launchd run it whenever you are logged in.")
@click.option("--uninstall", is_flag=True, help="Undo --install, and end it.")
def command(app: App, **wanted: bool) -> Result:
    """Run the monitor, one on a machine, until Ctrl-C.

    It does at once what else happens at the next contact: it frees what a dead session held, within 5 seconds; tells
    who waits for it; keeps sessions in a long turn fresh; and removes what is older than retention_days. One MCP server
    of its answers all sessions, where each has one of its own otherwise. Everything works without it too.
    """
    asked = [name for name, is_on in wanted.items() if is_on]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} do not go together", hint="see `covey serve --help`")
    return ACTIONS[asked[0]](app) if asked else _foreground(app)


def _foreground(app: App) -> Result:
    context = click.get_current_context()
    if context.params["as_json"]:
        hint = (
            f"its log is JSON: {Path(app.home, journal.FILE_NAME)}; `covey serve --status --json` tells whether it runs"
        )
        raise UsageError("--json goes with --background, --status, --stop, --install and --uninstall", hint=hint)
    _ = app.own_settings  # files that changed are read now: the monitor itself takes them as they were last read
    screen = open_console()
    monitor.serve(app.home, lambda line: _print(screen, line))
    return Result(None, lambda _console: None)


def _background(app: App) -> Result:
    found = incumbent(app.home, app.machine)
    if found is not None:
        raise taken(found)
    _ = app.own_settings
    with doing("Starting the monitor"):
        start_monitor(app.home, os.environ)
        found = control.await_start(app.home, app.machine)
    return _told(app, found)


def _status(app: App) -> Result:
    return _told(app, incumbent(app.home, app.machine))


def _stop(app: App) -> Result:
    with doing("Ending the monitor"):
        found = control.stop(app.home, app.machine)
    said = "No monitor runs." if found is None else f"The monitor (process {found.pid}) has ended."
    return Result(_row(app, None), lambda console: shown.say(console, said))


def _told(app: App, found: Incumbent | None) -> Result:
    row = _row(app, found)
    return Result(row, lambda console: _show(console, found, row["mcp_url"]))


def _row(app: App, found: Incumbent | None) -> dict[str, Any]:
    host = published(app.home, app.machine) if found else None
    return {
        "running": found is not None,
        "pid": found.pid if found else None,
        "since": rfc3339(found.since) if found else None,
        "last_seen": rfc3339(found.seen) if found else None,
        "version": found.version if found else None,
        "log": str(Path(app.home, journal.FILE_NAME)),
        "mcp_url": host.url if host else None,
    }


def _show(console: Console, found: Incumbent | None, mcp_url: str | None) -> None:
    if found is None:
        shown.say(console, "No monitor runs; everything works without it.")
        shown.say_whole(console, ("→ ", "bold"), "`covey serve --background` starts it")
        return
    since, seen = shown.clock(rfc3339(found.since)), shown.age(rfc3339(found.seen))
    shown.say(console, f"The monitor runs since {since} (process {found.pid}, covey {found.version}).")
    shown.say(console, (f"It last left a sign {seen} ago.", "dim"))
    if mcp_url:
        shown.say_whole(
            console, (f"Its MCP host is at {mcp_url}; the token is in mcp.json of the state folder.", "dim")
        )


def _print(screen: Console, line: dict[str, Any]) -> None:
    """Print a line of the monitor's log for people."""
    when, style = shown.local(line["at"]), STYLES.get(line["level"], "")
    who, what = str(line.get("session_id", ""))[:8], f"{line['what']:<18}"
    more = " ".join(str(part) for part in (line.get("path", ""), line["detail"]) if part)
    shown.say_whole(screen, (when, "dim"), "  ", (f"{who:<8}", "cyan"), "  ", (what, style), "  ", more)


ACTIONS: dict[str, Callable[[App], Result]] = {
    "background": _background,
    "status": _status,
    "stop": _stop,
    "install": monitor_service.install,
    "uninstall": monitor_service.uninstall,
}
