"""One who wants a day's budget: `python -m covey.testing.budget_rival HOME RUN BUDGET`.

It says `ready`, waits for a line on standard input, begins a turn of a run of its own, and says what that may cost.
"""

from __future__ import annotations

import sys

from covey.coordination.machine import Machine
from covey.model.plan import Plan, Task
from covey.running.budget import Day, UsedUpError, reserve
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.plans import a_run, a_task_run, an_attempt


def main(home: str, run_id: str, budget: float) -> None:
    """Take part."""
    store, now, task = SqliteStore(home), Machine().now().wall, Task("t1", "")
    with store.write() as tx:
        tx.plans.save_run(a_run(run_id))
        tx.plans.save_task(a_task_run(run_id=run_id))
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    sys.stdin.readline()
    try:
        with store.write() as tx:
            bound = reserve(tx, Plan("shop", "/work", (task,)), task, run_id, Day(now, budget, 1))
            tx.plans.save_attempt(an_attempt(run_id=run_id, started=now, reserved=bound or 0.0))
    except UsedUpError:
        print("used up")  # noqa: T201 - the parent reads it
    else:
        print(bound)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
