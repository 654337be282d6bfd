"""Many processes record at once, and none of it is lost; whoever is killed has recorded whole things only."""

from __future__ import annotations

import random
import signal
import subprocess
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from covey.model.graph import Place
from covey.store.sqlite import SqliteStore
from covey.testing.rival import RECORDED
from covey.testing.rivals import Rivals

if TYPE_CHECKING:
    from covey.model.graph import Entity
    from covey.store.contract import Transaction
    from covey.testing.world import World

WRITERS, ENTITIES = 50, 100
CROWDS, CROWD = 10, 10
PLACE = Place("/")
MOST = 10**6


def recorded(tx: Transaction) -> list[Entity]:
    """Give all that was recorded."""
    return [entity for name in tx.graph.names(PLACE, None, MOST) if (entity := tx.graph.entity(PLACE, name, MOST))]


@pytest.mark.requirement("S1-11")
def test_of_fifty_processes_that_record_a_hundred_entities_each_nothing_is_lost(world: World) -> None:
    with Rivals(world.covey_home, world.repository(), WRITERS, "record", ENTITIES) as rivals:
        rivals.open_gate()
        reports = rivals.reports()
    assert {report.outcome for report in reports} == {(str(ENTITIES), "0")}, "new ones, and busy answers"
    with closing(SqliteStore(str(world.covey_home))) as store:
        with store.read() as tx:
            assert tx.graph.count(PLACE) == WRITERS * ENTITIES
            assert len(tx.graph.relations(PLACE)) == WRITERS * ENTITIES
            assert {len(entity.observations) for entity in recorded(tx)} == {RECORDED}
        assert store.problems() == []


@pytest.mark.requirement("S1-11", "B-6")
@pytest.mark.timeout(300)
def test_of_processes_that_are_killed_while_they_record_nothing_is_there_by_half(world: World) -> None:
    chance = random.Random(random.random())  # noqa: S311 - a new one each time, as pytest-randomly's seed says
    repository = world.repository()
    for crowd in range(CROWDS):
        with Rivals(world.covey_home, repository, CROWD, "record", times=10**9) as rivals:
            rivals.open_gate()
            for process in rivals.processes.values():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(chance.uniform(0, 0.05))
                process.kill()
            assert {process.wait() for process in rivals.processes.values()} == {-signal.SIGKILL}
        with closing(SqliteStore(str(world.covey_home))) as store:
            with store.read() as tx:
                found = recorded(tx)
                related = {relation.source for relation in tx.graph.relations(PLACE)}
            assert found, f"crowd {crowd} recorded nothing"
            assert {len(entity.observations) for entity in found} == {RECORDED}
            assert {entity.name for entity in found} == related
            assert store.problems() == []
