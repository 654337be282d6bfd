"""`covey sessions history`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

EXAMPLES = """covey sessions history
covey sessions history --date 2026-11-20
covey sessions history --days 7"""


@covey_command("sessions history", epilog=EXAMPLES)
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The sessions that ended on this day.")
@click.option("--days", type=click.IntRange(min=1, max=36500), help="The sessions of the last N days, today included.")
def command(app: App, *, day: str | None, days: int | None) -> Result:
    """List the sessions that ended, newest first; today's, unless you say which."""
    if day and days:
        raise UserError("--date and --days do not go together", hint="give one of them")
    first, last = _span(day, days)
    with app.looking() as desk:
        rows = [overview.ended_row(session) for session in desk.tx.ended_sessions(_start(first), _start(last))]
    return Result(rows, lambda console: _show(console, rows))


def _span(day: str | None, days: int | None) -> tuple[date, date]:
    today = datetime.now().astimezone().date()
    if day is None:
        return today - timedelta(days=(days or 1) - 1), today + timedelta(days=1)
    try:
        one = date.fromisoformat(day)
    except ValueError:
        raise UserError(f"{day} is not a date", hint="write it as 2026-11-20", code="bad_date") from None
    return one, one + timedelta(days=1)


def _start(day: date) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("No session ended in that time.")
        return
    made = shown.table(console, "Ended", "Project", "Branch", "How", "Task", "Session")
    for row in rows:
        made.add_row(
            *(shown.local(row["ended"]), Text(row["project"]), Text(shown.branch(row)), row["status"]),
            *(Text(row["task"] or ""), Text(row["session_id"][:8], style="dim")),
        )
    console.print(made)
