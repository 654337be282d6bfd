"""Where a bridge finds a host: the one that the monitor keeps or, where none answers, one of its own."""

from __future__ import annotations

import os
import socket

from covey.serve.address import LOOPBACK, Address, published
from covey.serve.child import Child

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from covey.coordination.machine import Machine

TOKEN_BYTES = 32
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
        shared = None if self._machine.now().awake < self._avoided_until else published(self._home, self._machine)
        return shared or self._ours().address

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
        if own is not None and (own.child.has_ended() or (own.address not in in_use and self._shared_is_back())):
            self.close()

    def close(self) -> None:
        """End our own host."""
        if self._own is not None:
            self._own.listener.close()  # who waits there hears at once that nobody comes
            self._own.child.end()
            self._own = None

    def _shared_is_back(self) -> bool:
        return self._machine.now().awake >= self._avoided_until and published(self._home, self._machine) is not None

    def _ours(self) -> _Own:
        if self._own is None:
            self._own = _Own(self._home, self._machine)
        return self._own


class _Own:
    """A host of our own, which ends with us."""

    def __init__(self, home: str, machine: Machine) -> None:
        process = machine.process(os.getpid())
        if process is None:
            raise ProcessLookupError("this machine does not show its processes")
        self.listener = socket.create_server((LOOPBACK, 0), backlog=128)
        token = os.urandom(TOKEN_BYTES).hex()
        self.address = Address(self.listener.getsockname()[1], token, process)
        self.child = Child(home, self.listener, token, STDERR)


def is_reachable(address: Address) -> bool:
    """Tell whether somebody listens at an address."""
    try:
        socket.create_connection((LOOPBACK, address.port), REACH_SECONDS).close()
    except OSError:
        return False
    return True
