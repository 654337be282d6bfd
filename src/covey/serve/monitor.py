"""The monitor: a plain loop that makes its rounds until a signal, or the end of its state folder, ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey import __version__
from covey.coordination.machine import Machine
from covey.errors import CoveyError
from covey.serve.bell import Bell
from covey.serve.host import Host
from covey.serve.journal import ERROR, Journal
from covey.serve.rounds import Rounds
from covey.serve.seat import Seat
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from covey.serve.journal import Listener

LOOK_SECONDS = 2.0
"""A dead session is seen within this, and what it held is free."""

TRIM_SECONDS = 3600.0
MOST_DOUBLINGS = 5
"""After failures the pause grows to a minute."""

NEVER = float("-inf")


def serve(home: str, listener: Listener | None = None) -> None:
    """Be the monitor of a state folder until the end; raise ConflictError where another is."""
    machine = Machine()
    seat = Seat(home, machine)
    with Bell() as bell:
        Monitor(home, machine, Journal(home, lambda: machine.now().wall, listener)).run(seat, bell)
    seat.leave()


class Monitor:
    """One monitor, on its seat."""

    def __init__(self, home: str, machine: Machine, journal: Journal) -> None:
        """Open nothing yet."""
        self._home, self._machine, self._journal = home, machine, journal
        self._rounds, self._host = Rounds(machine, journal), Host(home, machine, journal)
        self._store: SqliteStore | None = None
        self._kept_fresh = self._trimmed = NEVER
        self._failure: str = ""
        self._failures = 0

    def run(self, seat: Seat, bell: Bell) -> None:
        """Make rounds until the end; a failure is told once, and tried again after a pause that grows."""
        self._journal.say("monitor.started", f"covey {__version__}, {self._home}")
        why = ""
        while not why:
            why = self._attempt(seat)
            if not why:
                self._host.attend()
            if not why and bell.rings_within(self._pause(), self._host.watched()):
                why = bell.rung
        self._host.close()
        self._close()
        if seat.is_kept():  # else the log would make the folder anew
            self._journal.say("monitor.ended", why)

    def _attempt(self, seat: Seat) -> str:
        """Make one round; give why there will be no other, or ''."""
        if not seat.is_kept():
            return "its state folder is gone"
        try:
            self._round()
        except Exception as error:  # noqa: BLE001 - the door: whatever it is, the next round may succeed
            self._fail(error)
            return "a newer covey has taken over the store" if getattr(error, "code", "") == "store_newer" else ""
        seat.show(self._machine.now().awake)
        self._recover()
        return ""

    def _round(self) -> None:
        store, now = self._opened(), self._machine.now().awake
        self._rounds.look(store)
        with store.read() as tx:
            heartbeat = self._rounds.settings(tx).heartbeat_interval
        if now - self._kept_fresh >= heartbeat:
            self._kept_fresh = now  # first: what fails must not be tried in every round, for looking comes before it
            self._rounds.keep_fresh(store)
        if now - self._trimmed >= TRIM_SECONDS:
            self._trimmed = now
            self._rounds.trim(store)

    def _opened(self) -> SqliteStore:
        """Give the store, opened anew where its file is another by now."""
        if self._store is not None and not self._store.is_current():
            self._close()
        if self._store is None:
            self._store = SqliteStore(self._home)
        return self._store

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _pause(self) -> float:
        return LOOK_SECONDS * 2 ** min(self._failures, MOST_DOUBLINGS)

    def _fail(self, error: Exception) -> None:
        said = error.message if isinstance(error, CoveyError) else f"{type(error).__name__}: {error}"
        if said != self._failure:
            self._journal.say("monitor.failed", f"{said}; it tries again", level=ERROR)
        self._failure, self._failures = said, self._failures + 1
        self._close()  # what failed may be how it was opened

    def _recover(self) -> None:
        if self._failures:
            self._journal.say("monitor.recovered", f"after {self._failures} failures")
        self._failure, self._failures = "", 0
