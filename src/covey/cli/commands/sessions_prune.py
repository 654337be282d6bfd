"""`covey sessions prune`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.registry import GONE, LIVE, STALE, Register, is_suspicious
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.errors import CoveyError
    from covey.model.session import Session

EXAMPLES = """covey sessions prune --dry-run
covey sessions prune
covey sessions prune --force"""


@covey_command("sessions prune", epilog=EXAMPLES)
@click.option("--dry-run", is_flag=True, help="Only say what would be archived.")
@click.option("--force", is_flag=True, help="Also archive stale sessions, and more than half of all at once.")
def command(app: App, *, dry_run: bool, force: bool) -> Result:
    """Archive the sessions whose process is gone, and free what they held.

    A session that only fell silent may still live; with --force it is archived too.
    """
    with app.changing() as desk:
        register = Register(desk)
        live = desk.tx.live_sessions()
        lives = {session.session_id: register.life(session) for session in live}
        ending = [session for session in live if lives[session.session_id] in ((GONE, STALE) if force else (GONE,))]
        if not force and not dry_run:
            refuse_many(ending, live)
        rows = [overview.session_row(desk, session) | {"status": lives[session.session_id]} for session in live]
        ended = [] if dry_run else register.prune(ending)
    errors = app.show_manifests(ended)
    found = [row for row in rows if row["status"] != LIVE]
    data = {"archived": [session.session_id for session in ended], "found": found, "dry_run": dry_run}
    return Result(data, lambda console: _show(console, ending, found, errors, dry_run=dry_run), errors)


def refuse_many(ending: list[Session], live: list[Session]) -> None:
    """Raise UserError where so many look gone that it is likelier that we are wrong."""
    if is_suspicious(ending, live):
        raise UserError(
            f"{len(ending)} of {len(live)} sessions look gone, more than half: that may be our mistake",
            hint="look at `covey sessions live`; then `covey sessions prune --force`",
            code="too_many_gone",
        )


def _show(
    console: Console, ending: list[Session], found: list[dict[str, Any]], errors: list[CoveyError], *, dry_run: bool
) -> None:
    for session in ending:
        what = f"{session.project}: {session.task or session.name}"
        shown.say(console, "Would archive " if dry_run else "Archived ", what, (f"  {session.session_id}", "dim"))
    if not ending:
        console.print("No session's process is gone: nothing to archive.")
    silent = len(found) - len(ending)
    if silent:
        shown.say(console, f"{shown.count(silent, 'stale session')} left alone; --force archives what is stale too.")
    shown.warn(console, errors)
