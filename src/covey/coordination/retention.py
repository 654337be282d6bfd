"""What is kept for `retention_days`, and then removed: ended sessions, the log, the history folders."""

from __future__ import annotations

from covey.coordination.locks import SAMPLES
from covey.model.event import Event
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.store.contract import Transaction

DAY_SECONDS = 86400.0
BATCH = 200
"""How many rows one transaction removes: a writer waits a few milliseconds for that."""


class Outdated(Value):
    """What of the store is older than it is kept: ended sessions, and lines of the log, by their numbers."""

    before: float
    sessions: tuple[str, ...] = ()
    events: tuple[int, ...] = ()

    def batches(self) -> Iterator[Outdated]:
        """Give it in parts, each small enough for one transaction."""
        for start in range(0, len(self.sessions), BATCH):
            yield Outdated(self.before, sessions=self.sessions[start : start + BATCH])
        for start in range(0, len(self.events), BATCH):
            yield Outdated(self.before, events=self.events[start : start + BATCH])

    def remove(self, tx: Transaction, now: float) -> str:
        """Remove it, unless a session has come back meanwhile; give in words what was removed, and log that."""
        sessions = sum(tx.forget_session(session_id, self.before) for session_id in self.sessions)
        for number in self.events:
            tx.remove_event(number)
        parts = ((sessions, "ended session"), (len(self.events), "line of the log"))
        said = " and ".join(_count(*part) for part in parts if part[0])
        if said:
            tx.append(Event(now, "record.trimmed", detail=f"{said} older than retention_days"))
        return said


def outdated(tx: Transaction, now: float, days: int) -> Outdated:
    """Find what is older than some days; the hold times that estimates are made from stay."""
    before = now - days * DAY_SECONDS
    sessions = tuple(session.session_id for session in reversed(tx.ended_sessions(0.0, before)))
    return Outdated(before, sessions, tuple(tx.old_events(before, SAMPLES)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun.replace('session', 'sessions').replace('line', 'lines')}"
