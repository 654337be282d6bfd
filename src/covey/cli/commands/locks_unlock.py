"""`covey locks unlock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.coordination import overview, words
from covey.coordination.readings import readings
from covey.coordination.unlocking import spare_the_living
from covey.errors import UserError
from covey.model.lock import HERE, relation

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock


@covey_command("locks unlock", epilog="covey locks unlock src/auth.py\ncovey locks unlock src/auth.py --force")
@click.argument("path")
@click.option("--force", is_flag=True, help="Even though the session that holds it lives.")
def command(app: App, *, path: str, force: bool) -> Result:
    """Take away the locks that keep PATH from being edited, whoever holds them.

    Without --force only locks that no longer count are taken: their session ended, is gone, or let their time run out.
    """
    with app.changing() as desk:
        found = in_the_way(desk, path)
        if not force:
            spare_the_living(desk, found)
        rows = overview.lock_rows(desk, found)
        for lock in found:
            desk.release(lock, desk.void(lock) or "taken away by unlock --force", "lock.broken")
    names = ", ".join(f"{words.shown(row['path'])} (held by {row['name'] or row['session_id']})" for row in rows)
    return Result(rows, lambda console: shown.say(console, f"Unlocked {names}."))


def in_the_way(desk: Desk, path: str) -> list[Lock]:
    """List the locks that keep a path from being edited, or raise UserError where there is none."""
    for target in readings(path, current_folder()):
        found = [lock for lock in desk.tx.locks_near(target) if relation(lock.target, target) == HERE]
        if found:
            return found
    raise UserError(f"{words.shown(path)} is not locked", hint="`covey locks list` shows what is", code="not_locked")
