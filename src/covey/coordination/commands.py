"""What the locks say to a shell command: it may get at several files at once, and has all of them or none."""

from __future__ import annotations

from covey.coordination import places
from covey.coordination.locks import STOPPING, Ruling
from covey.model.event import Event
from covey.model.lock import Target, Wish, overlaps
from covey.model.shell.effect import CLEAN, NESTED
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from covey.coordination.locks import Desk
    from covey.model.lock import Holder, Lock
    from covey.model.session import Session

MOST_TAKEN = 50
"""How many files one command comes to hold, or waits for; more are only looked at."""


class Reach(Value):
    """A place that a command gets at: a file that it writes and holds from now on, or what it removes or rewrites.

    With `makes_files` 0 it changes only files that are there already; with `crosses` also in worktrees beneath.
    """

    target: Target
    is_written: int = 1
    makes_files: int = 1
    crosses: int = 0


class Sweep(Value):
    """What git does to a part of a worktree: it takes all uncommitted work there, or (`moves`) may change any file."""

    target: Target
    by: str
    moves: int = 0
    dirty: tuple[str, ...] | None = None
    excluded: tuple[Target, ...] = ()

    @property
    def takes_nested(self) -> bool:
        """Whether it gets at worktrees and repositories that lie beneath."""
        return self.by.startswith(CLEAN) and NESTED in self.by


class Objection(Value):
    """What is said against a command that would sweep others' work away, and what it means for the command."""

    said: str
    action: str

    @property
    def stops(self) -> bool:
        """Whether the command may not go on."""
        return self.action in STOPPING


def object_to(desk: Desk, holder: Holder, sweep: Sweep, action: Callable[[Target], str]) -> Objection | None:
    """Say what a sweep would do to others, as gravely as the gravest of their files wants it; None where nothing."""
    owners = swept(desk, holder, sweep)
    graves = [name for name in ("block", "ask", "warn") if any(action(target) == name for target, _ in owners)]
    if not graves:
        return None
    from covey.coordination import command_words  # noqa: PLC0415 - few commands sweep; ADR 0003

    said, now = command_words.swept(sweep, owners), desk.now.wall
    if graves[0] in STOPPING:
        desk.tx.append(Event(now, "command.denied", holder.session_id, sweep.target.workspace, "", said))
    return Objection(said, graves[0])


def rule(desk: Desk, holder: Holder, reaches: Iterable[Reach], action: Callable[[Target], str]) -> list[Ruling]:
    """Take the files that a command writes; where some of them stop it, only stand in line for those."""
    wishes = [one for reach in reaches for one in _wishes(desk, holder, reach)]
    stopped = [wish for wish, is_blocked in wishes if is_blocked and action(wish.target) in STOPPING]
    chosen = stopped or [wish for wish, _ in wishes]
    return [Ruling(wish, desk.acquire(wish), action(wish.target)) for wish in chosen[:MOST_TAKEN]]


def _wishes(desk: Desk, holder: Holder, reach: Reach) -> list[tuple[Wish, bool]]:
    """Wish for the file that is written; of a place that is only passed over, for what others hold in it.

    With each wish comes whether something blocks it.
    """
    wish = Wish(holder, reach.target)
    if reach.is_written:
        return [(wish, desk.is_blocked(wish))]
    blockers, _, left = desk.met(
        wish, MOST_TAKEN, crosses=bool(reach.crosses), is_hit=lambda lock: _is_hit(reach, lock)
    )
    found = ((blockers, True), (left, False))
    return [(Wish(holder, lock.target), is_blocked) for locks, is_blocked in found for lock in locks]


def _is_hit(reach: Reach, lock: Lock) -> bool:
    """Tell whether a command changes a held file; where a folder or pattern is held, one that is there decides."""
    if reach.makes_files or (lock.is_file and not lock.is_pattern):
        return True
    from covey.coordination.common_files import have_common_file  # noqa: PLC0415 - seldom; ADR 0003

    return have_common_file(reach.target, lock.target)


def swept(desk: Desk, holder: Holder, sweep: Sweep) -> list[tuple[Target, Session]]:
    """List the files of other sessions that a sweep would get at, each with whose it is."""
    held = _met(desk, Wish(holder, sweep.target), sweep)
    found = {} if sweep.dirty is None else dict(_uncommitted(desk, holder, sweep))
    if sweep.moves or sweep.dirty is None:
        found |= {lock.target: lock.session_id for lock in held if lock.target.but(is_file=1) not in found}
    sessions = {session_id: desk.tx.session(session_id) for session_id in set(found.values())}
    owners = [(target, sessions[session_id]) for target, session_id in found.items()]
    return [(target, session) for target, session in owners if session is not None]


def _uncommitted(desk: Desk, holder: Holder, sweep: Sweep) -> Iterable[tuple[Target, str]]:
    """Give what is uncommitted and of others: they hold it, or live here and were the last to take it."""
    for path in sweep.dirty or ():
        target = places.beside(sweep.target, path)
        if not overlaps(target, sweep.target) or desk.tx.lock_at(target, holder) is not None:
            continue
        met = _met(desk, Wish(holder, target), sweep)
        if not target.is_file:
            yield from ((lock.target, lock.session_id) for lock in met)
            continue
        owner = met[0].session_id if met else _last_writer(desk, target)
        if owner not in ("", holder.session_id):
            yield target, owner


def _met(desk: Desk, wish: Wish, sweep: Sweep) -> list[Lock]:
    """List what others hold of what a sweep gets at: git leaves alone what lies in another repository beneath."""
    blockers, _, _ = desk.met(wish, crosses=sweep.takes_nested)
    return [lock for lock in blockers if sweep.takes_nested or not _is_nested(lock.target, sweep.target)]


def _is_nested(inner: Target, outer: Target) -> bool:
    if not inner.base.startswith(f"{outer.base}/"):
        return False
    worktree = places.worktree_of(inner.worktree)
    return worktree is not None and worktree.root == inner.worktree


def _last_writer(desk: Desk, target: Target) -> str:
    """Name the session that took a file last, if it lives and works in the file's worktree; else ''."""
    taker = desk.tx.last_taker(target.workspace, target.path)
    session = desk.tx.session(taker) if taker else None
    is_here = session is not None and session.worktree == target.worktree and desk.is_there(session.session_id)
    return session.session_id if session is not None and is_here else ""
