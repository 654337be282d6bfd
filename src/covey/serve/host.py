"""The monitor's MCP host: the monitor listens, and has the server run, as its child, as soon as somebody calls.

The socket is the monitor's own. So callers that come while there is no child, since none was needed yet or the last
one died, wait a moment in the kernel's queue, and none is refused.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from covey.serve.address import FILE_NAME, Notice, listen, new_token, noted, publish
from covey.serve.child import Child
from covey.serve.journal import WARNING

if TYPE_CHECKING:
    import socket

    from covey.coordination.machine import Machine
    from covey.serve.journal import Journal

LOG = "mcp.log"
"""What the child last complained of."""

PAUSE_SECONDS, MOST_DOUBLINGS = 2.0, 11
"""After failures the pause grows to an hour."""

STEADY_SECONDS = 10.0
"""Whoever ran so long was well: its end is not counted with those before."""


class Host:
    """The host of one monitor."""

    def __init__(self, home: str, machine: Machine, journal: Journal) -> None:
        """Open nothing yet."""
        self._home, self._machine, self._journal = home, machine, journal
        self._listener: socket.socket | None = None
        self._child: Child | None = None
        self._token = ""
        self._started = self._rests_until = float("-inf")
        self._failure: str = ""
        self._failures = 0

    def watched(self) -> list[int]:
        """Give the handles that can be read as soon as there is something to attend to."""
        if self._child is not None:
            return [self._child.lifeline]
        return [self._listener.fileno()] if self._listener is not None else []

    def attend(self) -> None:
        """Listen, start the child where somebody calls, and see what has become of it; what fails is tried again."""
        try:
            if self._child is not None:
                self._look_after(self._child)
            elif self._listener is not None:
                self._answer(self._listener)
            elif self._machine.now().awake >= self._rests_until:
                self._listen()
        except OSError as error:
            self._fail(f"{error.strerror or error}")

    def close(self) -> None:
        """End the child, and listen no more."""
        self._stop_listening()
        if self._child is not None:
            self._child.end()
            self._child = None

    def _listen(self) -> None:
        process = self._machine.process(os.getpid())
        if process is None:
            return
        before = noted(self._home)
        self._token = before.token if before else new_token()
        listener = listen(before.port if before else 0)
        try:
            publish(self._home, Notice(listener.getsockname()[1], self._token, process))
        except OSError as error:
            listener.close()
            raise OSError(error.errno, f"{FILE_NAME} cannot be written: {error.strerror}") from error
        self._listener = listener

    def _answer(self, listener: socket.socket) -> None:
        """Start the child where somebody is in the queue."""
        if not select.select([listener], [], [], 0)[0]:
            return
        errors = os.open(Path(self._home, LOG), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            self._child = Child(self._home, listener, self._token, errors)
        finally:
            os.close(errors)
        self._started = self._machine.now().awake
        if not self._failures:
            self._journal.say("mcp.started", f"process {self._child.pid}")

    def _look_after(self, child: Child) -> None:
        if not child.has_ended():
            return
        self._child = None
        status = child.end()
        if self._machine.now().awake - self._started >= STEADY_SECONDS:
            self._failure, self._failures = "", 0
        self._fail(f"it ended with status {status}{self._last_words()}")

    def _fail(self, said: str) -> None:
        """Tell it once; the second failure in a row sends the callers away, until a pause that grows is over."""
        if said != self._failure:
            self._journal.say("mcp.failed", f"{said}; it is tried again", level=WARNING)
        self._failure, self._failures = said, self._failures + 1
        if self._failures > 1 or self._listener is None:
            self._stop_listening()
            pause = PAUSE_SECONDS * 2 ** min(self._failures, MOST_DOUBLINGS)
            self._rests_until = self._machine.now().awake + pause

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = Path(self._home, LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return f": {lines[-1][-200:]}" if lines else ""
        return ""
