"""`covey sessions refresh`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.commands.sessions_prune import refuse_many
from covey.cli.result import Result
from covey.coordination import overview, places, words
from covey.coordination.clean_files import WHY, candidates, find_clean, release_unused
from covey.coordination.git_status import unclean
from covey.coordination.registry import GONE, Register
from covey.coordination.upkeep import void_locks
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.errors import CoveyError
    from covey.model.lock import Lock
    from covey.model.session import Session

GIT_SECONDS = 20


@covey_command("sessions refresh", epilog="covey sessions refresh\ncovey sessions refresh --json")
def command(app: App) -> Result:
    """Bring the record up to date at once: sessions and locks that are over, branches, dirtiness, manifests.

    All of it also happens by itself, at the next start, prompt or end of turn of any session.
    """
    return refresh(app)


def refresh(app: App) -> Result:
    """Do it, for the command and for the slash command."""
    with app.changing() as desk:
        archived, errors = _swept(desk)
        dropped = _dropped(desk)
        doubtful = candidates(desk, desk.tx.locks())
        present = [one for one in desk.tx.live_sessions() if _is_here(desk, one)]
    found = {worktree: _dirt(worktree) for worktree in {one.worktree for one in present}}  # git outside of transactions
    clean = find_clean(doubtful, seconds=GIT_SECONDS)
    with app.changing() as desk:
        dropped += _ended(desk, clean)
        changed = [row for one in present if (row := _noted(desk, one.session_id, found)) is not None]
    errors += app.show_all_manifests()
    data = {"archived": [one.session_id for one in archived], "dropped": dropped, "changed": changed}
    return Result(data, lambda console: _show(console, archived, data, errors), errors)


def _swept(desk: Desk) -> tuple[list[Session], list[CoveyError]]:
    """Archive who is gone, unless they are so many that we may be wrong."""
    register = Register(desk)
    live = desk.tx.live_sessions()
    try:
        refuse_many([one for one in live if register.life(one) == GONE], live)
    except UserError as error:
        return [], [error]
    return register.sweep(), []


def _dropped(desk: Desk) -> list[dict[str, Any]]:
    """Release the locks that count no more."""
    void = void_locks(desk, Register(desk).gone())
    rows = overview.lock_rows(desk, [lock for lock, _ in void])
    for lock, why in void:
        desk.release(lock, why, "lock.reclaimed")
    return rows


def _ended(desk: Desk, clean: list[Lock]) -> list[dict[str, Any]]:
    """Release the locks that have ended with the work."""
    rows = {lock.generation: overview.lock_row(desk, lock) | {"void": WHY} for lock in clean}
    return [rows[lock.generation] for lock in release_unused(desk, clean)]


def _is_here(desk: Desk, session: Session) -> bool:
    """Tell whether a session works on files that we see: not one in a container, or that is gone."""
    return bool(desk.machine.is_same(session.host)) and Register(desk).life(session) != GONE


def _dirt(worktree: str) -> bool | None:
    found = None if worktree == places.NO_REPOSITORY else unclean(worktree, seconds=GIT_SECONDS)
    return None if found is None else bool(found)


def _noted(desk: Desk, session_id: str, found: dict[str, bool | None]) -> dict[str, Any] | None:
    """Write a session's branch and dirtiness where they changed, unless it has moved on meanwhile."""
    session = desk.tx.session(session_id)
    if session is None or session.ended is not None or session.worktree not in found:
        return None
    dirty = found[session.worktree]
    changed = session.but(git_branch=places.branch_of(session.path), git_dirty=None if dirty is None else int(dirty))
    if changed == session:
        return None
    desk.tx.save_session(changed)
    return overview.session_row(desk, changed)


def _show(console: Console, archived: list[Session], data: dict[str, Any], errors: list[CoveyError]) -> None:
    for one in archived:
        shown.say(console, f"Archived {one.project}: {one.task or one.name}", (f"  {one.session_id}", "dim"))
    for row in data["dropped"]:
        shown.say(console, f"Dropped the lock on {words.shown(row['path'])}: {row['void']}")
    for row in data["changed"]:
        dirty = {True: "dirty", False: "clean", None: "not known to be clean"}[row["git_dirty"]]
        shown.say(console, f"{row['name']} is on {row['git_branch'] or 'no branch'}, {dirty}")
    if not (archived or data["dropped"] or data["changed"]):
        console.print("The record was up to date.")
    shown.warn(console, errors)
