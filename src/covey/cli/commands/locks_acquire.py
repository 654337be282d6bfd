"""`covey locks acquire`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.durations import in_seconds
from covey.cli.result import Result
from covey.cli.speaker import holder
from covey.cli.targets import target_of
from covey.coordination import overview, words
from covey.errors import ConflictError
from covey.model.lock import EXCLUSIVE, SHARED, Holder, Wish
from covey.model.task import title

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey locks acquire src/auth.py --reason "rewriting the login" --estimate 15m
covey locks acquire "src/**/*.py" --session 3f2a
covey locks acquire docs --shared"""


@covey_command("locks acquire", epilog=EXAMPLES)
@click.argument("path")
@click.option("--reason", default="", help="What it is held for; others are told.")
@click.option(
    "--estimate",
    callback=in_seconds,
    metavar="DURATION",
    help="How long it will take, such as 15m or 2h; others are told.",
)
@click.option("--shared", is_flag=True, help="Only keep others from writing; several may hold it so at once.")
@click.option("--session", "wanted", help="The session that holds: its id, the beginning of it, or its name.")
def command(  # noqa: PLR0913 - one for each option
    app: App, *, path: str, reason: str, estimate: float | None, shared: bool, wanted: str | None
) -> Result:
    """Hold PATH for a session: a file, a folder with all in it, or a pattern.

    In a pattern * and ? stay within a folder, ** crosses folders, and [abc] and {a,b} are alternatives. What exists
    under the very name that you give is taken as it is. Held by another: exit status 3, and the session is in line.
    """
    target = target_of(path)
    with app.changing() as desk:
        session = holder(desk, wanted)
        until = None if estimate is None else desk.now.wall + estimate
        wish = Wish(Holder(session.session_id), target, SHARED if shared else EXCLUSIVE, title(reason), until)
        verdict = desk.acquire(wish)
        refusal = words.denial(desk, target, verdict, []) if verdict.lock is None else ""
        row = None if verdict.lock is None else overview.lock_row(desk, verdict.lock)
    if row is None:
        raise ConflictError(refusal, hint="`covey locks list` shows who holds what", code="locked")
    return Result(row, lambda console: shown.say(console, f"{session.name} holds {words.shown(target.path)}."))
