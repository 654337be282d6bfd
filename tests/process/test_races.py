"""Many processes at once: one of them wins, nobody overlaps, nobody is told that the database is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.race import race
from covey.testing.rivals import Rivals

if TYPE_CHECKING:
    from covey.testing.world import World

RIVALS, ROUNDS = 100, 200  # `make bench` runs the 1,000 rounds, which take over a minute
MILLERS, TURNS = 20, 50


@pytest.mark.requirement("S1-3")
def test_of_a_hundred_processes_that_want_one_path_one_gets_it_in_every_round(world: World) -> None:
    rounds = list(race(world.covey_home, world.repository(), RIVALS, ROUNDS))
    assert len(rounds) == ROUNDS
    assert [round_ for round_ in rounds if not round_.is_fair] == []


@pytest.mark.requirement("S1-3")
def test_processes_that_take_and_give_back_the_same_paths_never_hold_one_together(world: World) -> None:
    with Rivals(world.covey_home, world.repository(), MILLERS, "mill", TURNS) as rivals:
        rivals.open_gate()
        reports = rivals.reports()
    assert [len(report.microseconds) for report in reports] == [TURNS] * MILLERS
    assert [report.outcome for report in reports] == [("0", "0")] * MILLERS, "busy answers and overlaps"
    assert SqliteStore(str(world.covey_home)).problems() == []
