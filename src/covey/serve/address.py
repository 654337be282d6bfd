"""Where the MCP host listens: its port and its token, as `mcp.json` of the state folder tells them."""

from __future__ import annotations

import json
import os

from covey.model.session import Process
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.machine import Machine

FILE_NAME = "mcp.json"
LOOPBACK = "127.0.0.1"
PATH = "/mcp"


class Address(Value):
    """A port of this machine, the token that opens it, and the process that keeps it open."""

    port: int
    token: str
    process: Process

    @property
    def url(self) -> str:
        """Where MCP is spoken."""
        return f"http://{LOOPBACK}:{self.port}{PATH}"


def noted(home: str) -> Address | None:
    """Give the address that was noted last, whether or not anybody listens there; None where none can be read."""
    try:
        with open(os.path.join(home, FILE_NAME), encoding="utf-8") as file:
            record = json.load(file)
        process = Process(str(record["host"]), int(record["pid"]), str(record["start"]))
        return Address(int(record["port"]), str(record["token"]), process)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def published(home: str, machine: Machine) -> Address | None:
    """Give the address of the host that the monitor keeps, or None where no monitor of this machine keeps one."""
    address = noted(home)
    if address is None or address.process.host != machine.host or machine.is_gone(address.process):
        return None
    return address


def publish(home: str, address: Address) -> None:
    """Note an address, for the user's own processes alone; raise OSError where that cannot be."""
    process = address.process
    record = {"url": address.url, "port": address.port, "token": address.token, **process.as_dict()}
    unborn = os.path.join(home, f"{FILE_NAME}.{os.getpid()}.unborn")
    handle = os.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2)
    os.replace(unborn, os.path.join(home, FILE_NAME))
