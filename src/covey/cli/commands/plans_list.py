"""`covey plans list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown, tables
from covey.cli.alone import refuse_beside
from covey.cli.command import command as covey_command
from covey.cli.plans.marks import lasted, marked, money, tally
from covey.cli.result import Result
from covey.running import overview

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("State",), ("Started", "Took"), ("Plan", "Project"), ("Tasks", "Cost", "Run"))
LONGEST_DAYS = 36500
RESUME = "`covey plans resume RUN` goes on with what was interrupted"

EXAMPLES = """covey plans list
covey plans list --days 30
covey plans list --all --json | jq -r '.data[] | select(.state == "failed") | .run_id'"""


@covey_command("plans list", epilog=EXAMPLES)
@click.option(
    "--days", type=click.IntRange(1, LONGEST_DAYS), default=7, show_default=True, help="The runs of the last N days."
)
@click.option("--all", "everything", is_flag=True, help="All runs that are still known.")
def command(app: App, *, days: int, everything: bool) -> Result:
    """List the runs of plans on this machine, newest first: state, plan, tasks, time and cost.

    A run is running, done, failed or cancelled; interrupted when its process is gone before its end.
    """
    if everything:
        refuse_beside("all", "days")
    with app.looking() as desk:
        since = 0.0 if everything else desk.now.wall - days * shown.DAY
        rows = overview.runs(desk.tx, app.machine, since)
    return Result(rows, lambda console: _show(console, rows, "yet" if everything else f"in {shown.count(days, 'day')}"))


def _show(console: Console, rows: list[dict[str, Any]], when: str) -> None:
    if not rows:
        console.print(f"No plan was run {when}.")
        return
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in rows]))
    if any(row["state"] == overview.INTERRUPTED for row in rows):
        shown.say(console, ("→ ", "bold"), RESUME)


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    return (
        (marked(row["state"]),),
        (shown.local(row["started"]), lasted(row["seconds"])),
        (row["plan"], shown.at_home(row["project"])),
        (tally(row["tasks"]), money(row["cost"]), shown.styled(row["run_id"], "cyan")),
    )
