"""What runs leave behind and nobody needs: old runs with their folders, expired sessions, slots of the gone."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from covey.errors import ConflictError
from covey.model.event import Event
from covey.model.run import OVER
from covey.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from covey.running.plan_sessions.contract import PlanSessions
    from covey.running.pool import Pool
    from covey.store.contract import Store

RUNS = "runs"
DAY_SECONDS = 86400.0
MOST = 100
"""So many runs, and so many folders, one call removes: whoever calls wants to go on."""


class Cleaned(Value):
    """How many of each were removed."""

    runs: int
    folders: int
    sessions: int
    slots: int


class CleanUp:
    """Removes it; a call that is killed loses nothing, and the next one goes on.

    `alone` is what a runner enters to be a run's only one; it raises ConflictError where there is one.
    """

    def __init__(
        self, home: Path, opens: Callable[[], Store], alone: Callable[[Path, str], AbstractContextManager[None]]
    ) -> None:
        """Keep where the folders of runs are, and how the store is opened."""
        self._home, self._opens, self._alone = home, opens, alone

    def all(self, pool: Pool, sessions: PlanSessions, now: float, days: int) -> Cleaned:
        """Remove the runs that were over so many days ago, and all else that is left."""
        with closing(self._opens()) as store:
            with store.write() as tx:
                slots = pool.reclaim(tx)
            with store.read() as tx:
                old = tx.plans.runs_over(now - days * DAY_SECONDS, MOST)
            runs = sum(self._remove(store, run.run_id, now) for run in old)
            strays = list(islice(self._strays(store, now), MOST))
            folders = sum(self._remove(store, name, now) for name in strays)
        return Cleaned(runs, folders, sessions.clean_up(), slots)

    def _strays(self, store: Store, now: float) -> Iterator[str]:
        """Name the folders without a run that nobody touched for a day; one that begins has no run for a moment."""
        try:
            entries = list(os.scandir(self._home / RUNS))
        except OSError:
            return
        for entry in entries:
            if not entry.name.isascii() or not entry.is_dir(follow_symlinks=False):
                continue  # it is not ours
            with store.read() as tx:
                is_known = tx.plans.run(entry.name) is not None
            if not is_known and _age(entry, now) > DAY_SECONDS:
                yield entry.name

    def _remove(self, store: Store, run_id: str, now: float) -> bool:
        """Remove a run with its folder, unless somebody carries it out or has taken it up again."""
        try:
            with self._alone(self._home, run_id):
                if not _forgotten(store, run_id, now):
                    return False
                shutil.rmtree(self._home / RUNS / run_id, ignore_errors=True)
        except (ConflictError, OSError):
            return False
        return True


def _forgotten(store: Store, run_id: str, now: float) -> bool:
    """Forget a run that is over; tell whether the store knows none by this id any more."""
    with store.write() as tx:
        run = tx.plans.run(run_id)
        if run is None:
            return True
        if run.state not in OVER:
            return False
        tx.plans.forget_run(run_id)
        tx.append(Event(now, "record.trimmed", "", run.workspace, detail=f"run {run_id}, older than retention_days"))
        return True


def _age(entry: os.DirEntry[str], now: float) -> float:
    try:
        return now - entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0
