"""`covey sessions history`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown, tables
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.errors import UsageError, UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("Ended",), ("How",), ("Project", "Branch"), ("Task", "Session"))

EXAMPLES = """covey sessions history
covey sessions history --date 2026-11-20
covey sessions history --days 7"""


@covey_command("sessions history", epilog=EXAMPLES)
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The sessions that ended on this day.")
@click.option("--days", type=click.IntRange(min=1, max=36500), help="The sessions of the last N days, today included.")
def command(app: App, *, day: str | None, days: int | None) -> Result:
    """List the sessions that ended, newest first; today's, unless you say which."""
    if day is not None and days is not None:
        raise UsageError("--date and --days do not go together", hint="give one of them")
    since, until = _last(days or 1) if day is None else _span(day)
    with app.looking() as desk:
        rows = [overview.ended_row(session) for session in desk.tx.ended_sessions(since, until)]
    return Result(rows, lambda console: _show(console, rows))


def _last(days: int) -> tuple[float, float]:
    """Give the span of the last days, today included."""
    today = datetime.now().astimezone().date()
    return _start(today - timedelta(days=days - 1)), _start(today + timedelta(days=1))


def _span(day: str) -> tuple[float, float]:
    """Give the span of one day."""
    try:
        one = date.fromisoformat(day)
        return _start(one), _start(one + timedelta(days=1))
    except (ValueError, OverflowError):
        raise UserError(f"{day} is not a date", hint="write it as 2026-11-20", code="bad_date") from None


def _start(day: date) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("No session ended in that time.")
        return
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in rows]))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    return (
        (shown.local(row["ended"]),),
        (row["status"],),
        (row["project"], shown.branch(row)),
        (row["task"] or row["name"], shown.styled(row["session_id"][:8], "cyan")),
    )
