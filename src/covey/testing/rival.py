"""One rival: a process of its own that enters as a session and then takes part in a race, a mill or a recording.

`python -m covey.testing.rival HOME WORKSPACE SESSION GATES race|mill|record TIMES`, started by covey.testing.rivals.
GATES are two inherited pipes, such as 5,6, used in turn: a byte read from one lets the rival do its work once. Each
work ends with one line on standard output: what came of it, then how many microseconds each operation took.
"""

from __future__ import annotations

import os
import random
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from covey.coordination import places
from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.where import where
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.registry import Arrival, Register
from covey.errors import StoreError
from covey.model.graph import Entity, Observation, Relation
from covey.model.lock import Holder, Wish
from covey.settings import Settings
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.lock import Target

Outcome = TypeVar("Outcome")
PRIZE = "prize.py"
MILL_PATHS = 20
RECORDED = 3
"""How many observations each recorded entity has."""


class Rival:
    """A session that wants what others want too, and measures what that takes."""

    def __init__(self, home: str, workspace: str, session_id: str) -> None:
        """Enter the record as a session that runs in this very process."""
        self._home, self._workspace, self._holder = Path(home), workspace, Holder(session_id)
        self._store, self._machine, self._settings = SqliteStore(home), Machine(), Settings()
        self._microseconds: list[int] = []
        self._busy = self._overlaps = 0
        self._held: tuple[Target, int] | None = None
        with self._store.write() as tx:
            desk = Desk(tx, self._machine, self._settings, self._machine.now())
            Register(desk).arrive(Arrival(session_id, workspace, self._machine.process(os.getpid())))

    def race(self, _times: int) -> str:
        """Try once to get the prize: `won`, `lost` or `busy`."""
        self._microseconds.clear()
        won = self._acquired(places.target(PRIZE, self._workspace))
        if self._busy:
            return "busy"
        return "won" if won else "lost"

    def mill(self, times: int) -> str:
        """Take one of the paths or give it back, over and over: the number of `busy` answers and of overlaps."""
        chance = random.Random(self._holder.session_id)  # noqa: S311 - to meet the others, not to hide
        targets = [places.target(f"{number}.py", self._workspace) for number in range(MILL_PATHS)]
        for _ in range(times):
            if self._held:
                self._give_back(*self._held)
            else:
                self._take(chance.choice(targets))
        return f"{self._busy} {self._overlaps}"

    def record(self, times: int) -> str:
        """Record so many entities of its own, each with observations and a relation: how many are new, and `busy`."""
        name = self._holder.session_id
        new = sum(
            bool(self._timed(lambda desk, number=number: _recorded(desk, name, number))) for number in range(times)
        )
        return f"{new} {self._busy}"

    def report(self, outcome: str) -> str:
        """Say what came of a work."""
        return " ".join([outcome, *map(str, self._microseconds)])

    def _take(self, target: Target) -> None:
        if self._acquired(target):
            witness = os.open(self._home / f"{target.path}.witness", os.O_CREAT | os.O_RDWR, 0o600)
            self._held = target, witness
            try:
                os.lockf(witness, os.F_TLOCK, 0)  # the kernel's lock, which nobody else can have at the same time
            except OSError:
                self._overlaps += 1

    def _give_back(self, target: Target, witness: int) -> None:
        os.close(witness)
        self._held = None
        self._timed(lambda desk: self._release(desk, target))

    def _release(self, desk: Desk, target: Target) -> None:
        lock = desk.tx.lock_at(target, self._holder)
        if lock is not None:
            desk.release(lock, "given back")

    def _acquired(self, target: Target) -> bool:
        verdict = self._timed(lambda desk: desk.acquire(Wish(self._holder, target)))
        return verdict is not None and verdict.lock is not None

    def _timed(self, use: Callable[[Desk], Outcome]) -> Outcome | None:
        """Do one operation in a transaction of its own, and note how long it took; None where the store was busy."""
        began = time.perf_counter_ns()
        try:
            with self._store.write() as tx:
                return use(Desk(tx, self._machine, self._settings, self._machine.now()))
        except StoreError as error:
            if error.code != "store_busy":
                raise
            self._busy += 1
            return None
        finally:
            self._microseconds.append((time.perf_counter_ns() - began) // 1000)


def _recorded(desk: Desk, name: str, number: int) -> bool:
    book = Notebook(desk, where(desk.settings, "/"), desk.tx.session(name))
    entity = f"{name} {number}"
    seen = tuple(Observation(f"{entity} observed {part}") for part in range(RECORDED))
    new = book.create_entities([Entity(entity, "thing", seen)])
    book.create_relations([Relation(entity, name, "made_by")])
    return bool(new)


def main(arguments: list[str]) -> None:
    """Enter, say so, and work each time that a gate opens, until the gates are closed."""
    home, workspace, session_id, gates, work, times = arguments
    rival = Rival(home, workspace, session_id)
    works = {"race": rival.race, "mill": rival.mill, "record": rival.record}
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    for gate in cycle([int(gate) for gate in gates.split(",")]):
        if not os.read(gate, 1):
            return
        print(rival.report(works[work](int(times))), flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(sys.argv[1:])
