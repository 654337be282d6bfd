"""What a run is carried out with: everything that comes from outside."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.running.budget import Day

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from covey.coordination.machine import Machine
    from covey.running.plan_sessions.contract import PlanSessions
    from covey.running.pool import Pool
    from covey.running.provider import Provider
    from covey.running.watcher import Watcher
    from covey.store.contract import Store, Transaction


@dataclass(frozen=True)
class Means:
    """The store (opened anew by each thread), the clock and the processes, and whom a run asks, waits for and tells.

    `pool_size` turns go on at once on this machine; `daily_budget` is in US dollars, 0 for none.
    """

    home: Path
    opens: Callable[[], Store]
    machine: Machine
    provider: Provider
    sessions: PlanSessions
    pool: Pool
    watcher: Watcher
    pool_size: int
    daily_budget: float

    @contextmanager
    def write(self) -> Generator[Transaction]:
        """Begin a transaction that changes things."""
        with closing(self.opens()) as store, store.write() as tx:
            yield tx

    @contextmanager
    def read(self) -> Generator[Transaction]:
        """Begin a transaction that only looks."""
        with closing(self.opens()) as store, store.read() as tx:
            yield tx

    def now(self) -> float:
        """Give the time, in seconds since 1970."""
        return self.machine.now().wall

    def day(self) -> Day:
        """Give today, with its budget."""
        return Day(self.now(), self.daily_budget, self.pool_size)

    def folder(self, run_id: str) -> Path:
        """Give the folder of a run."""
        return run_folder(self.home, run_id)


def run_folder(home: Path, run_id: str) -> Path:
    """Give the folder in which a run keeps its engine, its turns and its report."""
    return home / "runs" / run_id
