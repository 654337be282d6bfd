"""`covey suggest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import suggested
from covey.cli.command import command as covey_command
from covey.cli.result import Result

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey suggest
covey suggest --task "add a second factor to the login"
covey suggest --json | jq -r '.data.areas[] | select(.state == "free") | .area'"""


@covey_command("suggest", epilog=EXAMPLES)
@click.option("--task", metavar="TEXT", help="Order the areas for this task; else for the session's own.")
def command(app: App, *, task: str | None) -> Result:
    """Say what is free to work on, given what the other sessions do.

    Areas are the folders named in the setting `areas`, the folders in `packages`, `libs`, `apps`, `services`, `crates`
    and `modules`, and all other top-level folders. Called by Claude, or in a folder where one session works, it speaks
    for that session; with --task in a terminal, for one that is still to come.
    """
    found = suggested.found(app, task)
    return Result(found, lambda console: suggested.show(console, found))
