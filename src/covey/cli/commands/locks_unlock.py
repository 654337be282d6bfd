"""`covey locks unlock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.targets import target_of
from covey.coordination import overview, words
from covey.errors import ConflictError, UserError
from covey.model import lock as rules

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target


@covey_command("locks unlock", epilog="covey locks unlock src/auth.py\ncovey locks unlock src/auth.py --force")
@click.argument("path")
@click.option("--force", is_flag=True, help="Even though the session that holds it lives.")
def command(app: App, *, path: str, force: bool) -> Result:
    """Take away the locks that keep PATH from being edited, whoever holds them.

    Without --force only locks that no longer count are taken: their session ended, is gone, or let their time run out.
    """
    target = target_of(path)
    with app.changing() as desk:
        found = _in_the_way(desk, target)
        if not found:
            raise UserError(f"{words.shown(target.path)} is not locked", hint="`covey locks list`", code="not_locked")
        living = [lock for lock in found if not desk.void(lock)]
        if living and not force:
            who = words.holder_of(desk, living[0])
            raise ConflictError(
                f"{words.shown(living[0].path)} is held by {who}, {words.how_long(desk, living[0])}",
                hint="that session lives; --force takes the lock all the same",
                code="locked",
            )
        rows = [overview.lock_row(desk, lock) for lock in found]
        for lock in found:
            desk.release(lock, desk.void(lock) or "taken away by unlock --force", "lock.broken")
    names = ", ".join(f"{words.shown(row['path'])} (held by {row['name']})" for row in rows)
    return Result(rows, lambda console: console.print(f"Unlocked {names}.", markup=False, soft_wrap=True))


def _in_the_way(desk: Desk, target: Target) -> list[Lock]:
    near = desk.tx.locks_near(target)
    return [one for one in near if one.worktree == target.worktree and rules.overlaps(one.target, target)]
