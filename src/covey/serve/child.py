"""The MCP host as a child: it serves a listening socket that its parent keeps, and ends with its parent.

The token goes through its standard input, whose end is its end, however the parent ended. Its standard output says
nothing: it is closed by the child's end, so that a parent that waits in `select` hears of it.
"""

from __future__ import annotations

import os
import select
import signal

from covey.coordination.interpreter import python_of
from covey.model.json_rpc import LARGEST_MESSAGE
from covey.model.mcp import SOCKET
from covey.settings import OWN_PYTHON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket

END_SECONDS = 5.0


class Child:
    """One host that was started."""

    def __init__(self, home: str, listener: socket, token: str, errors: int) -> None:
        """Start it, with a handle for what it has to complain of; raise OSError where that cannot be."""
        reading, self._input = os.pipe()
        self.lifeline, writing = os.pipe()
        os.write(self._input, f"{token}\n".encode())
        ends = {reading: 0, writing: 1, errors: 2, listener.fileno(): SOCKET}
        actions = [(os.POSIX_SPAWN_DUP2, ours, its) for ours, its in ends.items()]
        python = python_of(home)
        command = [python, *OWN_PYTHON, "-m", "covey.mcp.host", home, str(LARGEST_MESSAGE)]
        try:
            self.pid = os.posix_spawn(python, command, os.environ, file_actions=actions, setsid=True)
        except OSError:
            os.close(self._input)
            os.close(self.lifeline)
            raise
        finally:
            os.close(reading)
            os.close(writing)

    def has_ended(self) -> bool:
        """Tell whether it is gone, or about to be."""
        return bool(select.select([self.lifeline], [], [], 0)[0])

    def end(self) -> int:
        """Have it end what it is doing, wait for its end, and give its exit status."""
        os.close(self._input)
        if not select.select([self.lifeline], [], [], END_SECONDS)[0]:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.lifeline)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
