"""What every store promises of plans: the verbs behind `tx.plans`, within the transaction they are of.

covey.testing.store_contract checks it. This module is for type checkers and readers; no process of ours needs it at run
time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from covey.model.run import Attempt, PlanSession, Run, Slot, TaskRun


class PlanVerbs(Protocol):
    """The verbs; every time is in seconds since 1970, every sum of money in US dollars."""

    def save_run(self, run: Run) -> None:
        """Write a run's whole record, new or known."""
        ...

    def run(self, run_id: str) -> Run | None:
        """Give a run."""
        ...

    def runs(self, limit: int = 100, workspace: str | None = None) -> list[Run]:
        """List the runs of one workspace or of all, the newest first, so many at most."""
        ...

    def named_runs(self, beginning: str) -> list[Run]:
        """List the runs whose id begins so, the newest first."""
        ...

    def runs_over(self, before: float, limit: int) -> list[Run]:
        """List the runs that are over and ended before a time, the oldest first, so many at most."""
        ...

    def forget_run(self, run_id: str) -> bool:
        """Remove a run with its tasks and attempts; tell whether it was there."""
        ...

    def save_task(self, task: TaskRun) -> None:
        """Write how far a task has come, new or known; raise StoreError for a run that is not known."""
        ...

    def tasks(self, run_id: str) -> list[TaskRun]:
        """List the tasks of a run, in the order of its file."""
        ...

    def save_attempt(self, attempt: Attempt) -> None:
        """Write an attempt, new or known; raise StoreError for a task that is not known."""
        ...

    def attempts(self, run_id: str, task_id: str | None = None) -> list[Attempt]:
        """List the attempts of one task by number, or of all tasks of a run in the order in which they began."""
        ...

    def spent(self, run_id: str) -> float:
        """Add up what the attempts of a run cost, and what those that are open may cost yet."""
        ...

    def spent_since(self, since: float) -> float:
        """Add up the same over all runs: what ended since a time, and what is open and began at most a day before.

        What a runner left open that never came back would else count for ever.
        """
        ...

    def open_attempts(self) -> list[Attempt]:
        """List the attempts of all runs that are open, in the order in which they began."""
        ...

    def save_plan_session(self, session: PlanSession, expires: float) -> None:
        """Keep a plan's conversation until a time, in place of what was kept of the plan."""
        ...

    def plan_session(self, plan: str, at: float) -> PlanSession | None:
        """Give a plan's conversation, unless its time is over."""
        ...

    def plan_sessions(self, at: float) -> list[PlanSession]:
        """List the conversations whose time is not over, oldest first."""
        ...

    def forget_plan_session(self, plan: str) -> bool:
        """Forget a plan's conversation; tell whether one was kept."""
        ...

    def forget_expired(self, at: float) -> int:
        """Forget the conversations whose time is over, and tell how many they were."""
        ...

    def save_slot(self, slot: Slot) -> None:
        """Write who asks for a place in the pool or has one, new or known."""
        ...

    def slots(self) -> list[Slot]:
        """List who has or wants a place: those who have one, then by priority (high first), then as they came."""
        ...

    def remove_slot(self, run_id: str, task_id: str) -> None:
        """Give a place in the pool back, or stop asking for one."""
        ...

    def close_gate(self, until: float, why: str) -> None:
        """Let nobody begin before a time, since a usage limit was hit; a later time counts, an earlier does not."""
        ...

    def gate(self) -> tuple[float, str] | None:
        """Give until when nobody may begin, and why; None where the gate was never closed."""
        ...

    def open_gate(self, at: float) -> bool:
        """Let everybody begin again from a time on, where the gate's own is later; tell whether it was not said before.

        The time stays, the reason is forgotten: `gate` gives it as ''.
        """
        ...
