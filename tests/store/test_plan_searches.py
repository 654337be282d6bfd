"""What runners and views ask of plans goes through an index, so that it takes no longer where 1,000 runs are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.store import driver
from covey.store.schema import MIGRATIONS
from covey.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.store.plans_contract import PlanVerbs

SEARCHES: dict[str, Callable[[PlanVerbs], object]] = {
    "run": lambda plans: plans.run("r1"),
    "tasks": lambda plans: plans.tasks("r1"),
    "attempts of a run": lambda plans: plans.attempts("r1"),
    "attempts of a task": lambda plans: plans.attempts("r1", "t1"),
    "spent": lambda plans: plans.spent("r1"),
    "spent_since": lambda plans: plans.spent_since(1000.0),
    "open_attempts": lambda plans: plans.open_attempts(),
    "plan_session": lambda plans: plans.plan_session("r1", 1000.0),
}


def steps(search: Callable[[PlanVerbs], object]) -> list[str]:
    """Give how SQLite goes about a search."""
    connection = driver.connect(":memory:", isolation_level=None)
    connection.executescript("".join(sql for _, sql in MIGRATIONS))
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    search(Transaction(connection).plans)
    connection.set_trace_callback(None)
    (statement,) = asked
    found = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    connection.close()
    return found


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_among_plans_never_looks_through_all_of_them(name: str) -> None:
    found = steps(SEARCHES[name])
    assert found
    assert not [step for step in found if "SCAN" in step], found


def test_the_newest_runs_are_read_in_their_order_and_no_further() -> None:
    assert steps(lambda plans: plans.runs(10)) == ["SCAN run USING INDEX run_started"]
