"""What really changed while a shell command ran: files that others hold, and files that are new (B-1)."""

from __future__ import annotations

import os

from covey.coordination.locks import STOPPING
from covey.model.event import Event
from covey.model.lock import Holder, Wish
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target
    from covey.model.watch import Watch

MOST_WATCHED = 300
"""Of the files that others hold in the worktree, those count that were taken last."""

MOST_ADOPTED = 20
"""How many new files one command comes to hold."""

SLACK_SECONDS = 2.0
"""A holder's own hook may tell of its write so much later than the file itself does."""

CLOCK_SECONDS = 0.05
"""The file system's clock may be so far behind ours."""

GONE = "-"


class Finding(Value):
    """What a look at a command found: the files of others that changed, and those that are new."""

    watch: Watch
    changed: tuple[Target, ...]
    new: tuple[Target, ...] = ()


def state(worktree: str, path: str) -> str:
    """Give what a file looks like from outside, which changes when it is written, replaced or removed."""
    try:
        found = os.lstat(os.path.join(worktree, path))
    except (OSError, ValueError):
        return GONE
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}"


def cause(watches: Sequence[Watch], changed: float) -> Watch | None:
    """Give the last of some commands that ran when something changed, None where it changed before them."""
    ran = [watch for watch in watches if watch.started - CLOCK_SECONDS <= changed]
    return ran[-1] if ran else None


def changed_at(target: Target) -> float:
    """Tell when a file changed last; one that is gone went when its folder changed last, or before."""
    path = os.path.join(target.worktree, target.path)
    while path:
        try:
            return os.lstat(path).st_ctime
        except (OSError, ValueError):
            path = path.rpartition("/")[0]
    return 0.0


def tell(desk: Desk, finding: Finding, action: Callable[[Target], str]) -> list[str]:
    """Record what a command changed although others hold it, leave them word, and give what its own session hears.

    Where a conflict would not have stopped an edit, it is only recorded.
    """
    from covey.coordination.command_words import changed_here  # noqa: PLC0415 - seldom; ADR 0003

    holder = Holder(finding.watch.session_id, finding.watch.agent_id)
    said: list[str] = []
    for target in finding.changed:
        blockers, _ = desk.rivals(Wish(holder, target))
        locks = [lock for lock in blockers if not _is_holders_own(finding.watch, target, lock)]
        is_told = action(target) in STOPPING
        for lock in locks:
            _record(desk, finding.watch, target, lock, is_told=is_told)
        if locks and is_told:
            said.append(changed_here(desk, target, locks))
    return said


def _is_holders_own(watch: Watch, target: Target, lock: Lock) -> bool:
    """Tell whether a change is likely the holder's: it used its lock meanwhile, and the file is not newer than that."""
    used_since = lock.touched >= watch.started
    return used_since and changed_at(target) <= lock.touched + SLACK_SECONDS


def _record(desk: Desk, watch: Watch, target: Target, lock: Lock, *, is_told: bool) -> None:
    from covey.coordination import command_words  # noqa: PLC0415 - seldom; ADR 0003

    detail = command_words.overrun(desk, watch, lock)
    desk.tx.append(Event(desk.now.wall, "lock.overrun", watch.session_id, target.workspace, target.path, detail))
    if is_told:
        said = command_words.changed_there(desk.tx.session(watch.session_id), watch, target)
        desk.tx.leave_notice(lock.session_id, said, desk.now.wall)
        desk.called.append(lock.session_id)


def hold(desk: Desk, finding: Finding) -> None:
    """Renew what a command wrote of its own, and let its session hold new files that nobody holds or waits for."""
    holder = Holder(finding.watch.session_id, finding.watch.agent_id)
    own = [target for target in finding.changed if desk.tx.lock_at(target, holder) is not None]
    free = [target for target in finding.new if target not in own and _is_free(desk, Wish(holder, target))]
    for target in (*own, *free[:MOST_ADOPTED]):
        desk.acquire(Wish(holder, target))


def _is_free(desk: Desk, wish: Wish) -> bool:
    return not desk.rivals(wish)[0] and not desk.tx.line(wish.target)
