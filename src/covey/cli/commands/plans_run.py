"""`covey plans run`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli.command import command as covey_command
from covey.cli.plans.carrying import carried_out, provider, taken_up
from covey.running import runs
from covey.running.plan_file import read_plan

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.cli.result import Result

EXAMPLES = """covey plans run plan.yaml
covey plans run plan.yaml > run.log
covey plans run plan.yaml --json | jq .data.state"""


@covey_command("plans run", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
def command(app: App, *, file: Path) -> Result:
    """Run the plan in FILE as one conversation, until all its tasks are done.

    A run of just this plan that was killed or interrupted is gone on with: what is done is never done again. Ctrl-C
    interrupts it, and loses nothing. FILE is YAML or JSON; `covey plans validate` shows what it will do.
    """
    plan = read_plan(file)
    provider(app, plan.provider)  # one that is not there is refused before anything is written

    with app.store.write() as tx:
        left = runs.unfinished(tx, plan)
        run = left or runs.begin(tx, app.machine, plan, str(file.absolute()))
    with runs.only_runner(Path(app.home), run.run_id):
        return carried_out(app, taken_up(app, run) if left else run)
