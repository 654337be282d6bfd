"""Which locks end with the work: their file was changed under the lock, and is in the last commit as it stands.

Whatever made it so: a commit, by the session or by a person, a stash, a checkout. What was only reserved stays, and so
does what the holder has used in the turn that it is in. Git is asked outside of transactions, so each door takes three
steps: `candidates` within one, `find_clean` within none, `release` or `release_unused` within the next.
"""

from __future__ import annotations

import os
import time

from covey.coordination import places
from covey.coordination.watching import CLOCK_SECONDS, changed_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.coordination.locks import Desk
    from covey.model.lock import Lock

WHY = "its file is clean"
MOST_AT_ONCE = 200
"""As many files one call of git is asked about."""


def candidates(desk: Desk, locks: Iterable[Lock]) -> list[Lock]:
    """List those of some locks that may have ended with the work, as far as can be told without git."""
    if "commit" not in desk.settings.release_on:
        return []
    return [lock for lock in locks if _is_here(desk, lock) and _was_changed(lock)]


def find_clean(locks: Sequence[Lock], *, seconds: float) -> list[Lock]:
    """Give the locks whose files git calls clean, none where it does not answer in time; hold no transaction."""
    deadline = time.monotonic() + seconds
    found: list[Lock] = []
    for worktree in dict.fromkeys(lock.worktree for lock in locks):
        here = [lock for lock in locks if lock.worktree == worktree]
        for start in range(0, len(here), MOST_AT_ONCE):
            found += _clean(worktree, here[start : start + MOST_AT_ONCE], deadline - time.monotonic())
    return found


def release(desk: Desk, locks: Iterable[Lock]) -> list[Lock]:
    """Release locks whose files are clean, and give them, unless one was used or taken anew while git was asked."""
    released = [lock for lock in locks if _is_as_it_was(desk, lock)]
    for lock in released:
        desk.release(lock, WHY)
    return released


def release_unused(desk: Desk, locks: Iterable[Lock]) -> list[Lock]:
    """Release those of them that their holders do not use at the moment, and give them."""
    return release(desk, [lock for lock in locks if not desk.is_in_use(lock)])


def _is_as_it_was(desk: Desk, lock: Lock) -> bool:
    now = desk.tx.lock_at(lock.target, lock.holder)
    return now is not None and (now.generation, now.touched) == (lock.generation, lock.touched)


def _is_here(desk: Desk, lock: Lock) -> bool:
    """Tell whether a lock's file is one that we see: its holder may work in a container, where paths mean others."""
    holder = desk.tx.session(lock.session_id)
    return holder is not None and bool(desk.machine.is_same(holder.host)) and lock.worktree != places.NO_REPOSITORY


def _was_changed(lock: Lock) -> bool:
    """Tell whether a file changed after it was taken: one that was reserved, or not written yet, has no work in it.

    A name that is not UTF-8 stands in the record with escapes, by which git does not know it.
    """
    if lock.is_reserved or lock.is_pattern or "\\" in lock.path:
        return False
    is_written = lock.touched > lock.acquired or os.path.lexists(os.path.join(lock.worktree, lock.path))
    return is_written and changed_at(lock.target) >= lock.acquired - CLOCK_SECONDS


def _clean(worktree: str, locks: Sequence[Lock], seconds: float) -> list[Lock]:
    from covey.coordination.git_status import unclean_of  # noqa: PLC0415 - subprocess costs 10 ms; ADR 0003

    unclean = unclean_of(worktree, [lock.path for lock in locks], seconds=seconds)
    if unclean is None:
        return []
    keys = [places.key_of(path, worktree) for path in unclean]
    return [lock for lock in locks if not any(f"{key}/".startswith(f"{lock.key}/") for key in keys)]
