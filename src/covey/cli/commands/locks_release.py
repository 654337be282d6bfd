"""`covey locks release`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.cli.targets import readings
from covey.coordination import overview, words
from covey.errors import UsageError, UserError
from covey.model.lock import Holder

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock
    from covey.model.session import Session

EXAMPLES = """covey locks release src/auth.py
covey locks release --all
covey locks release "src/**/*.py" --session 3f2a"""


@covey_command("locks release", epilog=EXAMPLES)
@click.argument("path", required=False)
@click.option("--all", "everything", is_flag=True, help="Release all that the session holds and waits for.")
@click.option("--session", "wanted", help="The session that holds: its id, the beginning of it, or its name.")
def command(app: App, *, path: str | None, everything: bool, wanted: str | None) -> Result:
    """Let go of PATH, named as it was when it was acquired."""
    if (path is None) != everything:
        raise UsageError("name a path, or --all", hint="see `covey locks release --help`")
    with app.changing() as desk:
        session = speaker(desk, wanted)
        rows = [overview.lock_row(desk, lock) for lock in _held(desk, session, path)]
        if path is None:
            desk.release_all(session.session_id, "released")
        else:
            for lock in _held(desk, session, path):
                desk.release(lock, "released")
    names = ", ".join(words.shown(row["path"]) for row in rows) or "nothing"
    return Result(rows, lambda console: shown.say(console, f"{session.name} released {names}."))


def _held(desk: Desk, session: Session, path: str | None) -> list[Lock]:
    """List what is to be released: the lock on a path, or all that the session holds."""
    if path is None:
        return desk.tx.locks_of(session.session_id)
    for target in readings(path):
        lock = desk.tx.lock_at(target, Holder(session.session_id))
        if lock is not None:
            return [lock]
    said = f"{session.name} does not hold {words.shown(path)}"
    raise UserError(said, hint="`covey locks list` shows what it holds", code="not_held")
