"""`covey sessions task`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination import advice
from covey.coordination.undertaking import task_row, undertake

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.errors import CoveyError
    from covey.model.session import Session


@covey_command("sessions task", epilog='covey sessions task\ncovey sessions task "Fixing the login bug"')
@click.argument("text", required=False)
@click.option("--session", "wanted", help="The session's id, the beginning of it, or its name.")
def command(app: App, *, text: str | None, wanted: str | None) -> Result:
    """Show what a session works on, or set it to TEXT; sessions with nearly the same task are named, and then told."""
    errors: list[CoveyError] = []
    if text is None:
        with app.looking() as desk:
            session = speaker(desk, wanted)
            same = advice.twins(desk, session)
    else:
        with app.changing() as desk:
            session, same = undertake(desk, speaker(desk, wanted), text)
        errors = app.show_manifests([session])
    return Result(task_row(session, same), lambda console: _show(console, session, same, errors), errors)


def _show(console: Console, session: Session, same: list[Session], errors: list[CoveyError]) -> None:
    shown.say(console, session.task or "No task is set.")
    for twin in same:
        shown.say(console, ("! ", "bold yellow"), f"{twin.name} has nearly the same task: {twin.task}")
    shown.warn(console, errors)
