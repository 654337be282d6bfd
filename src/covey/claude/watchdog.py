"""The watchdog of a turn: it finds one that hangs, by what it does and not by how long it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS_BETWEEN_LOOKS = 10.0
LOOKS = 20
IDLE_SHARE = 0.05
"""The share of a CPU that a client takes which only waits: 1.3 % were seen, with 2.1.329."""


class Signs(NamedTuple):
    """The signs of life: how long stream and transcript are, and the seconds of CPU that all processes took."""

    stream: int
    transcript: int
    cpu: float


class Watchdog:
    """Looks now and then whether there were signs of life."""

    def __init__(self, hang_seconds: float, look: Callable[[], Signs]) -> None:
        """Take the time without a sign after which a turn hangs, and what finds the signs."""
        self._hang_seconds, self._look = hang_seconds, look
        self._pause = min(MOST_SECONDS_BETWEEN_LOOKS, hang_seconds / LOOKS)
        self._last: Signs | None = None
        self._last_sign = self._next_look = 0.0

    def is_hung(self, awake: float) -> bool:
        """Tell, at a time that is asked often, whether there was no sign for too long."""
        if awake < self._next_look:
            return False
        self._next_look = awake + self._pause
        signs = self._look()
        if self._last is None or self._lives(self._last, signs, awake - self._last_sign):
            self._last, self._last_sign = signs, awake
        return awake - self._last_sign >= self._hang_seconds

    @staticmethod
    def _lives(last: Signs, now: Signs, seconds: float) -> bool:
        return last[:2] != now[:2] or abs(now.cpu - last.cpu) > IDLE_SHARE * max(seconds, 1.0)
