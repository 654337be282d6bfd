"""`covey locks acquire`."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.app import current_folder
from covey.cli.command import command as covey_command
from covey.cli.durations import in_seconds
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.speaker import holder
from covey.coordination import words
from covey.coordination.attempts import LockRequest
from covey.coordination.readings import target_of
from covey.model.lock import EXCLUSIVE, SHARED, Holder, Wish
from covey.model.task import title

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.app import App
    from covey.coordination.attempts import Attempt
    from covey.coordination.locks import Desk
    from covey.model.session import Session

EXAMPLES = """covey locks acquire src/auth.py --reason "rewriting the login" --estimate 15m
covey locks acquire src/auth.py --wait 10m
covey locks acquire "src/**/*.py" --session 3f2a
covey locks acquire docs --shared"""

LOOK_SECONDS = 0.25


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
@click.option(
    "--wait", callback=in_seconds, metavar="DURATION", help="Where another holds it, wait in line for so long."
)
@click.option("--session", "wanted", help="The session that holds: its id, the beginning of it, or its name.")
def command(  # noqa: PLR0913 - one for each option
    app: App, *, path: str, reason: str, estimate: float | None, shared: bool, wait: float | None, wanted: str | None
) -> Result:
    """Hold PATH for a session: a file, a folder with all in it, or a pattern.

    In a pattern * and ? stay within a folder, ** crosses folders, and [abc] and {a,b} are alternatives. What exists
    under the very name that you give is taken as it is. Held by another: exit status 3, and the session is in line.
    With --wait that is said only when the time is over, or when a message waits for the session.
    """
    target = target_of(path, current_folder())

    def describe(desk: Desk) -> tuple[Session, Wish]:
        session = holder(desk, wanted)
        until = None if estimate is None else desk.now.wall + estimate
        mode = SHARED if shared else EXCLUSIVE
        return session, Wish(Holder(session.session_id), target, mode, title(reason), until, is_reserved=1)

    last = _last(LockRequest(app.changing, describe).attempt, wait or 0, words.shown(target.path))
    said = f"{last.session.name} holds {words.shown(target.path)}."
    return Result(last.granted(), lambda console: shown.say(console, said))


def _last(ask: Callable[[], Attempt], seconds: float, what: str) -> Attempt:
    """Ask until it is held, something else calls the session, or the time is over."""
    deadline = time.monotonic() + seconds
    last = ask()
    with doing(f"waiting for {what}") if seconds else nullcontext():
        while not last.is_over and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            last = ask()
    return last
