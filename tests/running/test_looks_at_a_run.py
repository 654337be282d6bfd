"""How a run is looked at while its tasks go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.model.plan import Task
from covey.model.run import FAILED, SKIPPED
from covey.running.execution import Execution
from covey.running.ledger import Ledger
from covey.testing.scripted_provider import ScriptedProvider

from .in_process import InProcess

if TYPE_CHECKING:
    from pathlib import Path


def a_chain(count: int) -> list[Task]:
    """Make tasks each of which needs the one before."""
    names = [f"t{number}" for number in range(count)]
    return [
        Task(name, "work", needs=(before,) if before else ()) for before, name in zip(["", *names], names, strict=False)
    ]


@pytest.mark.parametrize("count", [2, 40])
def test_a_look_at_a_run_reads_the_store_as_often_however_many_tasks_it_has(tmp_path: Path, count: int) -> None:
    made = InProcess(tmp_path, ScriptedProvider())
    execution = Execution(made.means, made.begin(*a_chain(count)))
    before = made.opened
    assert execution.next_tasks([]) == ["t0"]
    assert made.opened - before <= 2


def test_what_needs_a_failed_task_is_skipped_in_one_look_with_all_behind_it(tmp_path: Path) -> None:
    made = InProcess(tmp_path, ScriptedProvider())
    run = made.begin(*a_chain(4))
    for task_id in ("t1", "t0"):
        Ledger(made.means, run).save(task_id, "task.failed", state=FAILED)
    assert Execution(made.means, run).next_tasks([]) == []
    tasks = made.standing(run).tasks
    assert [task.state for task in tasks.values()] == [FAILED, FAILED, SKIPPED, SKIPPED]
    assert tasks["t3"].problem == "t2 was not done"
