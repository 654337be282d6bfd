"""What is kept of the tasks of a run that goes on: read anew each time, written with its event, and told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from covey.model.event import Event
from covey.running.standing import standing

if TYPE_CHECKING:
    from covey.model.run import Run
    from covey.running.means import Means
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
        with self._means.write() as tx:
            known = {each.task_id: each for each in tx.plans.tasks(self._run.run_id)}[task_id]
            changed = known.but(**changes)
            if changed == known:
                return
            tx.plans.save_task(changed)
            said = f"task {task_id} of {self._run.plan}" + (f": {detail}" if detail else "")
            conversation = changed.conversation or ""
            tx.append(Event(self._means.now(), kind, conversation, self._run.workspace, detail=said))
        self.tell(task_id)

    def tell(self, task_id: str) -> None:
        """Tell how far a task has come: who watches, and who waits for it."""
        now = self.standing()
        self._means.watcher.changed(now.tasks[task_id], now.cost(task_id))
        with self.changed:
            self.changed.notify_all()
