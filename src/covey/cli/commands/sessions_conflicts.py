"""`covey sessions conflicts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


@covey_command("sessions conflicts", epilog="covey sessions conflicts\ncovey sessions conflicts --json")
def command(app: App) -> Result:
    """List the projects in which several sessions work, what that risks, and what to do."""
    with app.looking() as desk:
        found = overview.conflicts(desk)
    return Result(found, lambda console: _show(console, found))


def _show(console: Console, found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No two sessions work in one project.")
    for conflict in found:
        console.print(Text.assemble(("Several sessions in ", "bold yellow"), (conflict["project"], "bold")))
        made = shown.table(console, "State", "Session", "Branch", "Age", "Task", "Folder")
        for row in conflict["sessions"]:
            folder = shown.at_home(row["path"])
            made.add_row(
                *(shown.state(row), row["name"], Text(shown.branch(row)), shown.age(row["started"])),
                *(Text(row["task"] or ""), Text(folder, style="dim")),
            )
        console.print(made)
        shown.facts(console, {"Risk": conflict["risk"], "Recommendation": conflict["recommendation"]})
