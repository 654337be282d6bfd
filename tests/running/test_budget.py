"""Budgets: what is reserved and spent never exceeds them, and what is left is shared by those who run at once."""

from __future__ import annotations

import time
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covey.model.plan import Plan, Task
from covey.model.run import DONE
from covey.running.budget import CENT, Day, UsedUpError, reserve
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.plans import a_run, a_task_run, an_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from covey.model.run import Attempt

NOON = time.mktime((2026, 11, 25, 12, 0, 0, 0, 0, -1))
RIVALS = 6


class Scene:
    """A run of a plan, whose turns begin and end."""

    def __init__(self, store: SqliteStore, plan: Plan, run_id: str = "r1") -> None:
        self.store, self.plan, self.run_id = store, plan, run_id
        self.day, self._turns = Day(NOON, 0.0, 5), 0
        with store.write() as tx:
            tx.plans.save_run(a_run(run_id))
            for number, task in enumerate(plan.tasks):
                tx.plans.save_task(a_task_run(task.task_id, run_id=run_id, number=number))

    def begin(self, task_id: str) -> float | None:
        """Begin a turn; give what it may cost."""
        with self.store.write() as tx:
            bound = reserve(tx, self.plan, self.plan.task(task_id), self.run_id, self.day)
            self._turns += 1
            given = {"run_id": self.run_id, "task_id": task_id, "started": self.day.now, "reserved": bound or 0.0}
            tx.plans.save_attempt(an_attempt(self._turns, **given))
        return bound

    def end(self, task_id: str, cost: float, *, is_over: bool = True) -> None:
        """End the turn of a task that is open."""
        with self.store.write() as tx:
            (attempt,) = (each for each in tx.plans.attempts(self.run_id, task_id) if each.ended is None)
            tx.plans.save_attempt(attempt.but(ended=self.day.now, cost=cost))
            if is_over:
                tx.plans.save_task(a_task_run(task_id, run_id=self.run_id, state=DONE))

    def open(self) -> list[Attempt]:
        """List the turns that are open."""
        with self.store.read() as tx:
            return tx.plans.open_attempts()


def plan_of(*tasks: Task, budget: float | None = None, at_once: int = 5) -> Plan:
    """Make a plan."""
    return Plan("shop", "/work", tasks, budget, at_once)


def beside(*names: str) -> tuple[Task, ...]:
    """Make tasks that may all run at once, after a first one."""
    return Task("first", ""), *(Task(name, "", needs=("first",)) for name in names)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Give an empty store."""
    with closing(SqliteStore(str(tmp_path))) as store:
        yield store


@pytest.mark.requirement("B-8")
def test_without_budgets_there_is_no_bound(store: SqliteStore) -> None:
    assert Scene(store, plan_of(Task("a", ""))).begin("a") is None


@pytest.mark.requirement("B-8")
def test_a_task_may_cost_what_its_attempts_before_left_of_its_own_budget(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(Task("a", "", budget=2.0), budget=10.0))
    assert scene.begin("a") == 2.0
    scene.end("a", 1.5, is_over=False)
    assert scene.begin("a") == 0.5
    scene.end("a", 0.495, is_over=False)
    with pytest.raises(UsedUpError, match=r"task a is used up: 2\.00 of 2\.00"):
        scene.begin("a")


@pytest.mark.requirement("B-8")
def test_tasks_that_may_run_at_once_share_what_the_plan_has_left_equally(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(*beside("a", "b", "c"), budget=9.0))
    assert scene.begin("first") == 9.0
    scene.end("first", 3.0)
    assert [scene.begin(name) for name in ("a", "b", "c")] == [2.0, 2.0, 2.0]
    scene.end("a", 1.0, is_over=False)
    assert scene.begin("a") == 1.0


@pytest.mark.requirement("B-8")
def test_no_more_share_it_than_may_run_at_once(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(*beside("a", "b", "c", "d"), budget=8.0, at_once=2))
    scene.begin("first")
    scene.end("first", 0.0)
    assert [scene.begin(name) for name in ("a", "b")] == [4.0, 4.0]
    scene.end("b", 0.0)
    assert scene.begin("c") == 4.0


@pytest.mark.requirement("B-8")
def test_in_a_list_each_task_may_cost_all_that_is_left(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(Task("a", ""), Task("b", ""), budget=3.0))
    assert scene.begin("a") == 3.0
    scene.end("a", 1.0)
    assert scene.begin("b") == 2.0


@pytest.mark.requirement("B-8")
def test_the_slots_of_the_pool_share_what_the_day_has_left(store: SqliteStore) -> None:
    one, other, third = (Scene(store, plan_of(Task("a", "")), run_id) for run_id in ("r1", "r2", "r3"))
    for scene in (one, other, third):
        scene.day = Day(NOON, 4.0, 2)
    assert [one.begin("a"), other.begin("a")] == [2.0, 2.0]
    with pytest.raises(UsedUpError, match="the day is used up"):
        third.begin("a")


@pytest.mark.requirement("B-8")
def test_the_day_begins_at_midnight_of_the_local_clock(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(Task("a", "")))
    scene.day = Day(NOON, 4.0, 1)
    scene.begin("a")
    scene.end("a", 4.0, is_over=False)
    with pytest.raises(UsedUpError):
        scene.begin("a")
    assert Day(NOON, 4.0, 1).began == NOON - 12 * 3600
    scene.day = Day(NOON + 13 * 3600, 4.0, 1)
    assert scene.begin("a") == 4.0


@pytest.mark.requirement("B-8")
def test_the_last_cent_goes_to_one_task(store: SqliteStore) -> None:
    scene = Scene(store, plan_of(*beside("a", "b"), budget=CENT))
    scene.begin("first")
    scene.end("first", 0.0)
    assert scene.begin("a") == CENT
    with pytest.raises(UsedUpError):
        scene.begin("b")


STEPS = st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 1), st.booleans()), max_size=25)


@pytest.mark.requirement("B-8")
@settings(max_examples=60, deadline=None)
@given(STEPS, st.floats(0.02, 100), st.floats(0.02, 100), st.integers(1, 10))
def test_whatever_begins_and_ends_no_budget_is_exceeded(
    steps: list[tuple[str, float, bool]], budget: float, daily: float, at_once: int
) -> None:
    with TemporaryDirectory() as folder, closing(SqliteStore(folder)) as store:
        scene = Scene(store, plan_of(*beside(*"abcd"), budget=budget, at_once=at_once))
        scene.day = Day(NOON, daily, at_once)
        for task_id, part, is_over in steps:
            mine = [attempt for attempt in scene.open() if attempt.task_id == task_id]
            if mine:
                scene.end(task_id, mine[0].reserved * part, is_over=is_over)
            else:
                _try(lambda task_id=task_id: scene.begin(task_id))
            with store.read() as tx:
                assert tx.plans.spent("r1") <= min(budget, daily) * (1 + 1e-9)


def _try(begin: Callable[[], float | None]) -> None:
    try:
        bound = begin()
    except UsedUpError:
        return
    assert bound
    assert bound >= CENT * (1 - 1e-9)


@pytest.mark.requirement("B-8")
def test_two_processes_cannot_both_have_the_last_dollar(
    tmp_path: Path, at_the_gate: Callable[[str, list[list[str]]], list[str]]
) -> None:
    SqliteStore(str(tmp_path)).close()
    commands = [[str(tmp_path), f"rival-{number}", "1.0"] for number in range(RIVALS)]
    said = at_the_gate("covey.testing.budget_rival", commands)
    assert sorted(said) == ["1.0", *["used up"] * (RIVALS - 1)]
