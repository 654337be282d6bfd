"""Where a bridge finds a host: the one that the monitor keeps or, where none answers, one of its own."""

from __future__ import annotations

import socket

from covey.serve.address import LOOPBACK, Address, listen, new_token, published
from covey.serve.child import Child

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from covey.coordination.machine import Machine

REACH_SECONDS = 1.0
AVOID_SECONDS = 30.0
"""How long a host that did not answer is not asked again."""

STDERR = 2


class Hosts:
    """The hosts of one bridge."""

    def __init__(self, home: str, machine: Machine) -> None:
        """Know none yet."""
        self._home, self._machine = home, machine
        self._own: _Own | None = None
        self._avoided_until = float("-inf")

    def choose(self) -> Address:
        """Give where the next message goes; raise OSError where there is nobody, and nobody can be started."""
        shared = self._shared()
        if shared is not None:
            return shared
        if self._own is None:
            self._own = _Own(self._home)
        return self._own.address

    def avoid(self, address: Address) -> None:
        """Leave a host alone for a while that did not answer; one of our own is ended."""
        if self._own is not None and address == self._own.address:
            self.close()
        else:
            self._avoided_until = self._machine.now().awake + AVOID_SECONDS

    def watched(self) -> list[int]:
        """Give the handle that can be read when our own host has ended."""
        return [] if self._own is None else [self._own.child.lifeline]

    def attend(self, in_use: Collection[Address]) -> None:
        """End our own host where it is dead, or not needed any more since the monitor has one."""
        own = self._own
        if own is not None and (own.child.has_ended() or (own.address not in in_use and self._shared())):
            self.close()

    def close(self) -> None:
        """End our own host."""
        if self._own is not None:
            self._own.listener.close()  # who waits there hears at once that nobody comes
            self._own.child.end()
            self._own = None

    def _shared(self) -> Address | None:
        """Give the monitor's host, unless it is left alone."""
        if self._machine.now().awake < self._avoided_until:
            return None
        return published(self._home, self._machine)


class _Own:
    """A host of our own, which ends with us."""

    def __init__(self, home: str) -> None:
        self.listener = listen()
        self.address = Address(self.listener.getsockname()[1], new_token())
        self.child = Child(home, self.listener, self.address.token, STDERR)


def is_reachable(address: Address) -> bool:
    """Tell whether somebody listens at an address."""
    try:
        socket.create_connection((LOOPBACK, address.port), REACH_SECONDS).close()
    except OSError:
        return False
    return True
