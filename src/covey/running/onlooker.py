"""Who looks on while a turn goes on or waits: tells the watcher, ends it with the run, keeps its session alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from covey.running.halt import Halt
    from covey.running.means import Means
    from covey.running.standing import Standing

EXTEND_SECONDS = 300.0


class Onlooker:
    """One task's turn, looked upon (provider.Onlooker)."""

    def __init__(self, means: Means, halt: Halt, now: Standing, task_id: str) -> None:
        """Keep whose turn it is."""
        self._means, self._halt, self._task_id = means, halt, task_id
        self._run_id, self._course, self._tasks = now.run.run_id, now.courses[task_id], now.tasks
        self._waits = False
        self._extended = means.machine.now().awake

    def sees(self, doing: str) -> None:
        """Hear what the turn does now."""
        self._means.watcher.sees(self._task_id, doing)

    def wants_end(self) -> bool:
        """Tell whether the turn is to be ended now."""
        self._extend()
        return self._halt.is_asked()

    def waits(self) -> bool:
        """Tell the watcher what the task waits for in the pool, and whether it is to wait no more."""
        if self._waits and (waits_for := self._means.pool.waits_for(self._run_id, self._task_id)):
            self.sees(f"waits for {waits_for}")
        self._waits = True  # the first question comes before the pool has looked at all
        return self.wants_end()

    def _extend(self) -> None:
        """Keep the conversations that this task goes on with from expiring while it waits and works."""
        now = self._means.machine.now().awake
        if now - self._extended >= EXTEND_SECONDS:
            self._extended = now
            for task_id in {self._task_id, self._course.base} - {None}:
                self._means.sessions.extend(self._tasks[str(task_id)].line)
