"""What has to be looked at after a tool ran: an edit whose lock was lost meanwhile, and a commit."""

from __future__ import annotations

import subprocess

from covey.coordination import words
from covey.coordination.locks import Wish
from covey.hooks.gate import edited, holder_of
from covey.model.event import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit
    from covey.model.lock import Lock

GIT_SECONDS = 2.0


def after_edit(visit: Visit, desk: Desk) -> str:
    """Renew an edit's lock; give what to say if it had passed to another while the edit waited, else ''."""
    target = edited(visit.call) if visit.call.event == "PostToolUse" else None
    if target is None or visit.settings.enable_file_locks == "no":
        return ""
    wish = Wish(holder_of(visit), target)
    if desk.tx.lock_at(target, wish.holder) is not None:
        desk.acquire(wish)
        return ""
    blockers, _ = desk.rivals(wish)
    if not blockers or visit.settings.conflict_action in ("warn", "proceed"):
        return ""
    names = tuple(words.holder_of(desk, lock) for lock in blockers)
    detail = f"written although {', '.join(names)} holds it"
    desk.tx.append(Event(desk.now.wall, "lock.overrun", wish.holder.session_id, target.workspace, target.path, detail))
    return words.lost(target, names)


def committed(visit: Visit) -> list[Lock]:
    """List the session's locks on files that a commit has just brought to rest; asks git, so hold no transaction."""
    if "commit" not in visit.call.tool_text("command") or "commit" not in visit.settings.release_on:
        return []
    with visit.store.read() as tx:
        held = [lock for lock in tx.locks_of(visit.call.session_id) if not lock.is_pattern and lock.worktree != "/"]
    worktrees = {lock.worktree for lock in held}
    return [lock for root in worktrees for lock in _clean(root, [one for one in held if one.worktree == root])]


def _clean(worktree: str, locks: list[Lock]) -> list[Lock]:
    """Give the locks whose files are in the last commit as they stand; none where git does not answer."""
    command = ["git", "-C", worktree, "--no-optional-locks", "status", "--porcelain", "-z", "--ignored", "--no-renames"]
    try:
        done = subprocess.run(
            [*command, "--", *(f":(literal){lock.path}" for lock in locks)],
            capture_output=True,
            timeout=GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    changed = [entry[3:].decode("utf-8", "surrogateescape") for entry in done.stdout.split(b"\0") if entry]
    return [lock for lock in locks if not any(path.startswith(lock.path) for path in changed)]
