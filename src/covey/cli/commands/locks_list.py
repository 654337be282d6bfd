"""`covey locks list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview, places
from covey.coordination.words import shown as one_line

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


@covey_command("locks list", epilog="covey locks list\ncovey locks list --here\ncovey locks list --json")
@click.option("--here", is_flag=True, help="Only the locks of this folder's repository.")
def command(app: App, *, here: bool) -> Result:
    """List the locks: what is held, by whom and for what, since when, until when, and who waits."""
    with app.looking() as desk:
        workspace = places.workspace_of(".")[0] if here else None
        rows = [overview.lock_row(desk, lock) for lock in desk.tx.locks(workspace)]
    return Result(rows, lambda console: _show(console, rows))


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("Nothing is locked.")
        return
    made = shown.table(console, "Path", "Held by", "For", "Since", "Until", "Waiting", "Workspace")
    for row in rows:
        work = row["task"] or row["reason"] or row["name"]
        until = row["estimated_completion"] or row["expires"]
        ending = Text(row["void"], style="red") if row["void"] else Text(shown.local(until)[-5:])
        path = one_line(row["path"]) + ("" if row["mode"] == "exclusive" else " (shared)")
        made.add_row(
            *(Text(path, style="bold"), Text((row["session_id"])[:8], style="cyan"), Text(work)),
            *(shown.local(row["acquired"])[-5:], ending, str(len(row["waiting"]) or "")),
            Text(shown.at_home(row["workspace"]), style="dim"),
        )
    console.print(made)
