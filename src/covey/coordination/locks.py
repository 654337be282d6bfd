"""Who may write where: taking, renewing, releasing and reclaiming locks, within the caller's transaction."""

from __future__ import annotations

from covey.model import lock as rules
from covey.model.event import Event
from covey.model.lock import EXCLUSIVE, Holder, Lock, Target
from covey.model.moment import lasting
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.machine import Machine
    from covey.model.moment import Moment
    from covey.settings import Settings
    from covey.store.contract import Transaction

SAMPLES, FEWEST_SAMPLES = 50, 5
"""How many past holds of a workspace an estimate looks at, and how few are too few."""


class Wish(Value):
    """What somebody wants to hold, how, why, and until when they think they need it."""

    holder: Holder
    target: Target
    mode: str = EXCLUSIVE
    reason: str = ""
    estimated_completion: float | None = None


class Verdict(Value):
    """What came of a wish: the lock, or those in the way and the place in the line (1 is first).

    `elsewhere` lists the locks on the same path in other worktrees, `is_new` tells a fresh hold from a renewed one.
    """

    lock: Lock | None
    blockers: tuple[Lock, ...] = ()
    elsewhere: tuple[Lock, ...] = ()
    place_in_line: int = 0
    is_new: bool = False


class Desk:
    """The rules of locking at one moment, on one machine, with one store's open transaction."""

    def __init__(self, tx: Transaction, machine: Machine, settings: Settings, now: Moment) -> None:
        """Take the parts that come from outside."""
        self.tx, self.machine, self.settings, self.now = tx, machine, settings, now

    def acquire(self, wish: Wish) -> Verdict:
        """Give the lock if nobody living stands in the way; else put the wisher in line."""
        blockers, elsewhere = self.rivals(wish)
        if blockers:
            return self._denied(wish, blockers, elsewhere)
        self.tx.leave_line(wish.holder, wish.target)
        held = self.tx.lock_at(wish.target, wish.holder)
        if held is not None and held.mode in (wish.mode, EXCLUSIVE):
            return Verdict(self._renewed(held, wish), elsewhere=elsewhere)
        if held is not None:
            self.tx.remove_lock(held)
        return Verdict(self._taken(wish), elsewhere=elsewhere, is_new=True)

    def rivals(self, wish: Wish) -> tuple[tuple[Lock, ...], tuple[Lock, ...]]:
        """List the living locks of others that overlap a wish: those that block, and those in other worktrees."""
        blockers: list[Lock] = []
        elsewhere: list[Lock] = []
        for lock in self.tx.locks_near(wish.target):
            if not rules.excludes(lock, wish.holder, wish.target, wish.mode) or self._reclaimed(lock):
                continue
            same_files = lock.worktree == wish.target.worktree or self.settings.across_worktrees == "block"
            (blockers if same_files else elsewhere).append(lock)
        return tuple(blockers), tuple(elsewhere) if self.settings.across_worktrees == "warn" else ()

    def release(self, lock: Lock, why: str, kind: str = "lock.released") -> None:
        """Take a lock away and log how long it was held, and why it ends."""
        if self.tx.remove_lock(lock):
            self._log(kind, lock, why, self.now.wall - lock.acquired)

    def release_all(self, session_id: str, why: str, agent_id: str | None = None) -> list[Lock]:
        """Release everything that a session, or one of its subagents, holds or waits for."""
        released = self.tx.locks_of(session_id, agent_id)
        for lock in released:
            self.release(lock, why)
        for target, holder in self.tx.awaited(session_id):
            if agent_id in (None, holder.agent_id):
                self.tx.leave_line(holder, target)
        return released

    def freed(self, session_id: str) -> list[Target]:
        """List what a session waited for and can have now; each is told once, and its place in line ends."""
        free: list[Target] = []
        for target, holder in self.tx.awaited(session_id):
            if not self.rivals(Wish(holder, target))[0]:
                self.tx.leave_line(holder, target)
                free.append(target)
        return free

    def void(self, lock: Lock) -> str:
        """Say why a lock no longer counts, or give ''."""
        holder = self.tx.session(lock.session_id)
        if holder is None or holder.ended is not None:
            return "its session has ended"
        if holder.process is not None and self.machine.is_gone(holder.process):
            return "its session's process is gone"
        slept = holder.host == self.machine.host and self.now.awake < lock.awake_expires
        if self.now.wall >= lock.expires and not slept:
            return f"not used for {lasting(self.now.wall - lock.touched)}"
        return ""

    def estimated_completion(self, lock: Lock) -> float | None:
        """Tell when a lock will likely be free: as its holder declared, else by the usual hold in this workspace."""
        if lock.estimated_completion is not None:
            return lock.estimated_completion
        times = self.tx.hold_times(lock.workspace, SAMPLES)
        return lock.acquired + times[len(times) // 2] if len(times) >= FEWEST_SAMPLES else None

    def _reclaimed(self, lock: Lock) -> bool:
        why = self.void(lock)
        if why:
            self.release(lock, why, "lock.reclaimed")
        return bool(why)

    def _denied(self, wish: Wish, blockers: tuple[Lock, ...], elsewhere: tuple[Lock, ...]) -> Verdict:
        first_time = wish.holder not in self.tx.line(wish.target)
        self.tx.wait(wish.target, wish.holder, self.now.wall)
        line = self.tx.line(wish.target)
        if first_time:
            self._log("lock.denied", wish, f"held by {blockers[0].session_id}")
        return Verdict(None, blockers, elsewhere, line.index(wish.holder) + 1)

    def _taken(self, wish: Wish) -> Lock:
        target, now = wish.target, self.now
        lock = self.tx.add_lock(
            Lock(
                generation=0,
                **target.as_dict(),
                anchor=target.anchor,
                **wish.holder.as_dict(),
                mode=wish.mode,
                reason=wish.reason,
                acquired=now.wall,
                touched=now.wall,
                expires=now.wall + self.settings.lock_timeout,
                awake_expires=now.awake + self.settings.lock_timeout,
                estimated_completion=wish.estimated_completion,
            )
        )
        self._log("lock.acquired", wish, wish.reason)
        return lock

    def _renewed(self, held: Lock, wish: Wish) -> Lock:
        lock = held.but(
            reason=wish.reason or held.reason,
            touched=self.now.wall,
            expires=self.now.wall + self.settings.lock_timeout,
            awake_expires=self.now.awake + self.settings.lock_timeout,
            estimated_completion=wish.estimated_completion or held.estimated_completion,
        )
        self.tx.renew_lock(lock)
        return lock

    def _log(self, kind: str, about: Lock | Wish, why: str, seconds: float | None = None) -> None:
        target, holder = (about.target, about.holder)
        self.tx.append(Event(self.now.wall, kind, holder.session_id, target.workspace, target.path, why, seconds))
