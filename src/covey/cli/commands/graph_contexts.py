"""`covey graph contexts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination.graph.where import contexts

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("Context",), ("Location",), ("Entities",), ("Relations",), ("",))


@covey_command("graph contexts", epilog="covey graph contexts\ncovey graph contexts --json")
def command(app: App) -> Result:
    """List the graphs of this project and the global ones, and which is meant where none is named."""
    with app.looking() as desk:
        rows = contexts(desk, current_folder())
    return Result(rows, lambda console: _show(console, rows))


def _show(console: Console, rows: list[dict[str, Any]]) -> None:
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in rows]))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    counts = ((str(row["entities"]),), (str(row["relations"]),))
    return (
        (shown.styled(row["context"], "bold"),),
        (row["location"],),
        *counts,
        (shown.styled("meant where none is named" if row["current"] else "", "dim"),),
    )
