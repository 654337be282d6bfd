"""A growing file of JSON lines, read tolerantly: what is broken is passed over and counted, and never fatal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_LINE = 64 * 1024 * 1024
PIECE = 1024 * 1024


class Stream:
    """What a process writes to a file, one JSON object a line, followed while it grows."""

    def __init__(self, path: Path) -> None:
        """Begin at the file's beginning; it need not be there yet."""
        self._path = path
        self._line: list[bytes] = []
        self.size = 0
        self.broken = 0

    def read(self, *, is_whole: bool = False) -> list[dict[str, Any]]:
        """Give the objects of the lines that are new; the last line may lack its end only when the file is whole."""
        found: list[dict[str, Any]] = []
        for piece in self._pieces():
            first, *rest = piece.split(b"\n")
            self._keep(first)
            for line in rest:
                self._end_line(found)
                self._keep(line)
        if is_whole:
            self._end_line(found)
        return found

    def _pieces(self) -> list[bytes]:
        try:
            with self._path.open("rb") as file:
                file.seek(self.size)
                pieces = list(iter(lambda: file.read(PIECE), b""))
        except OSError:
            return []
        self.size += sum(map(len, pieces))
        return pieces

    def _keep(self, part: bytes) -> None:
        if sum(map(len, self._line)) <= LARGEST_LINE:
            self._line.append(part)

    def _end_line(self, found: list[dict[str, Any]]) -> None:
        raw, self._line = b"".join(self._line), []
        if not raw.strip():
            return
        value = parsed(raw) if len(raw) <= LARGEST_LINE else None
        if value is None:
            self.broken += 1
        else:
            found.append(value)


def parsed(raw: bytes) -> dict[str, Any] | None:
    """Give a line's object; None for what is none. A broken character becomes a replacement."""
    try:
        value: object = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
