"""What the verbs for runs of plans, their tasks and their attempts promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.errors import StoreError
from covey.model.run import DONE, RUNNING, Attempt, Run, TaskRun
from covey.testing.store_contract.check import WORKSPACE, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore

DAY_SECONDS = 86400.0


def a_run(run_id: str = "r1", **fields: Any) -> Run:
    """Make a run that goes on."""
    given: dict[str, Any] = {"run_id": run_id, "plan": "shop", "file": "plan.yaml", "project": WORKSPACE}
    given |= {"workspace": WORKSPACE, "definition": "{}", "state": RUNNING, "started": 1000.0}
    return Run(**(given | fields))


def a_task_run(task_id: str = "t1", **fields: Any) -> TaskRun:
    """Make a task of run r1 that has not begun."""
    given: dict[str, Any] = {"run_id": "r1", "task_id": task_id, "number": 1, "line": task_id}
    return TaskRun(**(given | fields))


def an_attempt(number: int = 1, **fields: Any) -> Attempt:
    """Make an attempt at task t1 of run r1 that is open."""
    given: dict[str, Any] = {"run_id": "r1", "task_id": "t1", "number": number, "purpose": "task", "how": "start"}
    given |= {"source": None, "reason": "", "folder": "/runs/r1/1/1", "started": 1000.0}
    return Attempt(**(given | fields))


def keeps_runs(make_store: MakeStore) -> None:
    """A run comes back whole, as it was last written, and its tasks stay when it is written again."""
    late = a_run(plan="ü'\n🚀", ended=2.0, cancel_asked=1.5, host="h", pid=7, pid_start="9", state=DONE)
    with opened(make_store) as store, store.write() as tx:
        tx.plans.save_run(a_run())
        tx.plans.save_task(a_task_run())
        tx.plans.save_run(late)
        same(tx.plans.run("r1"), late)
        same(tx.plans.run("r2"), None)
        same(tx.plans.tasks("r1"), [a_task_run()])


def lists_runs(make_store: MakeStore) -> None:
    """Runs are listed the newest first, of one workspace or by the beginning of their id, so many at most."""
    old, new, far = a_run("ab%1", started=1.0), a_run("ab_2", started=2.0), a_run("b", started=3.0, workspace="/far")
    with opened(make_store) as store, store.write() as tx:
        for run in (old, far, new):
            tx.plans.save_run(run)
        same(tx.plans.runs(), [far, new, old])
        same(tx.plans.runs(limit=2), [far, new])
        same(tx.plans.runs(workspace=WORKSPACE), [new, old])
        same(tx.plans.named_runs("ab"), [new, old])
        same(tx.plans.named_runs("ab%"), [old])
        same(tx.plans.named_runs("B"), [])


def lists_old_runs(make_store: MakeStore) -> None:
    """Of the runs that are over, those are listed that ended before a time, the oldest first, so many at most."""
    first, second = a_run("z", state=DONE, ended=1.0), a_run("a", state="cancelled", ended=2.0)
    with opened(make_store) as store, store.write() as tx:
        for run in (second, first, a_run("late", state="failed", ended=3.0), a_run("going")):
            tx.plans.save_run(run)
        tx.plans.save_run(a_run("again", ended=1.0))  # it was over, and goes on
        same(tx.plans.runs_over(3.0, 10), [first, second])
        same(tx.plans.runs_over(3.0, 1), [first])


def forgets_runs(make_store: MakeStore) -> None:
    """A run that is forgotten is gone with its tasks and attempts, and those of others stay."""
    with opened(make_store) as store, store.write() as tx:
        for run_id in ("r1", "r2"):
            tx.plans.save_run(a_run(run_id))
            tx.plans.save_task(a_task_run(run_id=run_id))
            tx.plans.save_attempt(an_attempt(run_id=run_id))
        same([tx.plans.forget_run("r1"), tx.plans.forget_run("r1")], [True, False])
        same(tx.plans.run("r1"), None)
        same(tx.plans.tasks("r1"), [])
        same(tx.plans.attempts("r1"), [])
        same([len(tx.plans.tasks("r2")), len(tx.plans.attempts("r2"))], [1, 1])


def keeps_tasks(make_store: MakeStore) -> None:
    """Tasks come back in the order of their file, as they were last written, and their attempts stay."""
    second = a_task_run("a", number=2, state=DONE, conversation="c", started=1.0, ended=2.0, summary="{}", problem="ü")
    with opened(make_store) as store, store.write() as tx:
        tx.plans.save_run(a_run())
        for task in (a_task_run("a", number=2), a_task_run()):
            tx.plans.save_task(task)
        tx.plans.save_attempt(an_attempt(task_id="a"))
        tx.plans.save_task(second)
        same(tx.plans.tasks("r1"), [a_task_run(), second])
        same(tx.plans.attempts("r1", "a"), [an_attempt(task_id="a")])


def keeps_attempts(make_store: MakeStore) -> None:
    """Attempts come back by number for a task, and for a run in the order in which they began."""
    first, tenth = an_attempt(2, started=9.0, outcome="done", ended=9.5, cost=0.25), an_attempt(10, started=1.0)
    other = an_attempt(task_id="t2", started=5.0)
    with opened(make_store) as store, store.write() as tx:
        tx.plans.save_run(a_run())
        for task_id in ("t1", "t2"):
            tx.plans.save_task(a_task_run(task_id))
        for attempt in (tenth, other, an_attempt(2), first):
            tx.plans.save_attempt(attempt)
        same(tx.plans.attempts("r1", "t1"), [first, tenth])
        same(tx.plans.attempts("r1"), [tenth, other, first])
        same(tx.plans.open_attempts(), [tenth, other])


def refuses_strangers(make_store: MakeStore) -> None:
    """A task of a run that is not known is refused, and so is an attempt at a task that is not known."""
    for what in ("task", "attempt"):
        with opened(make_store) as store:
            try:
                with store.write() as tx:
                    tx.plans.save_run(a_run())
                    if what == "task":
                        tx.plans.save_task(a_task_run(run_id="stranger"))
                    else:
                        tx.plans.save_attempt(an_attempt())
            except StoreError:
                continue
            raise AssertionError(f"the {what} of a stranger was taken")


def adds_up(make_store: MakeStore) -> None:
    """What a run cost is the cost of its attempts, and of those that are open what they may cost yet."""
    with opened(make_store) as store, store.write() as tx:
        tx.plans.save_run(a_run())
        tx.plans.save_task(a_task_run())
        same(tx.plans.spent("r1"), 0.0)
        tx.plans.save_attempt(an_attempt(1, reserved=4.0, cost=0.5, ended=2.0))
        tx.plans.save_attempt(an_attempt(2, reserved=2.0))
        same(tx.plans.spent("r1"), 2.5)
        same(tx.plans.spent("r2"), 0.0)


def adds_up_a_day(make_store: MakeStore) -> None:
    """What counts since a time is what ended since, and what is open, unless it began more than a day before."""
    since = 10 * DAY_SECONDS
    kept = [
        an_attempt(1, cost=1.0, started=0.0, ended=since),
        an_attempt(2, cost=2.0, started=0.0, ended=since - 1),
        an_attempt(3, reserved=4.0, started=since - DAY_SECONDS),
        an_attempt(4, reserved=8.0, started=since - DAY_SECONDS - 1),
    ]
    with opened(make_store) as store, store.write() as tx:
        for run_id in ("r1", "r2"):
            tx.plans.save_run(a_run(run_id))
            tx.plans.save_task(a_task_run(run_id=run_id))
            for attempt in kept:
                tx.plans.save_attempt(attempt.but(run_id=run_id))
        same(tx.plans.spent_since(since), 10.0)


CHECKS = (
    keeps_runs,
    lists_runs,
    lists_old_runs,
    forgets_runs,
    keeps_tasks,
    keeps_attempts,
    refuses_strangers,
    adds_up,
    adds_up_a_day,
)
