"""`covey locks acquire`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.app import holding
from covey.cli.command import command as covey_command
from covey.cli.durations import Duration
from covey.cli.result import Result
from covey.cli.targets import target_of
from covey.coordination import overview, words
from covey.coordination.locks import Wish
from covey.errors import ConflictError
from covey.model.lock import EXCLUSIVE, SHARED, Holder

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey locks acquire src/auth.py --reason "rewriting the login" --estimate 15m
covey locks acquire "src/**/*.py" --session 3f2a
covey locks acquire docs --shared"""


@covey_command("locks acquire", epilog=EXAMPLES)
@click.argument("path")
@click.option("--reason", default="", help="What it is held for; others are told.")
@click.option("--estimate", type=Duration(), help="How long it will take, such as 15m or 2h.")
@click.option("--shared", is_flag=True, help="Only keep others from writing; several may hold it so at once.")
@click.option("--session", "wanted", help="The session that holds: its id, the beginning of it, or its name.")
def command(app: App, *, path: str, reason: str, estimate: float | None, shared: bool, wanted: str | None) -> Result:
    """Hold PATH for a session: a file, a folder with all in it, or a pattern.

    In a pattern * and ? stay within a folder, ** crosses folders, and [abc] and {a,b} are alternatives. What exists
    under the very name that you give is taken as it is. Held by another: exit status 3, and the session is in line.
    """
    target = target_of(path)
    with app.changing() as desk:
        session = holding(desk, wanted)
        until = None if estimate is None else desk.now.wall + estimate
        wish = Wish(Holder(session.session_id), target, SHARED if shared else EXCLUSIVE, reason, until)
        verdict = desk.acquire(wish)
        refusal = words.denial(desk, target, verdict, []) if verdict.lock is None else ""
        row = None if verdict.lock is None else overview.lock_row(desk, verdict.lock)
    if row is None:
        raise ConflictError(refusal, hint="`covey locks list` shows who holds what", code="locked")
    text = f"{session.name} holds {words.shown(target.path)}."
    return Result(row, lambda console: console.print(text, markup=False, soft_wrap=True))
