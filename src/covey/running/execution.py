"""A run carried out: which tasks are ready, and what becomes of each."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from covey.model import run as states
from covey.model.course import urgency
from covey.running.engine import HaltedError
from covey.running.halt import INTERRUPTED, LOOK_SECONDS, Halt
from covey.running.ledger import Ledger
from covey.running.task_work import NotDoneError, TaskWork

if TYPE_CHECKING:
    from covey.model.run import Run
    from covey.running.means import Means
    from covey.running.standing import Standing


class Execution:
    """The work that the engine hands out (engine.Work), in many threads at once."""

    def __init__(self, means: Means, run: Run) -> None:
        """Take up a run as it stands."""
        self._means = means
        self._ledger = Ledger(means, run)
        self._busy: dict[str, threading.Lock] = {}
        self.halt = Halt(means, run.run_id)

    def tell_all(self) -> None:
        """Tell how far every task is that was begun before."""
        for task in self._ledger.standing().tasks.values():
            if task.state != states.WAITING:
                self._ledger.tell(task.task_id)

    def next_tasks(self, given: list[str]) -> list[str]:
        """Wait until tasks are ready besides those that were given out, and name them; none when the run is over."""
        with self._ledger.changed:
            while True:
                self.halt.heed()
                now = self._without_the_lost()
                ready = [each for each in now.tasks if each not in given and _is_ready(now, each)]
                if ready or all(task.state in states.OVER for task in now.tasks.values()):
                    return sorted(ready, key=lambda each: urgency(now.task(each), now.tasks[each].number))
                self._ledger.changed.wait(LOOK_SECONDS)

    def carry_out(self, task_id: str) -> None:
        """Carry a task out, or what is left of it."""
        with self._busy.setdefault(task_id, threading.Lock()):  # the engine may hand it out twice after a halt
            if self._ledger.standing().tasks[task_id].state in states.OVER:
                return
            try:
                self._carry_out(task_id)
            except HaltedError:
                raise
            except Exception as error:
                self.halt.ask(INTERRUPTED, error)  # the engine would keep it to itself
                raise HaltedError from error

    def _carry_out(self, task_id: str) -> None:
        began = self._ledger.standing().tasks[task_id].started or self._means.now()
        self._ledger.save(task_id, "task.started", state=states.RUNNING, started=began)
        work = TaskWork(self._means, self.halt, self._ledger, task_id)
        try:
            proof = work.until_done()
        except NotDoneError as error:
            problem = str(error)
            ended = self._means.now()
            self._ledger.save(task_id, "task.failed", problem, state=states.FAILED, ended=ended, problem=problem)
            return
        self._means.sessions.count_task(self._ledger.standing().tasks[task_id].line)
        self._ledger.save_done(task_id, proof)

    def _without_the_lost(self) -> Standing:
        """Leave out the tasks that need one which was not done, in their order, and those behind; say how it stands."""
        now = self._ledger.standing()
        for task_id, course in now.courses.items():
            lost = [need for need in course.needs if now.tasks[need].state in (states.FAILED, states.SKIPPED)]
            if lost and now.tasks[task_id].state == states.WAITING:
                problem = f"{', '.join(lost)} {'was' if len(lost) == 1 else 'were'} not done"
                self._ledger.save(task_id, "task.skipped", problem, state=states.SKIPPED, problem=problem)
                now = self._ledger.standing()
        return now


def _is_ready(now: Standing, task_id: str) -> bool:
    needs = now.courses[task_id].needs
    return now.tasks[task_id].state not in states.OVER and all(now.is_done(need) for need in needs)
