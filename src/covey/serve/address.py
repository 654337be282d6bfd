"""Where the MCP host listens: its port and its token, as `mcp.json` of the state folder tells them."""

from __future__ import annotations

import json
import os
import socket

from covey.model.mcp import PATH
from covey.model.session import Process
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.machine import Machine

FILE_NAME = "mcp.json"
LOOPBACK = "127.0.0.1"
TOKEN_BYTES = 32
MOST_IN_QUEUE = 128


class Address(Value):
    """A port of this machine, and the token that opens it."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """Where MCP is spoken."""
        return f"http://{LOOPBACK}:{self.port}{PATH}"


class Notice(Address):
    """An address, and the process that keeps its port open."""

    process: Process


def noted(home: str) -> Notice | None:
    """Give the address that was noted last, whether or not anybody listens there; None where none can be read."""
    try:
        with open(os.path.join(home, FILE_NAME), encoding="utf-8") as file:
            record = json.load(file)
        process = Process(str(record["host"]), int(record["pid"]), str(record["start"]))
        return Notice(int(record["port"]), str(record["token"]), process)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def published(home: str, machine: Machine) -> Notice | None:
    """Give the address of the host that the monitor keeps, or None where no monitor of this machine keeps one."""
    notice = noted(home)
    if notice is None or not machine.is_same(notice.process.host) or machine.is_gone(notice.process):
        return None
    return notice


def publish(home: str, notice: Notice) -> None:
    """Note an address, for the user's own processes alone; raise OSError where that cannot be."""
    record = {"url": notice.url, "port": notice.port, "token": notice.token, **notice.process.as_dict()}
    unborn = os.path.join(home, f"{FILE_NAME}.{os.getpid()}.unborn")
    handle = os.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2)
    os.replace(unborn, os.path.join(home, FILE_NAME))


def listen(port: int = 0) -> socket.socket:
    """Listen at this port, or at any other where it is taken; raise OSError where there is none."""
    try:
        return socket.create_server((LOOPBACK, port), backlog=MOST_IN_QUEUE)
    except OSError:
        return socket.create_server((LOOPBACK, 0), backlog=MOST_IN_QUEUE)


def new_token() -> str:
    """Give a token that nobody can guess."""
    return os.urandom(TOKEN_BYTES).hex()
