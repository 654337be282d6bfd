"""A run in this process, without the engine: the tasks are carried out one after another, by a scripted provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from covey.coordination.machine import Machine
from covey.model.plan import Plan, Task
from covey.running import runs
from covey.running.execution import Execution
from covey.running.means import Means
from covey.running.plan_sessions.stored import StoredPlanSessions
from covey.running.pool import Pool
from covey.running.standing import standing
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from covey.model.course import Course
    from covey.model.run import Run, TaskRun
    from covey.running.standing import Standing
    from covey.testing.scripted_provider import ScriptedProvider


@dataclass
class Seen:
    """A watcher that remembers."""

    doings: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    states: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Nothing to remember."""

    def sees(self, task_id: str, doing: str) -> None:
        """Remember what a task does."""
        self.doings.append((task_id, doing))

    def changed(self, task: TaskRun, cost: float) -> None:  # noqa: ARG002 - the interface
        """Remember how far a task is."""
        self.states.append((task.task_id, task.state))

    def ends(self, run: Run) -> None:
        """Nothing to remember."""


class InProcess:
    """A project, a store and a provider, and the run of a plan with them."""

    def __init__(self, folder: Path, provider: ScriptedProvider) -> None:
        """Make them below a folder."""
        self.home, self.project = folder / "home", folder / "project"
        self.project.mkdir(parents=True)
        self.provider, self.seen, self.machine = provider, Seen(), Machine()
        self.opened = 0
        self.open = self._store()  # whoever closes a store last pays for it
        clock = lambda: self.machine.now().wall  # noqa: E731 - the clock is asked each time
        self.means = Means(
            home=self.home,
            opens=self._store,
            machine=self.machine,
            provider=provider,
            sessions=StoredPlanSessions(self._store, clock),
            pool=Pool(self._store, self.machine, 5),
            watcher=self.seen,
            pool_size=5,
            daily_budget=0.0,
        )

    def _store(self) -> SqliteStore:
        self.opened += 1
        return SqliteStore(str(self.home))

    def begin(self, *tasks: Task, **more: object) -> Run:
        """Write down a run of these tasks."""
        plan = Plan("plan", str(self.project), tasks, **more)  # type: ignore[arg-type]
        with self.means.write() as tx:
            return runs.begin(tx, self.machine, plan, "plan.yaml")

    def carry_out(self, run: Run) -> Standing:
        """Carry out all that can be, and give how the run stands."""
        execution, given = Execution(self.means, run), list[str]()
        while ready := execution.next_tasks(given):
            for task_id in ready:
                execution.carry_out(task_id)
            given += ready
        return self.standing(run)

    def run(self, *tasks: Task, **more: object) -> Standing:
        """Begin a run and carry it out."""
        return self.carry_out(self.begin(*tasks, **more))

    def standing(self, run: Run) -> Standing:
        """Give how a run stands."""
        with self.means.read() as tx:
            return standing(tx, run)
