"""`covey sessions current`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown
from covey.cli.app import here
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


@covey_command("sessions current", epilog="covey sessions current\ncovey sessions current --json")
def command(app: App) -> Result:
    """Show the session of this folder; called by Claude, the session that calls."""
    with app.looking() as desk:
        rows = [overview.session_row(desk, session) for session in here(desk)]
    if not rows:
        hint = "`covey sessions live` lists all; `covey doctor` says whether the hooks fire here"
        raise UserError("no session works in this folder", hint=hint, code="no_session")
    return Result(rows, lambda console: _show(console, rows))


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        if number:
            console.print()
        show_session(console, row)


def show_session(console: Console, row: dict[str, Any]) -> None:
    """Print what is known of one session."""
    dirty = {True: " (dirty)", False: " (clean)", None: ""}[row.get("git_dirty")]
    shown.facts(
        console,
        {
            "Session": row["session_id"],
            "Name": row["name"],
            "Project": row["project"],
            "Branch": f"{row['git_branch']}{dirty}" if row["git_branch"] else None,
            "Folder": shown.at_home(row["path"]),
            "Started": f"{shown.local(row['started'])} ({shown.age(row['started'])} ago)",
            "Task": row["task"],
            "State": shown.state(row),
            "Holds": ", ".join(row.get("locks", [])),
        },
    )
