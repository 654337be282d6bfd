"""The lines between a client and its bridge: those that have come, and those that are to go. Nothing here waits."""

from __future__ import annotations

import os

CHUNK = 1 << 16
PIECE = 4096
"""So much can always be written to a pipe that `select` found ready."""


class Lines:
    """A client's lines, read from one handle and written to another."""

    def __init__(self, reading: int = 0, writing: int = 1) -> None:
        """Begin, on the standard input and output where nothing else is said."""
        self.reading, self.writing = reading, writing
        self.is_open = True
        self._half: list[bytes] = []
        self._unwritten: list[memoryview] = []

    @property
    def is_written(self) -> bool:
        """Whether all that was said has gone."""
        return not self._unwritten

    def take(self) -> list[bytes]:
        """Give the lines that are whole by what has come now; the last one may have no end."""
        chunk = os.read(self.reading, CHUNK)
        self.is_open = bool(chunk)
        *ends, rest = chunk.split(b"\n") if chunk else [b"", b""]
        lines: list[bytes] = []
        for end in ends:
            lines.append(b"".join([*self._half, end]).strip())
            self._half = []
        self._half.append(rest)
        return [line for line in lines if line]

    def say(self, line: bytes) -> None:
        """Have a line written as soon as it can be."""
        self._unwritten.append(memoryview(line.replace(b"\n", b" ") + b"\n"))

    def write(self) -> None:
        """Write what can be written now."""
        first = self._unwritten[0]
        rest = first[os.write(self.writing, first[:PIECE]) :]
        self._unwritten[:1] = [rest] if rest else []
