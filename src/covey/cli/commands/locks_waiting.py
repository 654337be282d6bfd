"""`covey locks waiting`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.words import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("Path", "Workspace"), ("Place",), ("For", "Session"), ("Since",), ("Held by",))


@covey_command("locks waiting", epilog="covey locks waiting\ncovey locks waiting --json")
def command(app: App) -> Result:
    """List who waits for what: the place in line, since when, and who holds it or for whom it is kept."""
    with app.changing() as desk:
        rows = overview.waiting(desk)
    return Result(rows, lambda console: _show(console, rows))


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("Nobody waits.")
        return
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in rows]))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    kept = f"free, kept until {shown.clock(row['kept_until'])}" if row["kept_until"] else "free"
    return (
        (shown.styled(one_line(row["path"]), "bold"), shown.at_home(row["workspace"])),
        (str(row["place"]),),
        (row["task"] or row["name"] or "", shown.styled(row["session_id"][:8], "cyan")),
        (shown.clock(row["since"]),),
        (", ".join(held["name"] or held["session_id"] for held in row["held_by"]) or kept,),
    )
