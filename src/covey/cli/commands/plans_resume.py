"""`covey plans resume`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.plans.carrying import carried_out, taken_up
from covey.cli.plans.completion import run_ids
from covey.coordination import places
from covey.running import runs
from covey.running.naming import LAST, named

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.cli.result import Result

EXAMPLES = """covey plans resume
covey plans resume 20261125-0102
covey plans resume last --json | jq .data.state"""


@covey_command("plans resume", epilog=EXAMPLES)
@click.argument("run", required=False, default=LAST, shell_complete=run_ids)
def command(app: App, *, run: str) -> Result:
    """Go on with RUN, which was killed, interrupted, cancelled, or in which a task failed.

    What is done is never done again; a task that was cut off is taken up in its conversation, one that failed is tried
    again, and so is a usage limit that has closed the gate. RUN is the beginning of a run's id, or `last`, the newest
    of this project, which is meant where none is named.
    """
    with app.looking() as desk:
        found = named(desk.tx, run, places.workspace_of(current_folder())[0])
    with runs.only_runner(Path(app.home), found.run_id):
        return carried_out(app, taken_up(app, found), opens_gate=True)
