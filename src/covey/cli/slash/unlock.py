"""What `/sc:session-unlock [file] [--force]` does: lets go of what this session holds, or takes it from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from covey.cli import shown
from covey.cli.commands.locks_unlock import in_the_way
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination import words
from covey.coordination.unlocking import spare_the_living
from covey.errors import UserError

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock

FORCE = "--force"


class Asked(NamedTuple):
    """What was typed: one path, which may hold spaces, and whether to take it from a session that lives."""

    path: str
    force: bool


def answer(app: App, arguments: str) -> Result:
    """Unlock what was named; without a name, all that this session holds."""
    asked = asked_for(arguments)
    with app.changing() as desk:
        session_id = speaker(desk, None).session_id
        said = _unlock(desk, session_id, asked) if asked.path else _release_all(desk, session_id, asked)
    text = words.explained(said)
    return Result(said, lambda console: [shown.say_whole(console, line) for line in text.split("\n")])


def asked_for(arguments: str) -> Asked:
    """Read what was typed; --force may stand first or last, and the path may be quoted or begin with Claude's @."""
    path, force = arguments.strip(), False
    if path == FORCE or path.startswith(f"{FORCE} "):
        path, force = path.removeprefix(FORCE).strip(), True
    if path.endswith(f" {FORCE}"):
        path, force = path.removesuffix(FORCE).strip(), True
    if len(path) > 1 and path[0] == path[-1] and path[0] in "'\"":
        path = path[1:-1]
    return Asked(path.removeprefix("@"), force)


def _unlock(desk: Desk, session_id: str, asked: Asked) -> str:
    found = in_the_way(desk, asked.path)
    if not asked.force:
        spare_the_living(desk, [lock for lock in found if lock.session_id != session_id])
    names = ", ".join(f"{words.shown(lock.path)} (held by {_name(desk, session_id, lock)})" for lock in found)
    for lock in found:
        _let_go(desk, session_id, lock)
    return f"Unlocked {names}."


def _let_go(desk: Desk, session_id: str, lock: Lock) -> None:
    if lock.session_id == session_id:
        desk.release(lock, "released by /sc:session-unlock")
    else:
        desk.release(lock, desk.void(lock) or f"taken away by /sc:session-unlock {FORCE}", "lock.broken")


def _name(desk: Desk, session_id: str, lock: Lock) -> str:
    return "this session" if lock.session_id == session_id else words.holder_of(desk, lock)


def _release_all(desk: Desk, session_id: str, asked: Asked) -> str:
    if asked.force:
        raise UserError(f"{FORCE} needs a file", hint="/sc:session-unlock FILE --force", code="bad_path")
    released = desk.release_all(session_id, "released by /sc:session-unlock")
    names = ", ".join(words.shown(lock.path) for lock in released)
    return f"This session released {names}." if names else "This session holds nothing."
