"""`covey sessions current`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.speaker import caller, here, nobody
from covey.coordination import overview, places
from covey.model.text import plain

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


@covey_command("sessions current", epilog="covey sessions current\ncovey sessions current --json")
def command(app: App) -> Result:
    """Show the session of this folder; called by Claude, the session that calls."""
    with app.looking() as desk:
        wanted = {caller()} if caller() else {session.session_id for session in here(desk)}
        rows = [row for row in overview.live(desk, app.sightings()) if row["session_id"] in wanted or _is_unseen(row)]
    if not rows:
        raise nobody()
    return Result(rows, lambda console: _show(console, rows))


def _is_unseen(row: dict[str, Any]) -> bool:
    """Tell whether it is a session of this checkout that runs without covey; a calling session asks for itself only."""
    if caller() or row["status"] != overview.UNHOOKED:
        return False
    return row["worktree"] == places.workspace_of(current_folder())[1]


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        if number:
            console.print()
        tables.facts(console, session_facts(row))


def session_facts(row: dict[str, Any]) -> dict[str, tables.Cell | None]:
    """Give what is known of one session, by name."""
    state = shown.state(row["status"])
    if row.get("waiting_for"):
        state.append(f": {plain(row['waiting_for'])}")
    dirty = {True: " (dirty)", False: " (clean)", None: ""}[row.get("git_dirty")]
    return {
        "Session": row["session_id"],
        "Name": row["name"],
        "Project": row["project"],
        "Branch": f"{row['git_branch']}{dirty}" if row["git_branch"] else None,
        "Folder": shown.at_home(row["path"]),
        "Started": f"{shown.local(row['started'])} ({shown.age(row['started'])} ago)",
        "Task": row["task"],
        "Progress": shown.done(row) if "progress" in row else None,
        "State": state,
        "Holds": ", ".join(row.get("locks", [])),
    }
