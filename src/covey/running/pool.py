"""The pool: how many turns of all runs on this machine go on at once, who begins next, and the gate of usage limits."""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

from covey.errors import UnavailableError
from covey.model.event import Event
from covey.model.moment import clock_time
from covey.model.pool import Pool as View
from covey.model.run import Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from covey.coordination.machine import Machine
    from covey.store.contract import Store, Transaction

LOOK_SECONDS, CLOSED_SECONDS = 0.1, 1.0
"""How often one who waits looks whether it may begin: in line, and before a closed gate. It only reads then."""


class Pool:
    """The slots that all processes of a state folder share; every thread may use it.

    A slot belongs to the process that asked for it: when that is gone, whoever looks next gives it back.
    """

    def __init__(
        self,
        opens: Callable[[], Store],
        machine: Machine,
        at_once: int,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """Keep how the store is opened, and how many may go on at once; `pause` waits so many seconds."""
        self._opens, self._machine, self._at_once, self._pause = opens, machine, at_once, pause
        self._came: dict[tuple[str, str], float] = {}

    def take(self, run_id: str, task_id: str, priority: int, ends: Callable[[], bool]) -> bool:
        """Wait until the task may begin; false where it `ends` before. What was granted before a crash still is."""
        with closing(self._opens()) as store:
            slot = self._ask(store, run_id, task_id, priority)
            try:
                while slot.granted is None and not ends():
                    slot = self._look(store, slot)
            finally:
                if slot.granted is None:
                    with store.write() as tx:
                        tx.plans.remove_slot(run_id, task_id)
        return slot.granted is not None

    def give_back(self, run_id: str, task_id: str) -> None:
        """Let another begin; nothing happens where the task has no slot."""
        with closing(self._opens()) as store, store.write() as tx:
            tx.plans.remove_slot(run_id, task_id)

    def close_gate(self, run_id: str, task_id: str, until: float, why: str) -> None:
        """Let nobody begin before a time, since a task hit a usage limit; its slot goes back.

        When it asks again it has its old place in line; until then it is in nobody's way.
        """
        with closing(self._opens()) as store, store.write() as tx:
            slot = _found(tx.plans.slots(), run_id, task_id)
            if slot is not None:
                self._came[run_id, task_id] = slot.since
                tx.plans.remove_slot(run_id, task_id)
            before = tx.plans.gate()
            tx.plans.close_gate(until, why)
            if tx.plans.gate() != before:
                self._log(tx, "limit.hit", f"{why}; no task begins before {clock_time(until, self._now())}")

    def open_gate(self) -> bool:
        """Let tasks begin before the time that was told, since a person says so; tell whether the gate was closed."""
        with closing(self._opens()) as store, store.write() as tx:
            opened = tx.plans.open_gate(self._now())
            if opened:
                self._log(tx, "limit.over", "opened by hand")
            return opened

    def waits_for(self, run_id: str, task_id: str) -> str:
        """Say what a task that stands in line waits for; '' for one that does not."""
        with closing(self._opens()) as store, store.read() as tx:
            view = self._view(tx)
        slot = _found(view.slots, run_id, task_id)
        if slot is None or slot.granted is not None:
            return ""
        if view.is_closed:
            return f"the end of a usage limit at {clock_time(view.opens or view.now, view.now)}"
        return f"a slot: place {view.place(slot)} in line"

    def reclaim(self, tx: Transaction) -> int:
        """Give back the slots of processes that are gone, and tell how many they were."""
        slots = tx.plans.slots()
        left = [slot for slot in slots if self._machine.is_gone(slot.process)]
        for slot in left:
            tx.plans.remove_slot(slot.run_id, slot.task_id)
            self._log(tx, "slot.reclaimed", f"task {slot.task_id} of run {slot.run_id}: its process is gone")
        return len(left)

    def _now(self) -> float:
        return self._machine.now().wall

    def _log(self, tx: Transaction, kind: str, detail: str) -> None:
        tx.append(Event(self._now(), kind, detail=detail))

    def _me(self) -> dict[str, object]:
        process = self._machine.process(os.getpid())
        if process is None:
            raise UnavailableError("this process cannot be seen", hint="is /proc mounted? on macOS: does ps work?")
        return {"host": process.host, "pid": process.pid, "pid_start": process.start}

    def _ask(self, store: Store, run_id: str, task_id: str, priority: int) -> Slot:
        """Stand in line, or go on with the slot that the task had before its process was killed."""
        with store.write() as tx:
            since = self._came.pop((run_id, task_id), self._now())
            before = _found(tx.plans.slots(), run_id, task_id) or Slot(run_id, task_id, priority, since, "", 0, "")
            slot = before.but(priority=priority, **self._me())
            tx.plans.save_slot(slot)
        return slot

    def _look(self, store: Store, slot: Slot) -> Slot:
        """Begin if it is our turn; else wait a moment. Reading first spares those who write the many looks in vain."""
        with store.read() as tx:
            view = self._view(tx)
        if slot in view.slots and not view.may_begin(slot):
            self._pause(CLOSED_SECONDS if view.is_closed else LOOK_SECONDS)
            return slot
        with store.write() as tx:
            return self._granted(tx, slot)

    def _granted(self, tx: Transaction, slot: Slot) -> Slot:
        """Give the slot granted, if it is its turn still."""
        tx.plans.save_slot(slot)
        self.reclaim(tx)
        view = self._view(tx)
        if not view.may_begin(slot):
            return slot
        if view.why and tx.plans.open_gate(view.now):
            self._log(tx, "limit.over", view.why)
        granted = slot.but(granted=view.now)
        tx.plans.save_slot(granted)
        return granted

    def _view(self, tx: Transaction) -> View:
        """Look at the pool without the slots of processes that are gone."""
        slots = tx.plans.slots()
        gone = {process for process in {slot.process for slot in slots} if self._machine.is_gone(process)}
        living = tuple(slot for slot in slots if slot.process not in gone)
        opens, why = tx.plans.gate() or (None, "")
        return View(living, self._at_once, self._now(), opens, why)


def _found(slots: Iterable[Slot], run_id: str, task_id: str) -> Slot | None:
    return next((slot for slot in slots if (slot.run_id, slot.task_id) == (run_id, task_id)), None)
