"""A race for one path, round after round, with a referee who looks into the store between the rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.settings import Settings
from covey.store.sqlite import SqliteStore
from covey.testing.rival import PRIZE
from covey.testing.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from covey.model.lock import Target
    from covey.store.contract import Store

__all__ = ["Round", "race"]


@dataclass(frozen=True)
class Round:
    """One round: who says to have won, who holds the path as the store says, and how long each attempt took."""

    winners: tuple[str, ...]
    holders: tuple[str, ...]
    busy: int
    microseconds: tuple[int, ...]

    @property
    def is_fair(self) -> bool:
        """Tell whether there was one winner, who is the one holder, and nobody was turned away as busy."""
        return len(self.winners) == 1 and self.winners == self.holders and not self.busy


def race(home: Path, workspace: Path, rivals: int, rounds: int) -> Generator[Round]:
    """Let rival processes race for one path; the path is freed after each round."""
    store, target = SqliteStore(str(home)), places.target(PRIZE, str(workspace))
    with Rivals(home, workspace, rivals, "race") as racing:
        for _ in range(rounds):
            racing.open_gate()
            reports = racing.reports()
            yield Round(
                winners=tuple(report.session_id for report in reports if report.outcome == ("won",)),
                holders=_freed(store, target),
                busy=sum(report.outcome == ("busy",) for report in reports),
                microseconds=tuple(time for report in reports for time in report.microseconds),
            )
    store.close()


def _freed(store: Store, target: Target) -> tuple[str, ...]:
    """Release every lock near the path, and give who held them."""
    machine = Machine()
    with store.write() as tx:
        desk = Desk(tx, machine, Settings(), machine.now())
        locks = tx.locks_near(target)
        for lock in locks:
            desk.release(lock, "the round is over")
        return tuple(lock.session_id for lock in locks)
