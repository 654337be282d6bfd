"""The end of a run before its end: asked for here, or by another process, and heard by every thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from covey.running.engine import HaltedError

if TYPE_CHECKING:
    from covey.running.means import Means

LOOK_SECONDS = 0.25
"""How often it is looked whether another process asked for the end."""

INTERRUPTED, CANCELLED = "interrupted", "cancelled"


class Halt:
    """Whether the turns of a run are to end, and by what; every thread may ask."""

    def __init__(self, means: Means, run_id: str) -> None:
        """Nobody has asked for it yet."""
        self._means, self._run_id = means, run_id
        self._asked = threading.Event()
        self._looked = 0.0
        self.by = ""
        self.error: Exception | None = None

    def ask(self, by: str, error: Exception | None = None) -> None:
        """Have every turn end, and the run stop where it stands; the first reason counts."""
        if not self._asked.is_set():
            self.by, self.error = by, error
            self._asked.set()

    def is_asked(self) -> bool:
        """Tell whether the run is to stop."""
        now = self._means.machine.now().awake
        if not self._asked.is_set() and now - self._looked >= LOOK_SECONDS:
            self._looked = now
            with self._means.read() as tx:
                run = tx.plans.run(self._run_id)
            if run is None or run.cancel_asked is not None:
                self.ask(CANCELLED)
        return self._asked.is_set()

    def heed(self) -> None:
        """Raise HaltedError where the run is to stop."""
        if self.is_asked():
            raise HaltedError

    def pause(self, seconds: float) -> None:
        """Wait, or raise HaltedError as soon as the run is to stop."""
        until = self._means.machine.now().awake + seconds
        while (left := until - self._means.machine.now().awake) > 0:
            self.heed()
            self._asked.wait(min(left, LOOK_SECONDS))
