"""`covey locks release`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.app import speaker
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.targets import target_of
from covey.coordination import overview
from covey.coordination.words import shown
from covey.errors import UsageError
from covey.model.lock import Holder

if TYPE_CHECKING:
    from covey.cli.app import App

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
        if path is None:
            released = desk.release_all(session.session_id, "released")
        else:
            released = [desk.own(target_of(path), Holder(session.session_id))]
            desk.release(released[0], "released")
        rows = [overview.lock_row(desk, lock) for lock in released]
    names = ", ".join(shown(lock.path) for lock in released) or "nothing"
    return Result(rows, lambda console: console.print(f"{session.name} released {names}.", markup=False, soft_wrap=True))
