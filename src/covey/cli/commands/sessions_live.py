"""`covey sessions live`."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group
from rich.text import Text

from covey.cli import failed_open, shown, tables
from covey.cli.command import command as covey_command
from covey.cli.command import refuse_json
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.registry import GONE, STALE
from covey.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from covey.cli.app import App
    from covey.cli.tables import Cells
    from covey.coordination.failures import Failure

WATCH_SECONDS = 1.0
COLUMNS = (("State",), ("Age",), ("Project", "Branch"), ("Task", "Folder", "Holds"))

EXAMPLES = """covey sessions live
covey sessions live --watch
covey sessions live --json | jq -r '.data[].task'"""

HINTS = {
    GONE: "`covey sessions prune` archives what is gone",
    STALE: "`covey sessions prune --force` archives what is stale too",
    overview.UNHOOKED: "`covey doctor` says why covey does not guard what is unhooked",
}
"""What to do about a session that is not as it should be."""


@covey_command("sessions live", epilog=EXAMPLES)
@click.option("--watch", is_flag=True, help="Keep the table fresh until Ctrl-C.")
def command(app: App, *, watch: bool) -> Result:
    """List the sessions of this machine: project, branch, age, folder, task and state.

    A session is busy, idle, or waiting for a person; stale when it was silent for two hours, gone when its process is,
    and unhooked when Claude Code runs it without covey.
    """
    if watch:
        refuse_json("--watch")
        _watch(app)
    rows, failures = _rows(app), failed_open.recent(app.home)
    return Result(rows, lambda console: console.print(_view(console, rows, failures)), failed_open.as_errors(failures))


def _rows(app: App) -> list[dict[str, Any]]:
    with app.looking() as desk:
        return overview.live(desk, app.sightings())


def _watch(app: App) -> None:
    from rich.live import Live

    from covey.cli.console import console

    screen = console()
    if not screen.is_terminal or screen.is_dumb_terminal:
        raise UsageError("--watch needs a terminal", hint="`covey log --follow` tells a pipe what happens")
    with Live(console=screen, auto_refresh=False, screen=True) as live:
        try:
            while True:
                live.update(_view(screen, _rows(app), failed_open.recent(app.home)), refresh=True)
                time.sleep(WATCH_SECONDS)
        except KeyboardInterrupt:
            return  # that is how one leaves; the last state stays on the screen


def _view(console: Console, rows: list[dict[str, Any]], failures: list[Failure]) -> RenderableType:
    parts: list[RenderableType] = []
    if rows:
        parts += [tables.table(console, COLUMNS, [_cells(row) for row in rows]), _summary(rows)]
    else:
        parts.append("No Claude Code session is running.")
    present = {row["status"] for row in rows}
    parts += [shown.line(("→ ", "bold"), hint) for status, hint in HINTS.items() if status in present]
    if failures:
        parts.append(shown.line(("! ", "bold yellow"), failed_open.sentence(failures), "; `covey doctor` says more"))
    return Group(*parts)


def _cells(row: dict[str, Any]) -> tuple[Cells, ...]:
    return (
        (shown.state(row["status"]),),
        (shown.age(row["started"]),),
        (row["project"], shown.branch(row)),
        (_doing(row), shown.at_home(row["path"]), shown.held(row)),
    )


def _doing(row: dict[str, Any]) -> Text:
    task = shown.styled(row["task"] or row["name"], "" if row["task"] else "dim")
    done, reason = shown.done(row), row["waiting_for"]
    more = [shown.styled(f" · {text}", style) for text, style in ((done, "dim"), (reason, "yellow")) if text]
    return Text.assemble(task, *more)


def _summary(rows: list[dict[str, Any]]) -> Text:
    each = ", ".join(f"{number} {status}" for status, number in Counter(row["status"] for row in rows).items())
    return shown.line(shown.count(len(rows), "session"), (f": {each}", "dim"))
