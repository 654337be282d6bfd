"""What a turn may cost at most, so that no task, plan or day costs more than its budget, whatever runs beside it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from covey.errors import UserError
from covey.model.course import chart
from covey.model.run import OVER
from covey.model.value import Value

if TYPE_CHECKING:
    from covey.model.plan import Plan, Task
    from covey.model.run import Attempt
    from covey.store.contract import Transaction

CENT = 0.01


class UsedUpError(UserError):
    """A budget of which less than a cent is left."""

    code = "budget_used_up"


class Day(Value):
    """The day of a moment, by the local clock: its budget (0: none), and how many turns may go on at once in it."""

    now: float
    budget: float
    at_once: int

    @property
    def began(self) -> float:
        """The last midnight."""
        day = time.localtime(self.now)
        return time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1))


def reserve(tx: Transaction, plan: Plan, task: Task, run_id: str, day: Day) -> float | None:
    """Give what a task's next turn may cost (US dollars), None for no bound; raise UsedUpError where nothing is left.

    Write it with the Attempt in the same transaction: what is open counts as spent. Of what a plan has left, tasks that
    may run at the same time have equal shares; of what the day has left, the slots of the pool.
    """
    others = [each for each in tx.plans.open_attempts() if (each.run_id, each.task_id) != (run_id, task.task_id)]
    bounds: list[float] = []
    if task.budget is not None:
        bounds.append(_left(f"task {task.task_id}", task.budget, _cost(tx, run_id, task)))
    if plan.budget is not None:
        left = _left("the plan", plan.budget, tx.plans.spent(run_id))
        beside = [each for each in others if each.run_id == run_id]
        bounds.append(_share(left, min(plan.at_once, _width(tx, plan, task, run_id)), beside))
    if day.budget:
        left = _left("the day", day.budget, tx.plans.spent_since(day.began))
        bounds.append(_share(left, day.at_once, others))
    return min(bounds, default=None)


def _cost(tx: Transaction, run_id: str, task: Task) -> float:
    return sum(attempt.cost for attempt in tx.plans.attempts(run_id, task.task_id))


def _left(whose: str, budget: float, spent: float) -> float:
    if budget - spent < CENT:
        said = f"the budget of {whose} is used up: {spent:.2f} of {budget:.2f} US dollars are spent or reserved"
        raise UsedUpError(said, hint="give it a larger one, or wait until what runs has ended")
    return budget - spent


def _share(left: float, lanes: int, others: list[Attempt]) -> float:
    """Divide what is left among those who have not reserved theirs yet; a cent at least, if there is one."""
    return min(left, max(left / max(1, lanes - len(others)), CENT))


def _width(tx: Transaction, plan: Plan, task: Task, run_id: str) -> int:
    """Count the tasks that may run at the same time as one, itself included: not over, nor before or after it."""
    over = {each.task_id for each in tx.plans.tasks(run_id) if each.state in OVER}
    before: dict[str, set[str]] = {}
    for course in chart(plan.tasks):
        before[course.task_id] = set(course.needs).union(*(before[need] for need in course.needs))
    mine = before[task.task_id]
    return sum(other not in over | mine and task.task_id not in needs for other, needs in before.items())
