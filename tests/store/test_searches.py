"""The searches of the gate go through an index, so that they take no longer where 10,000 locks are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.model.lock import Target
from covey.store import driver
from covey.store.schema import MIGRATIONS
from covey.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = Target("/work", "/work", "src/a/b.py", "src/a/b.py")
SEARCHES: dict[str, Callable[[Transaction], object]] = {
    "locks_near": lambda tx: tx.locks_near(TARGET),
    "locks_near, under other names too": lambda tx: tx.locks_near(TARGET.but(is_file=1), "1:2:0", "1:3"),
    "is_held_within": lambda tx: tx.is_held_within(TARGET, "1:2:0", "s1"),
    "held_beneath": lambda tx: tx.held_beneath("/work", "s1", 300),
    "is_near_others": lambda tx: tx.is_near_others(TARGET, "s1"),
    "held_by_others": lambda tx: tx.held_by_others("/work", "/work", "s1", 300),
    "lines_near": lambda tx: tx.lines_near(TARGET),
    "line": lambda tx: tx.line(TARGET),
    "locks_of": lambda tx: tx.locks_of("s1"),
    "hold_times of a path": lambda tx: tx.hold_times("/work", 50, "src/a/b.py"),
    "denied_lately": lambda tx: tx.denied_lately("/work", 50, "src/a/b.py"),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_of_the_gate_never_looks_through_a_whole_workspace(name: str) -> None:
    connection = driver.connect(":memory:", isolation_level=None)
    connection.executescript("".join(sql for _, sql in MIGRATIONS))
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    SEARCHES[name](Transaction(connection))
    connection.set_trace_callback(None)
    (statement,) = asked
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    searches = [step for step in plan if "SCAN" in step or step.endswith("(workspace=?)")]
    assert plan
    assert not searches, plan
    assert name != "held_by_others" or not [step for step in plan if "TEMP B-TREE" in step], (
        "it ends when it has enough"
    )
    connection.close()
