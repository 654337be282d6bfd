"""`covey metrics`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.running import figures, metrics
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey metrics
covey metrics --output /var/lib/node_exporter/textfile/covey.prom
covey metrics --json | jq '.data[] | select(.name == "covey_plan_resume_success_ratio")'"""


@covey_command("metrics", epilog=EXAMPLES)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write them to this file.")
def command(app: App, *, output: Path | None) -> Result:
    """Print figures about plans as OpenMetrics: runs, tasks, resumes, fallbacks, limits, cost, tokens.

    They are counted from the store each time: over all runs that are still known.
    """
    from covey.running.openmetrics import text

    with app.looking() as desk:
        rows = metrics.rows(figures.record(desk.tx, app.machine))
    if output is not None:
        replace(output, text(rows).splitlines())
        said = f"{output} has {shown.count(len(rows), 'metric')}."
        return Result(rows, lambda console: shown.say(console, said))
    return Result(rows, lambda console: console.file.write(text(rows)))  # as it is: it is for a program
