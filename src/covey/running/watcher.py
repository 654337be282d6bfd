"""Who watches a run while it goes on: the interface of every view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.model.course import Course
    from covey.model.run import Run, TaskRun


class Watcher(Protocol):
    """A view of one run, told of what happens by the threads that do it; `begins` comes first, `ends` last."""

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Hear which run begins or goes on, and the ways of its tasks."""
        ...

    def sees(self, task_id: str, doing: str) -> None:
        """Hear what a task does now, such as the tool that is called or what it waits for."""
        ...

    def changed(self, task: TaskRun, cost: float) -> None:
        """Hear how far a task has come, and what it cost until now (US dollars)."""
        ...

    def ends(self, run: Run) -> None:
        """Hear how the run ended."""
        ...
