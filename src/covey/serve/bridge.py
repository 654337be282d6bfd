"""What a session starts as its MCP server: `python -I -S bridge.py --home DIR`; lines of JSON-RPC come and go.

Where the monitor keeps a host this process only carries each line there and back. Where it does not, this process
becomes the whole server itself.
"""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__":
    sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination.interpreter import python_of
from covey.coordination.machine import Machine
from covey.serve.address import published
from covey.serve.hosts import Hosts, is_reachable
from covey.serve.lines import Lines
from covey.serve.relay import Relay
from covey.settings import OWN_PYTHON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

UNREACHABLE = 75


def main(home: str) -> int:
    """Carry lines until the client has no more."""
    machine = Machine()
    address = published(home, machine)
    if address is None or not is_reachable(address):
        return become_server(home)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as SIGTERM: nothing of ours is left half done
    hosts = Hosts(home, machine)
    try:
        Relay(Lines(), hosts, machine, project_of(os.environ)).run()
    except BrokenPipeError:
        pass  # nobody listens any more
    finally:
        hosts.close()
    return 0


def project_of(environ: Mapping[str, str]) -> str:
    """Give the folder of the client's project; '/' where that is gone."""
    try:
        return environ.get("CLAUDE_PROJECT_DIR") or os.getcwd()
    except OSError:
        return "/"


def become_server(home: str) -> int:
    """Go on as `covey mcp`, in this very process; come back only where that cannot be."""
    python = python_of(home)
    command = [python, *OWN_PYTHON, "-m", "covey", "mcp"]
    try:
        os.execve(python, command, os.environ | {"COVEY_HOME": home})  # noqa: S606 - it becomes us
    except OSError as error:
        sys.stderr.write(f"covey: the MCP server cannot be started: {python}: {error.strerror}\n")
        return UNREACHABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1]))
