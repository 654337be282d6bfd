"""`covey sessions task`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.app import speaker
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.model.task import title

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.model.session import Session


@covey_command("sessions task", epilog='covey sessions task\ncovey sessions task "Fixing the login bug"')
@click.argument("text", required=False)
@click.option("--session", "wanted", help="The session's id, the beginning of it, or its name.")
def command(app: App, *, text: str | None, wanted: str | None) -> Result:
    """Show what a session works on, or set it to TEXT."""
    if text is None:
        with app.looking() as desk:
            session = speaker(desk, wanted)
    else:
        session = _set(app, text, wanted)
    data = {"session_id": session.session_id, "name": session.name, "task": session.task}
    return Result(data, lambda console: console.print(session.task or "No task is set.", markup=False))


def _set(app: App, text: str, wanted: str | None) -> Session:
    task = title(text)
    if not task:
        raise UserError("the task is empty", hint='covey sessions task "what you work on"')
    with app.changing() as desk:
        session = Register(desk).change(speaker(desk, wanted), "session.task", task, task=task)
    app.manifests.show(session)
    return session
