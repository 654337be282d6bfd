"""A real Redis of a test's own: on a socket in a folder, ended by its process id."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Self

from covey.testing.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 30.0


class RedisServer:
    """One server that keeps nothing on the disk; leaving the context ends it."""

    def __init__(self, folder: Path, password: str = "") -> None:
        """Keep where its socket is."""
        self.socket, self._password = folder / "redis.sock", password
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """How it is named in the settings."""
        return f"unix://{f':{self._password}@' if self._password else ''}{self.socket}"

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        """End it."""
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        options = {"port": "0", "unixsocket": str(self.socket), "save": "", "appendonly": "no"}
        options |= {"requirepass": self._password} if self._password else {}
        command = ["redis-server", *(part for name, value in options.items() for part in (f"--{name}", value))]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=self.socket.parent)
        assert until(self.socket.exists, START_SECONDS)

    def kill(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self.socket.unlink(missing_ok=True)
            self._process = None
