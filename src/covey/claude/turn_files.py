"""The files in a turn's folder: what its process reads and writes, and what we note of its end."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROMPT, STREAM, ERRORS = "prompt.ndjson", "stream.ndjson", "errors.txt"
ENDED, NOT_STARTED = "ended", "not_started"
LARGEST_ERRORS = 65536


def write_whole(path: Path, words: str) -> None:
    """Write a file that is there as a whole or not at all."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.write_text(words, encoding="utf-8", errors="surrogatepass")
    own.replace(path)


def note_ended(folder: Path, kind: str) -> None:
    """Note, before it is done, that we end a turn, and as what; so whoever takes it up ends it as the same.

    On a full disk it is ended all the same.
    """
    with suppress(OSError):
        write_whole(folder / ENDED, kind)


def note_not_started(folder: Path, why: str) -> None:
    """Note that the program could not be started."""
    write_whole(folder / NOT_STARTED, why)


def noted(folder: Path, name: str) -> str:
    """Give what was noted in a file; '' where nothing was."""
    return _read(folder / name)


def errors_of(folder: Path) -> str:
    """Give what the process said on its standard error, the end of it where that is much."""
    return _read(folder / ERRORS)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - LARGEST_ERRORS))
            return file.read().decode("utf-8", "replace").strip()
    except OSError:
        return ""
