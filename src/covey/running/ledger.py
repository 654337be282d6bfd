"""What is kept of the tasks of a run that goes on: read anew each time, written with its event, and told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from covey.model import run as states
from covey.model.event import Event
from covey.running.standing import standing
from covey.running.summary import read, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.run import Run, TaskRun
    from covey.running.means import Means
    from covey.running.proof import Proof
    from covey.running.standing import Standing


class Ledger:
    """The states of a run's tasks; every thread may use it."""

    def __init__(self, means: Means, run: Run) -> None:
        """Keep whose they are."""
        self._means, self._run = means, run
        self.changed = threading.Condition()

    def standing(self) -> Standing:
        """Read how the run stands now."""
        with self._means.read() as tx:
            return standing(tx, self._run)

    def save(self, task_id: str, kind: str, detail: str = "", **changes: object) -> None:
        """Write how far a task has come, with its event, unless nothing changed; and tell everybody."""
        self._write(task_id, Event(self._means.now(), kind, detail=detail), lambda known: known.but(**changes))

    def save_done(self, task_id: str, proof: Proof) -> None:
        """Write that a task is done, and what proved it; what else is kept of it may be changed by others meanwhile."""
        now = self._means.now()

        def done(known: TaskRun) -> TaskRun:
            summary = read(known.summary).but(**proof.as_dict())
            return known.but(state=states.DONE, ended=now, problem="", summary=written(summary))

        self._write(task_id, Event(now, "task.done"), done)

    def _write(self, task_id: str, event: Event, change: Callable[[TaskRun], TaskRun]) -> None:
        with self._means.write() as tx:
            known = next(each for each in tx.plans.tasks(self._run.run_id) if each.task_id == task_id)
            changed = change(known)
            if changed == known:
                return
            tx.plans.save_task(changed)
            said = f"task {task_id} of {self._run.plan}" + (f": {event.detail}" if event.detail else "")
            conversation = changed.conversation or ""
            tx.append(event.but(session_id=conversation, workspace=self._run.workspace, detail=said))
        self.tell(task_id)

    def tell(self, task_id: str) -> None:
        """Tell how far a task has come: who watches, and who waits for it."""
        now = self.standing()
        self._means.watcher.changed(now.tasks[task_id], now.cost(task_id))
        with self.changed:
            self.changed.notify_all()
