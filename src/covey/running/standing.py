"""How a run stands at one moment, by what is kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from covey.model import run as states
from covey.model.course import chart
from covey.model.outcome import Usage
from covey.model.plan import from_plain
from covey.running import summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from covey.model.course import Course
    from covey.model.plan import Plan, Task
    from covey.model.run import Attempt, Run, TaskRun
    from covey.running.summary import Summary
    from covey.store.contract import Transaction


@dataclass(frozen=True)
class Standing:
    """A run with its plan, the courses and the states of its tasks by id, and all attempts as they began."""

    run: Run
    plan: Plan
    courses: Mapping[str, Course]
    tasks: Mapping[str, TaskRun]
    attempts: Sequence[Attempt]

    def task(self, task_id: str) -> Task:
        """Give a task as it was planned."""
        return self.plan.task(task_id)

    def attempts_of(self, task_id: str) -> list[Attempt]:
        """List the attempts of one task, by number."""
        return sorted((each for each in self.attempts if each.task_id == task_id), key=lambda each: each.number)

    def summary(self, task_id: str) -> Summary:
        """Give what a task did."""
        return summary.read(self.tasks[task_id].summary)

    def cost(self, task_id: str) -> float:
        """Add up what the attempts of a task cost until now (US dollars)."""
        return sum(each.cost for each in self.attempts if each.task_id == task_id)

    def usage(self, conversation: str | None) -> Usage | None:
        """Give what is known of a conversation's usage at its end; None where nothing is."""
        ended = [each for each in self.attempts if each.ended is not None and each.conversation == conversation]
        if conversation is None or not ended:
            return None
        last = max(ended, key=lambda each: each.ended or 0.0)
        same = (*TOTALS, "context_tokens", "context_window")
        return Usage(**{name: getattr(last, name) for name in same})

    def is_done(self, task_id: str) -> bool:
        """Tell whether a task is done."""
        return self.tasks[task_id].state == states.DONE


TOTALS = ("total_cost", "total_tokens")


def standing(tx: Transaction, run: Run) -> Standing:
    """Read how a run stands."""
    plan, courses = _planned(run.definition)
    tasks = {task.task_id: task for task in tx.plans.tasks(run.run_id)}
    return Standing(run, plan, courses, tasks, tx.plans.attempts(run.run_id))


def plan_of(run: Run) -> Plan:
    """Give the plan that a run carries out, as it was when the run began."""
    return _planned(run.definition)[0]


@lru_cache(maxsize=1)
def _planned(definition: str) -> tuple[Plan, Mapping[str, Course]]:
    """Read the plan of a run once, since it does not change: how it stands is asked many times a second."""
    plan = from_plain(json.loads(definition))
    return plan, {course.task_id: course for course in chart(plan.tasks)}
