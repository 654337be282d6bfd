"""`covey locks list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown, tables
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview, places
from covey.coordination.words import one_line
from covey.model.lock import SHARED, overlaps

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock

COLUMNS = (("Path", "Workspace"), ("For", "Held by"), ("Since",), ("Until",), ("Waiting",))


@covey_command("locks list", epilog="covey locks list\ncovey locks list --here\ncovey locks list --json")
@click.option("--here", is_flag=True, help="Only those of this folder's repository; outside of any, of this folder.")
def command(app: App, *, here: bool) -> Result:
    """List the locks: what is held, by whom and for what, since when, until when, and how many wait."""
    with app.looking() as desk:
        locks = _here(desk) if here else desk.tx.locks()
        rows = overview.lock_rows(desk, locks)
    return Result(rows, lambda console: _show(console, rows))


def _here(desk: Desk) -> list[Lock]:
    folder = places.target(current_folder())
    locks = desk.tx.locks(folder.workspace)
    if folder.workspace != places.NO_REPOSITORY:
        return locks
    return [lock for lock in locks if overlaps(lock.target, folder)]


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("Nothing is locked.")
        return
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in rows]))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    path = one_line(row["path"]) + (" (shared)" if row["mode"] == SHARED else "")
    void = f": {row['void']}" if row["void"] else ""
    return (
        (shown.styled(path, "bold"), shown.at_home(row["workspace"])),
        (row["task"] or row["reason"] or row["name"] or "", shown.line((row["session_id"][:8], "cyan"), (void, "red"))),
        (shown.clock(row["acquired"]),),
        (shown.clock(row["estimated_completion"] or row["expires"]),),
        (str(len(row["waiting"]) or ""),),
    )
