"""`covey log`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.command import refuse_json
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.naming import named

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

FOLLOW_SECONDS = 0.5
MOST_LINES = 100_000


@covey_command("log", epilog="covey log\ncovey log --session 3f2a -n 20\ncovey log --follow")
@click.option("--session", "wanted", help="Only this session's lines.")
@click.option(
    "-n", "count", type=click.IntRange(min=1, max=MOST_LINES), default=100, show_default=True, help="How many lines."
)
@click.option("--follow", is_flag=True, help="Go on printing until Ctrl-C.")
def command(app: App, *, wanted: str | None, count: int, follow: bool) -> Result:
    """Read what the coordination did, and why, newest last."""
    if follow:
        refuse_json("--follow")
    rows = _rows(app, wanted, count, 0)
    return Result(rows, lambda console: _follow(console, app, wanted, rows) if follow else print_events(console, rows))


def _rows(app: App, wanted: str | None, count: int, after: int) -> list[dict[str, Any]]:
    with app.looking() as desk:
        session_id = named(desk, wanted).session_id if wanted else None
        return [overview.event_row(*one) for one in desk.tx.events(session_id, count, after)]


def _follow(console: Console, app: App, wanted: str | None, rows: list[dict[str, Any]]) -> None:
    last = 0
    try:
        while True:
            print_events(console, rows)
            last = rows[-1]["id"] if rows else last
            time.sleep(FOLLOW_SECONDS)
            rows = _rows(app, wanted, MOST_LINES, last)
    except KeyboardInterrupt:
        return  # that is how one leaves


def print_events(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print lines of the log."""
    for row in rows:
        what = " ".join(part for part in (row["path"], row["detail"]) if part)
        when, who = (shown.local(row["at"]), "dim"), (f"{row['session_id'][:8]:<8}", "cyan")
        shown.say_whole(console, when, "  ", who, f"  {row['kind']:<16}  ", what)
