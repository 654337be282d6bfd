"""`covey plans cancel`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.plans.carrying import means
from covey.cli.plans.completion import run_ids
from covey.cli.plans.progress import Unseen
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.coordination import places
from covey.errors import ConflictError, UnavailableError
from covey.model import run as states
from covey.running import overview, runner, runs
from covey.running.naming import LAST, named
from covey.running.standing import plan_of

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.model.run import Run

LOOK_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 60.0
EXAMPLES = """covey plans cancel
covey plans cancel 20261125-0102
covey plans cancel last --json"""


@covey_command("plans cancel", epilog=EXAMPLES)
@click.argument("run", required=False, default=LAST, shell_complete=run_ids)
def command(app: App, *, run: str) -> Result:
    """End RUN: the turns that go on are broken off, and no other begins.

    Whoever carries it out ends it; where that process is gone, what it left running is ended. What was done stays, and
    `covey plans resume` can take it up again. RUN is the beginning of a run's id, or `last`, which is meant where none
    is named.
    """
    with app.store.write() as tx:
        found = named(tx, run, places.workspace_of(current_folder())[0])
        runs.ask_to_cancel(tx, found, app.machine.now().wall)
    with doing(f"Ending run {found.run_id}"):
        ended = _ended(app, found)
    with app.looking() as desk:
        data = overview.whole(desk.tx, app.machine, ended)
    return Result(data, lambda console: shown.say(console, f"Run {ended.run_id} is {ended.state}."))


def _ended(app: App, run: Run) -> Run:
    """Wait until its runner has ended it, or end it here as soon as nobody carries it out any more."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            with runs.only_runner(Path(app.home), run.run_id):
                return _ended_here(app, run)
        except ConflictError:
            time.sleep(LOOK_SECONDS)
    said = f"the process that carries out run {run.run_id} has not ended it within {LONGEST_WAIT_SECONDS:.0f} s"
    raise UnavailableError(said, hint="it will; `covey plans show` tells when", code="run_goes_on")


def _ended_here(app: App, run: Run) -> Run:
    with app.store.read() as tx:
        known = tx.plans.run(run.run_id) or run
    if known.state != states.RUNNING:
        return known
    return runner.cancel(means(app, plan_of(known).provider, Unseen()), known)
