"""`covey sessions prune`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.registry import GONE, LIVE, STALE, Register, is_suspicious
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.model.session import Session


@covey_command("sessions prune", epilog="covey sessions prune --dry-run\ncovey sessions prune")
@click.option("--dry-run", is_flag=True, help="Only say what would be archived.")
@click.option("--force", is_flag=True, help="Also archive stale sessions, and more than half of all at once.")
def command(app: App, *, dry_run: bool, force: bool) -> Result:
    """Archive the sessions whose process is gone, and free what they held.

    A session that only fell silent may still live; with --force it is archived too.
    """
    with app.changing() as desk:
        register = Register(desk)
        live = desk.tx.live_sessions()
        wanted = (GONE, STALE) if force else (GONE,)
        found = [(session, register.life(session)) for session in live]
        ending = [session for session, life in found if life in wanted]
        if is_suspicious(ending, live) and not force and not dry_run:
            raise UserError(
                f"{len(ending)} of {len(live)} sessions look gone, more than half: that may be our mistake",
                hint="look at `covey sessions live`; then `covey sessions prune --force`",
                code="too_many_gone",
            )
        rows = [overview.session_row(desk, session) | {"status": life} for session, life in found if life != LIVE]
        ended = [] if dry_run else register.prune(ending)
        if not dry_run:
            app.manifests.reconcile(desk.tx)
    data = {"archived": [session.session_id for session in ended], "found": rows, "dry_run": dry_run}
    return Result(data, lambda console: _show(console, ending, dry_run=dry_run))


def _show(console: Console, ending: list[Session], *, dry_run: bool) -> None:
    if not ending:
        console.print("Every session's process lives: nothing to archive.")
    verb = "Would archive" if dry_run else "Archived"
    for session in ending:
        console.print(Text(f"{verb} {session.project}: {session.task or session.name} ({session.session_id})"))
