"""A client of MCP at one end of a bridge, as plain as the protocol is: lines of JSON out, lines of JSON in."""

from __future__ import annotations

import json
import os
import select
import subprocess
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

BOUND_SECONDS = 40
HANDSHAKE = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "tess", "version": "1"}}


class McpClient:
    """A client, and the server process that it has started."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        """Start the server."""
        ends: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
        self.process = subprocess.Popen(command, env=environ, cwd=folder, **ends)
        self._numbers = count(1)
        self._heard = b""

    def say(self, line: bytes) -> None:
        """Write a line."""
        assert self.process.stdin is not None
        rest = memoryview(line + b"\n")
        while rest:
            rest = rest[os.write(self.process.stdin.fileno(), rest) :]

    def send(self, method: str, **params: Any) -> int:
        """Send a request, and give its id."""
        number = next(self._numbers)
        self.say(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        return number

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self.say(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def hear(self) -> dict[str, Any]:
        """Give the next message that comes."""
        return json.loads(self.hear_line())

    def hear_line(self) -> bytes:
        """Give the next line that comes."""
        while b"\n" not in self._heard:
            self._heard += self._more()
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a request, and give its answer."""
        number = self.send(method, **params)
        answer = self.hear()
        assert answer["id"] == number, answer
        return answer

    def greet(self) -> dict[str, Any]:
        """Shake hands."""
        answer = self.ask("initialize", **HANDSHAKE)
        self.tell("notifications/initialized")
        return answer

    def hush(self) -> None:
        """Say that there is no more to come."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def rest(self) -> list[dict[str, Any]]:
        """Give all lines up to the end of the process."""
        while more := self._read():
            self._heard += more
        assert self.process.wait(BOUND_SECONDS) == 0
        return [json.loads(line) for line in self._heard.splitlines()]

    def _more(self) -> bytes:
        more = self._read()
        assert more, f"the server said no more, and ended with {self.process.wait(BOUND_SECONDS)}"
        return more

    def _read(self) -> bytes:
        assert self.process.stdout is not None
        handle = self.process.stdout.fileno()
        assert select.select([handle], [], [], BOUND_SECONDS)[0], f"the server said nothing for {BOUND_SECONDS} s"
        return os.read(handle, 1 << 20)
