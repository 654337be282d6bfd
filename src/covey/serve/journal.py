"""The monitor's own log: lines of JSON in `serve.log` of the state folder, bounded, with one older file kept."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.model.moment import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.event import Event

    Listener = Callable[[dict[str, Any]], object]

FILE_NAME = "serve.log"
LARGEST_FILE = 1_048_576
INFO, WARNING, ERROR = "info", "warning", "error"


class Journal:
    """What the monitor says: to its file and, in the foreground, to who watches."""

    def __init__(self, home: str, now: Callable[[], float], listener: Listener | None = None) -> None:
        """Say it in a state folder."""
        self._path, self._now, self._listener = Path(home, FILE_NAME), now, listener

    def say(self, what: str, detail: str = "", level: str = INFO, **more: object) -> None:
        """Write one line."""
        self._keep({"at": rfc3339(self._now()), "level": level, "what": what, "detail": detail, **more})

    def retell(self, event: Event) -> None:
        """Write what was done to the record."""
        about = {"session_id": event.session_id, "workspace": event.workspace, "path": event.path}
        self.say(event.kind, event.detail, **{name: value for name, value in about.items() if value})

    def _keep(self, line: dict[str, Any]) -> None:
        with suppress(OSError):  # a full disk: who watches is told all the same
            self._append(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        if self._listener is not None:
            self._listener(line)

    def _append(self, line: bytes) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(handle).st_size > LARGEST_FILE:
                self._path.replace(f"{self._path}.old")  # this line is the old file's last
            os.write(handle, line)
        finally:
            os.close(handle)
