"""`covey sessions live`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.sightings import sightings
from covey.coordination import overview
from covey.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from covey.cli.app import App

WATCH_SECONDS = 1.0

EXAMPLES = """covey sessions live
covey sessions live --watch
covey sessions live --json | jq '.data[].task'"""


@covey_command("sessions live", epilog=EXAMPLES)
@click.option("--watch", is_flag=True, help="Keep the table fresh until Ctrl-C.")
@click.pass_context
def command(context: click.Context, app: App, *, watch: bool) -> Result:
    """List the sessions of this machine: project, branch, age, folder, task and state.

    A session is busy, idle, or waiting for a person; stale when it was silent for two hours, gone when its process is,
    and unhooked when Claude Code runs it without covey.
    """
    if watch and context.params["as_json"]:
        raise UsageError("--watch and --json do not go together", hint="call `covey sessions live --json` again")
    if watch:
        _watch(app)
    rows = _rows(app)
    return Result(rows, lambda console: console.print(_table(console, rows)))


def _rows(app: App) -> list[dict[str, Any]]:
    with app.looking() as desk:
        return overview.live(desk, sightings(app))


def _watch(app: App) -> None:
    from rich.live import Live

    from covey.cli.result import console

    screen = console()
    with Live(console=screen, auto_refresh=False, screen=screen.is_terminal) as live:
        try:
            while True:
                live.update(_table(screen, _rows(app)), refresh=True)
                time.sleep(WATCH_SECONDS)
        except KeyboardInterrupt:
            return


def _table(console: Console, rows: list[dict[str, Any]]) -> RenderableType:
    if not rows:
        return Text("No Claude Code session is running.")
    made = shown.table(console, "State", "Project", "Branch", "Age", "Task", "Holds", "Folder")
    for row in rows:
        task = Text(row["task"] or row["name"], style="" if row["task"] else "dim")
        held = str(len(row["locks"]) or "")
        folder = Text(shown.at_home(row["path"]), style="dim")
        made.add_row(
            shown.state(row), Text(row["project"]), Text(shown.branch(row)), shown.age(row["started"]), task, held, folder
        )
    return made
