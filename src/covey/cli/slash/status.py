"""What `/sc:session-status` shows: this session, what it holds, who waits for it, and the other sessions here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.cli import failed_open, shown
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination import words
from covey.coordination.standing import standing_of

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.coordination.standing import Standing


def answer(app: App, _arguments: str) -> Result:
    """Tell the calling session how it stands."""
    with app.looking() as desk:
        session = speaker(desk, None)
        standing = standing_of(desk, session.session_id, session.workspace)
        lines = [words.company(desk, session, list(standing.others)), *_own(desk, standing)]
    failures = failed_open.recent(app.home)
    lines += [f"! {failed_open.sentence(failures)}; `covey doctor` says more"] if failures else []
    text = words.explained("\n".join(lines))
    return Result(lines, lambda console: [shown.say_whole(console, line) for line in text.split("\n")])


def _own(desk: Desk, standing: Standing) -> list[str]:
    """Say what this session holds and waits for, and who waits for it."""
    held = [f"{words.shown(lock.path)}, {words.how_long(desk, lock)}" for lock in standing.held]
    waited = [f"{words.shown(target.path)} ({other.name})" for other, target in standing.waiters]
    awaited = [words.shown(target.path) for target in standing.awaited]
    told = (("It holds", held, "; "), ("Others wait for", waited, ", "), ("It waits for", awaited, ", "))
    return [f"{what} {between.join(_first(found))}." for what, found, between in told if found]


def _first(found: list[str]) -> list[str]:
    more = len(found) - words.MOST_LISTED
    return [*found[: words.MOST_LISTED], f"and {more} more"] if more > 0 else found
