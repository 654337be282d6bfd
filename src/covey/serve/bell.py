"""What wakes the monitor before its time: a signal that asks it to end, or a caller of its MCP host."""

from __future__ import annotations

import os
import select
import signal
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Bell:
    """A wait that signals end; what is being done meanwhile is done to its end."""

    def __init__(self) -> None:
        """Hear the signals from now on."""
        self._reading, writing = os.pipe()
        os.set_blocking(writing, False)
        self._writing, self.rung = writing, ""
        heard = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]  # as nohup wants it
        self._before = {number: signal.signal(number, self._ring) for number in heard}
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def rings_within(self, seconds: float, others: Sequence[int] = ()) -> bool:
        """Wait so long, or until a signal has come, or another handle can be read; tell whether a signal has."""
        if not self.rung:
            select.select([self._reading, *others], [], [], seconds)
        return bool(self.rung)

    def __enter__(self) -> Self:
        """Give the bell itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let signals do what they did before."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reading)
        os.close(self._writing)

    def _ring(self, number: int, _frame: FrameType | None) -> None:
        self.rung = signal.Signals(number).name
