"""Who may write where: taking, renewing, releasing and reclaiming locks, within the caller's transaction."""

from __future__ import annotations

from covey.coordination.places import identify
from covey.model import lock as rules
from covey.model.event import Event
from covey.model.lock import EXCLUSIVE, Lock, Waiting, Wish
from covey.model.moment import lasting
from covey.model.session import IDLE
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from covey.coordination.line import Line
    from covey.coordination.machine import Machine
    from covey.coordination.places import Identity
    from covey.model.lock import Target
    from covey.model.moment import Moment
    from covey.model.session import Process, Session
    from covey.settings import Settings
    from covey.store.contract import Transaction

SAMPLES, FEWEST_OF_FILE, FEWEST = 50, 3, 5
"""How many past holds an estimate looks at, and how few are too few: of the file itself, and of the workspace."""

MOST_BLOCKERS = 20
"""How many of the locks in its way a wish is told of; a folder may hold thousands."""


STOPPING = ("block", "ask")
"""The actions that keep an edit from being made, at least until a person has said yes."""


def _as_it_stands(lock: Lock, wanted: Target, identity: Identity) -> Lock:
    """Give a lock as what it is on is reached now: its worktree may have moved, or its file have another name too."""
    if lock.file_id and lock.file_id == identity.file_id and identify(lock.target).file_id == lock.file_id:
        return lock.but(**wanted.as_dict(), anchor=wanted.anchor)
    if lock.root_id and lock.root_id == identity.root_id:
        return lock.but(workspace=wanted.workspace, worktree=wanted.worktree, root=wanted.root)
    return lock


class Verdict(Value):
    """What came of a wish: the lock, or those in the way and the place in the line (1 is first).

    `ahead` has first right to what is free, `elsewhere` lists the locks on the same path in other worktrees,
    `taken_over` those that idle holders had to give up, and `is_new` tells a fresh hold from a renewed one.
    """

    lock: Lock | None
    blockers: tuple[Lock, ...] = ()
    elsewhere: tuple[Lock, ...] = ()
    taken_over: tuple[Lock, ...] = ()
    ahead: Waiting | None = None
    place_in_line: int = 0
    is_new: bool = False


class Ruling(Value):
    """A wish, what came of it, and what others in its way mean for the edit: block, ask, warn or proceed."""

    wish: Wish
    verdict: Verdict
    action: str

    @property
    def stops(self) -> bool:
        """Whether the edit may not go on."""
        return self.verdict.lock is None and self.action in STOPPING

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to say: the lock is the wisher's, and nobody else is concerned."""
        verdict = self.verdict
        return verdict.lock is not None and not (verdict.is_new and (verdict.elsewhere or verdict.taken_over))


class Desk:
    """The rules of locking at one moment, on one machine, with one store's open transaction.

    `called` lists the sessions that were told something meanwhile, and may sleep; `blockers` the locks that stood in
    somebody's way.
    """

    def __init__(self, tx: Transaction, machine: Machine, settings: Settings, now: Moment) -> None:
        """Take the parts that come from outside."""
        self.tx, self.machine, self.settings, self.now = tx, machine, settings, now
        self.called: list[str] = []
        self._ended: dict[Process, bool] = {}
        self._hold_times: dict[str, list[float]] = {}
        self.blockers: list[Lock] = []
        self._identities: dict[tuple[str, str, int], Identity] = {}
        self._former: dict[Wish, set[Lock]] = {}

    def acquire(self, wish: Wish) -> Verdict:
        """Give the lock if nobody living stands in the way, nor before us in line; else put the wisher in line."""
        blockers, elsewhere, left = self.met(wish, MOST_BLOCKERS)
        if blockers:
            return self._denied(wish, blockers, elsewhere)
        held = self.tx.lock_at(wish.target, wish.holder)
        if held is not None and held.mode in (wish.mode, EXCLUSIVE):
            return Verdict(self._renewed(held, wish), elsewhere=elsewhere)
        line = self.tx.line(wish.target)
        ahead = self._line().ahead(wish, line) if line else None
        if ahead is not None:
            return self._behind(wish, ahead, line)
        self.tx.leave_line(wish.holder, wish.target)
        if held is not None:
            self.tx.remove_lock(held)
        for lock in left:
            self._take_over(lock, wish)
        return Verdict(self._taken(wish), elsewhere=elsewhere, taken_over=left, is_new=True)

    def rivals(self, wish: Wish) -> tuple[tuple[Lock, ...], tuple[Lock, ...]]:
        """List the living locks of others that overlap a wish: those that block, and those in other worktrees."""
        blockers, elsewhere, _ = self.met(wish)
        return blockers, elsewhere

    def is_blocked(self, wish: Wish) -> bool:
        """Tell whether a living lock of another blocks a wish."""
        return bool(self.met(wish, 1)[0])

    def stands_free(self, wish: Wish) -> bool:
        """Tell whether a wish would meet nothing that blocks it; unlike `rivals` this only looks."""
        blocking = [lock for lock, is_elsewhere in self.conflicts(wish) if not is_elsewhere]
        return all(self.is_left(lock) or self.void(lock) for lock in blocking)

    def is_gone(self, process: Process) -> bool:
        """Tell whether a process has certainly ended; at one moment each is looked at once, whatever it holds."""
        if process not in self._ended:
            self._ended[process] = self.machine.is_gone(process)
        return self._ended[process]

    def conflicts(self, wish: Wish, *, crosses: bool = False) -> Iterator[tuple[Lock, bool]]:
        """Give the locks of others that a wish meets, and of each whether it is on another worktree's file.

        That is another file, unless the settings say no. With `crosses` names are removed or replaced: then what lies
        in worktrees beneath is met too, and other names of a file are not.
        """
        identity = self._identity(wish.target)
        file_id = identity.file_id if identity.has_names and not crosses else ""
        for lock in self.tx.locks_near(wish.target, identity.root_id, file_id):
            now = _as_it_stands(lock, wish.target, identity)
            if not rules.may_exclude(lock, wish.holder, wish.mode):
                self._note_former(lock, now, wish)
                continue
            how = rules.relation(now.target, wish.target, crosses=crosses)
            if how:
                yield now, how == rules.ELSEWHERE and self.settings.across_worktrees != "block"

    def met(
        self,
        wish: Wish,
        most: int | None = None,
        *,
        crosses: bool = False,
        is_hit: Callable[[Lock], bool] | None = None,
    ) -> tuple[tuple[Lock, ...], tuple[Lock, ...], tuple[Lock, ...]]:
        """Sort the living locks that a wish meets: those that block, those in other worktrees, those that were left.

        The look ends when so many that block are found. With `is_hit` only those count of which it says so.
        """
        blockers: list[Lock] = []
        elsewhere: list[Lock] = []
        left: list[Lock] = []
        holders: dict[str, Session | None] = {}
        for lock, is_elsewhere in self.conflicts(wish, crosses=crosses):
            if len(blockers) == most:
                break
            if lock.session_id not in holders:  # one session may hold thousands
                holders[lock.session_id] = self.tx.session(lock.session_id)
            holder = holders[lock.session_id]
            if why := self.void_by(lock, holder):
                self.release(lock, why, "lock.reclaimed")
            elif is_hit is not None and not is_hit(lock):
                continue
            elif is_elsewhere:
                elsewhere.append(lock)
            else:
                (left if self.is_left_by(lock, holder) else blockers).append(lock)
        self.blockers += blockers
        return tuple(blockers), tuple(elsewhere) if self.settings.across_worktrees == "warn" else (), tuple(left)

    def release(self, lock: Lock, why: str, kind: str = "lock.released") -> None:
        """Take a lock away, log how long it was held and why it ends, and tell who is next in line."""
        self._release([lock], why, kind)

    def _release(self, locks: list[Lock], why: str, kind: str) -> None:
        """Take locks away; only then is looked for who is next, since one may wait for what many of them were on."""
        gone = [lock for lock in locks if self.tx.remove_lock(lock)]
        for lock in gone:
            self._log(kind, lock, why, self.now.wall - lock.acquired)
        waited_for = [lock.target for lock in gone if self.tx.lines_near(lock.target)]
        if waited_for:
            self._line().call_next(waited_for)

    def release_all(self, session_id: str, why: str, agent_id: str | None = None) -> list[Lock]:
        """Release everything that a session, or one of its subagents, holds or waits for."""
        for waiting in self.tx.awaited(session_id):
            if agent_id in (None, waiting.agent_id):
                self.tx.leave_line(waiting.holder, waiting.target)
        released = self.tx.locks_of(session_id, agent_id)
        self._release(released, why, "lock.released")
        return released

    def void(self, lock: Lock) -> str:
        """Say why a lock no longer counts, or give ''."""
        return self.void_by(lock, self.tx.session(lock.session_id))

    def void_by(self, lock: Lock, holder: Session | None) -> str:
        """Say why a lock no longer counts, going by its holder's record, or give ''."""
        if holder is None or holder.ended is not None:
            return "its session has ended"
        if holder.process is not None and self.is_gone(holder.process):
            return "its session's process is gone"
        return f"not used for {lasting(self.now.wall - lock.touched)}" if self.is_out_of_time(lock, holder) else ""

    def is_out_of_time(self, lock: Lock, holder: Session) -> bool:
        """Tell whether a lock was not used for too long; the time that the machine slept does not count."""
        slept = self.machine.shares_clock(holder.host) and self.now.awake < lock.awake_expires
        return self.now.wall >= lock.expires and not slept

    def is_there(self, session_id: str) -> bool:
        """Tell whether a session has not ended, and its process is not known to be gone."""
        session = self.tx.session(session_id)
        if session is None or session.ended is not None:
            return False
        return session.process is None or not self.is_gone(session.process)

    def is_left(self, lock: Lock) -> bool:
        """Tell whether a lock may be taken over: its holder's turn is over, it was not used for idle_takeover."""
        return self.is_left_by(lock, self.tx.session(lock.session_id))

    def is_left_by(self, lock: Lock, holder: Session | None) -> bool:
        """Tell whether a lock may be taken over, going by its holder's record."""
        if holder is None or holder.status != IDLE or (lock.estimated_completion or 0) > self.now.wall:
            return False
        unused = self.now.wall - lock.touched
        if self.machine.shares_clock(holder.host):
            unused = min(unused, self.now.awake - lock.awake_touched)
        return unused >= self.settings.idle_takeover

    def is_in_use(self, lock: Lock) -> bool:
        """Tell whether a lock's holder is in the middle of a turn in which it used the lock, as far as is known."""
        holder = self.tx.session(lock.session_id)
        if holder is None or holder.status == IDLE:
            return False
        return holder.turn_started is None or lock.touched >= holder.turn_started

    def estimated_completion(self, lock: Lock) -> float | None:
        """Tell when a lock will likely be free: as its holder declared, else as the file, or the workspace, has it."""
        if lock.estimated_completion is not None:
            return lock.estimated_completion
        from covey.model.estimate import usual  # noqa: PLC0415 - most edits meet no lock; ADR 0003

        times = self.tx.hold_times(lock.workspace, SAMPLES, lock.path)
        if len(times) < FEWEST_OF_FILE:
            times = self._times_in(lock.workspace)
            if len(times) < FEWEST:
                return None
        usually = usual(times, self.now.wall - lock.acquired)
        return None if usually is None else lock.acquired + usually

    def _times_in(self, workspace: str) -> list[float]:
        """List how long locks of a workspace were held lately; asked once, since a listing asks for each lock."""
        if workspace not in self._hold_times:
            self._hold_times[workspace] = self.tx.hold_times(workspace, SAMPLES)
        return self._hold_times[workspace]

    def _line(self) -> Line:
        from covey.coordination.line import Line  # noqa: PLC0415 - most edits meet no line; ADR 0003

        return Line(self)

    def _denied(self, wish: Wish, blockers: tuple[Lock, ...], elsewhere: tuple[Lock, ...]) -> Verdict:
        line = self.tx.line(wish.target)
        place, is_first_time = self._stand_in_line(wish, line, f"held by {blockers[0].session_id}")
        if is_first_time:
            self._line().break_circle(wish, blockers)
        return Verdict(None, blockers, elsewhere, place_in_line=place)

    def _behind(self, wish: Wish, ahead: Waiting, line: list[Waiting]) -> Verdict:
        left = line[line.index(ahead) :]  # whoever stood before has just lost the place
        place, _ = self._stand_in_line(wish, left, f"{ahead.session_id} is before it in line")
        return Verdict(None, ahead=ahead, place_in_line=place)

    def _stand_in_line(self, wish: Wish, line: list[Waiting], why: str) -> tuple[int, bool]:
        """Put the wisher in line; give the place, and whether it is new there."""
        for place, waiting in enumerate(line, 1):
            if (waiting.session_id, waiting.agent_id) == (wish.holder.session_id, wish.holder.agent_id):
                return place, False
        self.tx.wait(wish.target, wish.holder, self.now.wall)
        self._log("lock.denied", wish, why)
        return len(line) + 1, True

    def _take_over(self, lock: Lock, wish: Wish) -> None:
        """Take an idle holder's lock, and leave word of it."""
        from covey.coordination import words  # noqa: PLC0415 - seldom; ADR 0003

        self.tx.remove_lock(lock)
        taker = self.tx.session(wish.holder.session_id)
        self.tx.leave_notice(lock.session_id, words.lost_to(lock, taker, self.now.wall), self.now.wall)
        self._log("lock.taken_over", lock, f"by {wish.holder.session_id}", self.now.wall - lock.acquired)

    def _taken(self, wish: Wish) -> Lock:
        target, now = wish.target, self.now
        identity = self._identity(target)
        lock = self.tx.add_lock(
            Lock(
                generation=0,
                **target.as_dict(),
                root_id=identity.root_id,
                file_id=identity.file_id,
                anchor=target.anchor,
                **wish.holder.as_dict(),
                mode=wish.mode,
                reason=wish.reason,
                acquired=now.wall,
                touched=now.wall,
                expires=now.wall + self.settings.lock_timeout,
                awake_expires=now.awake + self.settings.lock_timeout,
                estimated_completion=wish.estimated_completion,
                is_reserved=wish.is_reserved,
            )
        )
        self._log("lock.acquired", wish, wish.reason)
        for former in self._former.pop(wish, ()) if self._former else ():
            self.release(former, "its path is another now")
        return lock

    def _note_former(self, lock: Lock, now: Lock, wish: Wish) -> None:
        """Note what the wisher took on the same path, before a repository began, ended or moved there."""
        target = wish.target
        is_known = (lock.workspace, lock.worktree) == (target.workspace, target.worktree)
        if is_known or lock.holder != wish.holder or now.is_pattern != target.is_pattern:
            return
        if now.target.whole == target.whole:
            self._former.setdefault(wish, set()).add(lock)

    def _renewed(self, held: Lock, wish: Wish) -> Lock:
        identity = self._identity(wish.target)
        lock = held.but(
            is_file=wish.target.is_file,
            root_id=identity.root_id,
            file_id=identity.file_id,
            reason=wish.reason or held.reason,
            touched=self.now.wall,
            expires=self.now.wall + self.settings.lock_timeout,
            awake_expires=self.now.awake + self.settings.lock_timeout,
            estimated_completion=wish.estimated_completion or held.estimated_completion,
            is_reserved=held.is_reserved and wish.is_reserved,
        )
        self.tx.renew_lock(lock)
        if (lock.is_file, lock.root_id, lock.file_id) != (held.is_file, held.root_id, held.file_id):
            self.tx.identify_lock(lock)  # seldom; each index that is written to costs
        return lock

    def _identity(self, target: Target) -> Identity:
        """Identify a target's worktree and file, once in this transaction."""
        about = (target.worktree, target.path, target.is_file)
        if about not in self._identities:
            self._identities[about] = identify(target)
        return self._identities[about]

    def _log(self, kind: str, about: Lock | Wish, why: str, seconds: float | None = None) -> None:
        target, holder = (about.target, about.holder)
        self.tx.append(Event(self.now.wall, kind, holder.session_id, target.workspace, target.path, why, seconds))
