"""`covey locks release`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination import words
from covey.coordination.attempts import let_go
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
        rows = let_go(desk, Holder(session.session_id), path, current_folder())
    names = ", ".join(words.shown(row["path"]) for row in rows) or "nothing"
    return Result(rows, lambda console: shown.say(console, f"{session.name} released {names}."))
