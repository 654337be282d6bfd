"""A checkout that was put onto another branch while a command ran, and the sessions whose work was in it (C5)."""

from __future__ import annotations

from covey.coordination import branches, places
from covey.coordination.commands import Sweep, swept
from covey.coordination.words import MOST_LISTED, fitting, named, shown
from covey.model.lock import Holder
from covey.model.text import quoted
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.locks import Desk
    from covey.model.session import Session
    from covey.model.watch import Watch


class Switch(Value):
    """A checkout that is on another branch than some sessions in it knew.

    `dirty` lists what is uncommitted in it, None where git did not say; `watch` is the command that ran when it
    changed, None where that was another time.
    """

    worktree: str
    branch: str | None
    watch: Watch | None = None
    dirty: tuple[str, ...] | None = ()


def tell(desk: Desk, switch: Switch) -> list[str]:
    """Note the new branch, leave word to those with uncommitted work there, and give what the switcher should hear."""
    here = [one for one in desk.tx.live_sessions() if _is_under(one, switch)]
    said = _tell_owners(desk, switch, here) if switch.watch is not None else []
    for session in here:
        why = f"while {quoted(switch.watch.command)} ran" if switch.watch is not None else ""
        branches.note_branch(desk, session, switch.branch, why)
    return said


def _is_under(session: Session, switch: Switch) -> bool:
    return session.worktree == switch.worktree and session.git_branch != switch.branch


def _tell_owners(desk: Desk, switch: Switch, here: Sequence[Session]) -> list[str]:
    watch = switch.watch
    assert watch is not None  # noqa: S101 - the caller looked
    holder = Holder(watch.session_id, watch.agent_id)
    owned = swept(desk, holder, Sweep(places.target(switch.worktree), watch.command, dirty=switch.dirty))
    said: list[str] = []
    for session in here:
        paths = [target.path for target, owner in owned if owner.session_id == session.session_id]
        if paths and branches.is_switch(session.git_branch, switch.branch):
            told = _said_there(switch, session, desk.tx.session(watch.session_id), watch, paths)
            desk.tx.leave_notice(session.session_id, told, desk.now.wall)
            desk.called.append(session.session_id)
            said.append(_said_here(switch, session, paths))
    return said


def _said_there(switch: Switch, session: Session, switcher: Session | None, watch: Watch, paths: Sequence[str]) -> str:
    """Tell a session that its checkout is on another branch now."""
    who = switcher.name if switcher else "another session"
    now = branches.shown_branch(switch.branch)
    return fitting(
        f"{_changed(switch, session)}, since a command of {who} ran: {quoted(watch.command)}. This session's "
        f"uncommitted work there: {_listed(paths)}. What is committed there now goes onto {now}."
    )


def _said_here(switch: Switch, session: Session, paths: Sequence[str]) -> str:
    """Tell whoever switched whose work is in the checkout."""
    who = named(session.name, session.task)
    return fitting(f"{_changed(switch, session)}. {who} has uncommitted work there, and was told: {_listed(paths)}.")


def _changed(switch: Switch, session: Session) -> str:
    now, before = branches.shown_branch(switch.branch), branches.shown_branch(session.git_branch)
    return f"The checkout {shown(switch.worktree)} is on {now} now, no longer on {before}"


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - MOST_LISTED} more" if len(paths) > MOST_LISTED else ""
    return ", ".join(shown(path) for path in paths[:MOST_LISTED]) + more
