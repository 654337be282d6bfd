"""`covey plans show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.plans import story
from covey.cli.plans.completion import run_ids
from covey.cli.result import Result
from covey.coordination import places
from covey.running import overview
from covey.running.naming import LAST, named

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey plans show
covey plans show 3f2a
covey plans show last --json | jq '.data.tasks[] | {task_id, state, cost}'"""


@covey_command("plans show", epilog=EXAMPLES)
@click.argument("run", required=False, default=LAST, shell_complete=run_ids)
def command(app: App, *, run: str) -> Result:
    """Show everything about RUN: its conversations and forks, tasks, attempts, cost, and what went wrong.

    RUN is the beginning of a run's id, or `last`, the newest of this project, which is meant where none is named. A run
    that has ended left the same data, without the envelope, in `runs/RUN/report.json` of covey's state folder.
    """
    with app.looking() as desk:
        found = named(desk.tx, run, places.workspace_of(current_folder())[0])
        data = overview.whole(desk.tx, app.machine, found)
    return Result(data, lambda console: story.tell(console, data))
