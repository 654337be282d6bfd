"""`covey sessions task`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.model.task import title

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.errors import CoveyError
    from covey.model.session import Session


@covey_command("sessions task", epilog='covey sessions task\ncovey sessions task "Fixing the login bug"')
@click.argument("text", required=False)
@click.option("--session", "wanted", help="The session's id, the beginning of it, or its name.")
def command(app: App, *, text: str | None, wanted: str | None) -> Result:
    """Show what a session works on, or set it to TEXT."""
    if text is None:
        with app.looking() as desk:
            session, errors = speaker(desk, wanted), []
    else:
        session = _set(app, text, wanted)
        errors = app.show_manifests([session])
    data = {"session_id": session.session_id, "name": session.name, "task": session.task}
    return Result(data, lambda console: _show(console, session, errors), errors)


def _set(app: App, text: str, wanted: str | None) -> Session:
    task = title(text).strip()
    if not task:
        raise UserError("the task is empty", hint='covey sessions task "what you work on"', code="no_task")
    with app.changing() as desk:
        return Register(desk).change(speaker(desk, wanted), "session.task", task, task=task)


def _show(console: Console, session: Session, errors: list[CoveyError]) -> None:
    shown.say(console, session.task or "No task is set.")
    shown.warn(console, errors)
