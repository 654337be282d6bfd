"""How a run is looked at while its tasks go on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.model.plan import Plan, Task
from covey.model.run import FAILED, SKIPPED
from covey.running import runs
from covey.running.claude_provider import ClaudeProvider
from covey.running.execution import Execution
from covey.running.ledger import Ledger
from covey.running.means import Means
from covey.running.plan_sessions.stored import StoredPlanSessions
from covey.running.pool import Pool
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from covey.model.course import Course
    from covey.model.run import Run, TaskRun


class Blind:
    """A view that shows nothing."""

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Hear nothing."""

    def sees(self, task_id: str, doing: str) -> None:
        """Hear nothing."""

    def changed(self, task: TaskRun, cost: float) -> None:
        """Hear nothing."""

    def ends(self, run: Run) -> None:
        """Hear nothing."""


class CountedStores:
    """Opens a store, and counts how often."""

    def __init__(self, home: Path) -> None:
        self._home, self.opened = home, 0

    def __call__(self) -> SqliteStore:
        """Open it once more."""
        self.opened += 1
        return SqliteStore(str(self._home))


@pytest.fixture
def stores(tmp_path: Path) -> CountedStores:
    return CountedStores(tmp_path / "covey")


@pytest.fixture
def means(tmp_path: Path, stores: CountedStores) -> Means:
    machine, home = Machine(), tmp_path / "covey"
    sessions = StoredPlanSessions(stores, lambda: machine.now().wall)
    make = partial(Means, home, stores, machine, ClaudeProvider(str(home)), sessions)
    return make(Pool(stores, machine, 5), Blind(), 5, 0.0)


def begun(means: Means, tmp_path: Path, count: int) -> Run:
    """Begin a run of tasks each of which needs the one before."""
    names = [f"t{number}" for number in range(count)]
    tasks = [
        Task(name, "work", needs=(before,) if before else ()) for before, name in zip(["", *names], names, strict=False)
    ]
    with means.write() as tx:
        return runs.begin(tx, means.machine, Plan("p", str(tmp_path), tuple(tasks)), "plan.yaml")


@pytest.mark.parametrize("count", [2, 40])
def test_a_look_at_a_run_reads_the_store_as_often_however_many_tasks_it_has(
    means: Means, stores: CountedStores, tmp_path: Path, count: int
) -> None:
    run = begun(means, tmp_path, count)
    execution, before = Execution(means, run), stores.opened
    assert execution.next_tasks([]) == ["t0"]
    assert stores.opened - before <= 2


def test_what_needs_a_failed_task_is_skipped_in_one_look_with_all_behind_it(means: Means, tmp_path: Path) -> None:
    run = begun(means, tmp_path, 4)
    Ledger(means, run).save("t1", "task.failed", state=FAILED)
    Ledger(means, run).save("t0", "task.failed", state=FAILED)
    assert Execution(means, run).next_tasks([]) == []
    tasks = Ledger(means, run).standing().tasks
    assert [task.state for task in tasks.values()] == [FAILED, FAILED, SKIPPED, SKIPPED]
    assert "t2 was not done" in tasks["t3"].problem
