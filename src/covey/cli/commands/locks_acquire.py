"""`covey locks acquire`."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.durations import in_seconds
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.speaker import holder
from covey.cli.targets import target_of
from covey.coordination import overview, words
from covey.errors import ConflictError
from covey.model.lock import EXCLUSIVE, SHARED, Holder, Wish
from covey.model.task import title

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Target

EXAMPLES = """covey locks acquire src/auth.py --reason "rewriting the login" --estimate 15m
covey locks acquire src/auth.py --wait 10m
covey locks acquire "src/**/*.py" --session 3f2a
covey locks acquire docs --shared"""

LOOK_SECONDS = 0.25


class Attempt(NamedTuple):
    """What came of asking once: the lock, or why not; and whether a message waits for the session."""

    name: str
    row: dict[str, Any] | None
    refusal: str
    is_called: bool


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
    target = target_of(path)

    def attempt() -> Attempt:
        with app.changing() as desk:
            session = holder(desk, wanted)
            until = None if estimate is None else desk.now.wall + estimate
            wish = Wish(Holder(session.session_id), target, SHARED if shared else EXCLUSIVE, title(reason), until)
            verdict = desk.acquire(wish)
            if verdict.lock is not None:
                return Attempt(session.name, overview.lock_row(desk, verdict.lock), "", is_called=False)
            is_called = _is_called(desk, session.session_id, target)
            return Attempt(session.name, None, words.denial(desk, target, verdict, []), is_called)

    last = _last(attempt, wait or 0, words.shown(target.path))
    if last.row is None:
        raise ConflictError(last.refusal, hint="`covey locks list` shows who holds what", code="locked")
    return Result(last.row, lambda console: shown.say(console, f"{last.name} holds {words.shown(target.path)}."))


def _last(attempt: Callable[[], Attempt], seconds: float, what: str) -> Attempt:
    """Attempt until it is held, something else calls the session, or the time is over."""
    deadline = time.monotonic() + seconds
    last = attempt()
    with doing(f"waiting for {what}") if seconds else nullcontext():
        while last.row is None and not last.is_called and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
            last = attempt()
    return last


def _is_called(desk: Desk, session_id: str, target: Target) -> bool:
    """Tell whether a session has something to hear of at its next contact, which waiting would put off."""
    others = (waiting for waiting in desk.tx.awaited(session_id) if waiting.key != target.key)
    return bool(desk.tx.notices(session_id)) or any(waiting.offered for waiting in others)
