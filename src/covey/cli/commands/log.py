"""`covey log`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from covey.cli import shown
from covey.cli.app import named
from covey.cli.command import command as covey_command
from covey.cli.result import Result, console
from covey.coordination import overview
from covey.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

FOLLOW_SECONDS = 0.5


@covey_command("log", epilog="covey log\ncovey log --session 3f2a -n 20\ncovey log --follow")
@click.option("--session", "wanted", help="Only this session's lines.")
@click.option("-n", "count", type=click.IntRange(min=1, max=100000), default=100, show_default=True, help="How many lines.")
@click.option("--follow", is_flag=True, help="Go on printing until Ctrl-C.")
@click.pass_context
def command(context: click.Context, app: App, *, wanted: str | None, count: int, follow: bool) -> Result:
    """Read what the coordination did, and why, newest last."""
    if follow and context.params["as_json"]:
        raise UsageError("--follow and --json do not go together", hint="call `covey log --json` again")
    rows = _rows(app, wanted, count, 0)
    if follow:
        _follow(app, wanted, rows)
        rows = []
    return Result(rows, lambda screen: print_events(screen, rows))


def _rows(app: App, wanted: str | None, count: int, after: int) -> list[dict[str, Any]]:
    with app.looking() as desk:
        session_id = named(desk, wanted).session_id if wanted else None
        return [overview.event_row(*one) for one in desk.tx.events(session_id, count, after)]


def _follow(app: App, wanted: str | None, rows: list[dict[str, Any]]) -> None:
    screen = console()
    last = 0
    try:
        while True:
            print_events(screen, rows)
            last = rows[-1]["id"] if rows else last
            time.sleep(FOLLOW_SECONDS)
            rows = _rows(app, wanted, 1000, last)
    except KeyboardInterrupt:
        return


def print_events(screen: Console, rows: list[dict[str, Any]]) -> None:
    """Print lines of the log."""
    for row in rows:
        what = " ".join(part for part in (row["path"], row["detail"]) if part)
        screen.print(
            Text.assemble((shown.local(row["at"]), "dim"), " ", (row["session_id"][:8], "cyan"), f" {row['kind']:<16} ", what),
            soft_wrap=True,
        )
