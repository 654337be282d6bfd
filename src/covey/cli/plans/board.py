"""What is known of a run while it goes on, gathered from the threads that carry it out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from covey.cli.plans.tree import Branch, branches
from covey.model.run import RUNNING, WAITING
from covey.running.conversations import conversations
from covey.running.standing import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from covey.model.course import Course
    from covey.model.run import Run, TaskRun


@dataclass(frozen=True)
class Step:
    """How far one task is, what it cost until now, and what it does, or why it failed."""

    state: str = WAITING
    started: float | None = None
    ended: float | None = None
    cost: float = 0.0
    doing: str = ""

    def seconds(self, now: float) -> float | None:
        """Say how long it has been at work; None where it has not begun."""
        if self.started is None:
            return None
        return (now if self.ended is None else self.ended) - self.started


@dataclass(frozen=True)
class Sight:
    """A run at one moment: its tasks from the top of the tree down, and how far each is."""

    now: float
    plan: str = ""
    state: str = RUNNING
    began: float = 0.0
    budget: float | None = None
    tree: Sequence[Branch] = ()
    steps: Mapping[str, Step] = field(default_factory=dict[str, Step])

    @property
    def cost(self) -> float:
        """What all tasks together cost until now."""
        return sum(step.cost for step in self.steps.values())

    def number_of(self, state: str) -> int:
        """Count the tasks in a state."""
        return sum(step.state == state for step in self.steps.values())


class Board:
    """Where threads write what happens, and a view reads it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Know nothing yet; the clock gives seconds since 1970."""
        self._lock, self._clock = threading.Lock(), clock
        self._sight = Sight(clock())

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Write down a run and its tasks, none of them begun."""
        now, plan = self._clock(), plan_of(run)
        tree = branches(conversations(courses))
        steps = {course.task_id: Step() for course in courses}
        with self._lock:
            self._sight = Sight(now, run.plan, run.state, now, plan.budget, tree, steps)

    def sees(self, task_id: str, doing: str) -> None:
        """Write down what a task does."""
        with self._lock:
            self._put(task_id, replace(self._sight.steps[task_id], doing=doing))

    def changed(self, task: TaskRun, cost: float) -> bool:
        """Write down how far a task has come; tell whether its state is another now."""
        with self._lock:
            before = self._sight.steps[task.task_id]
            is_new = task.state != before.state
            doing = task.problem or ("" if is_new else before.doing)
            self._put(task.task_id, Step(task.state, task.started, task.ended, cost, doing))
            return is_new

    def ends(self, run: Run) -> None:
        """Write down how the run ended."""
        with self._lock:
            self._sight = replace(self._sight, state=run.state)

    def sight(self) -> Sight:
        """Give the run as it is now."""
        with self._lock:
            return replace(self._sight, now=self._clock())

    def _put(self, task_id: str, step: Step) -> None:
        """Set one task in a new table, so that a sight that was given stays as it was."""
        self._sight = replace(self._sight, steps={**self._sight.steps, task_id: step})
