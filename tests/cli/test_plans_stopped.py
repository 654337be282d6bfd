"""A run is stopped by Ctrl-C and its like, at whatever moment they come."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, cast

import pytest

from covey.cli.plans import carrying

if TYPE_CHECKING:
    from covey.running.halt import Halt


class Asked:
    """What is told to stop, and remembers by what."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.by: list[str] = []

    def ask(self, by: str) -> None:
        """Remember it."""
        self.by.append(by)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_a_run_that_goes_on_and_one_that_is_about_to_begin(number: int) -> None:
    early, late = Asked(), Asked()
    with carrying.stoppable() as begin:
        begin(cast("Halt", late))
        os.kill(os.getpid(), number)
        assert late.by == ["interrupted"]
    with carrying.stoppable() as begin:
        os.kill(os.getpid(), number)
        begin(cast("Halt", early))
    assert early.by == ["interrupted"]


def test_whoever_heard_the_signals_before_hears_them_again_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with carrying.stoppable():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
