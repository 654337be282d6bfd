"""`covey sessions conflicts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.sightings import sightings
from covey.coordination import overview

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("State",), ("Age",), ("Session", "Branch"), ("Task", "Folder", "Holds"))


@covey_command("sessions conflicts", epilog="covey sessions conflicts\ncovey sessions conflicts --json")
def command(app: App) -> Result:
    """List the projects in which several sessions work, what that risks, and what to do."""
    with app.looking() as desk:
        found = overview.conflicts(desk, sightings(app))
    return Result(found, lambda console: _show(console, found))


def _show(console: Console, found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No two sessions work in one project.")
    for number, conflict in enumerate(found):
        if number:
            console.print()
        _show_one(console, conflict)


def _show_one(console: Console, conflict: dict[str, Any]) -> None:
    sessions = shown.count(len(conflict["sessions"]), "session")
    shown.say(console, (f"{sessions} in ", "bold yellow"), (conflict["project"], "bold"))
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in conflict["sessions"]]))
    tables.facts(console, {"Risk": conflict["risk"], "Recommendation": conflict["recommendation"]})


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    return (
        (shown.state(row["status"]),),
        (shown.age(row["started"]),),
        (shown.styled(row["session_id"][:8], "cyan"), shown.branch(row)),
        (row["task"] or row["name"], shown.at_home(row["path"]), shown.held(row)),
    )
