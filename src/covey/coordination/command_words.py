"""What is said of shell commands: what stops them, and what they changed although others hold it."""

from __future__ import annotations

from covey.coordination.words import MOST_LISTED, fitting, holder_of, shown
from covey.model.task import title
from covey.model.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.commands import Sweep
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target
    from covey.model.session import Session
    from covey.model.watch import Watch

TAKES, MOVES = "take uncommitted work of other sessions", "change files under other sessions that work"
LEAVES_ALONE = "Given only paths of one's own, it leaves theirs alone."
ELSEWHERE = "In a worktree of its own (`git worktree add`) it touches nobody."


def swept(sweep: Sweep, owners: Sequence[tuple[Target, Session]]) -> str:
    """Say whose files a sweep would get at, and what would leave them alone."""
    files = ", ".join(f"{shown(target.path)} ({_name(session)})" for target, session in owners[:MOST_LISTED])
    more = f" and {len(owners) - MOST_LISTED} more" if len(owners) > MOST_LISTED else ""
    what = MOVES if sweep.moves else TAKES
    instead = ELSEWHERE if sweep.moves else LEAVES_ALONE
    return fitting(f"`{sweep.by}` would {what} in this worktree: {files}{more}.\n{instead}")


def _name(session: Session) -> str:
    work = title(session.task or "")
    return f"{session.name}: {quoted(work)}" if work else session.name


def may_write(by: str, target: Target) -> str:
    """Say why a command is stopped that only names a held file."""
    return fitting(f"`{by}` may write {shown(target.path)}: its targets cannot be read from the command.")


def overrun(desk: Desk, watch: Watch, lock: Lock) -> str:
    """Say for the log what happened to a held file."""
    return f"changed while {quoted(watch.command)} ran, although {holder_of(desk, lock)} holds it"


def changed_here(desk: Desk, target: Target, locks: Sequence[Lock]) -> str:
    """Tell a session that its command changed what others hold."""
    holders = ", ".join(holder_of(desk, lock) for lock in locks[:MOST_LISTED])
    return f"{shown(target.path)} changed while this command ran, and is held by {holders}, who was told."


def changed_there(session: Session | None, watch: Watch, target: Target) -> str:
    """Tell a holder that somebody else's command changed its file."""
    who = session.name if session else "another session"
    ran = f"changed while a command of {who} ran: {quoted(watch.command)}"
    return f"{shown(target.path)}, which this session holds, {ran}. Its diff shows what."
