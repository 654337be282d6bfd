"""Bounded waiting for what announces itself in no other way than by being looked at."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["until"]

LOOK_SECONDS = 0.05


def until(predicate: Callable[[], bool], timeout: float) -> bool:
    """Look until the predicate holds; false when it did not within the timeout (seconds)."""
    deadline = time.monotonic() + timeout
    while not predicate():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True
