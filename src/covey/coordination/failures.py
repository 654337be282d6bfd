"""The record of our own failures in hooks and tools: a plain file, because the store may be what failed."""

from __future__ import annotations

import os

from covey.model.value import Value

FILE_NAME = "hook-failures.tsv"
LARGEST_FILE = 262144
LARGEST_FIELD = 1000
OF_MCP = "mcp "
"""What the event of a failure begins with that was none of a hook, but of a tool."""

RECENT_SECONDS = 86400.0
"""How long a failure is shown wherever sessions are."""


class Failure(Value):
    """One time that a hook, or a tool of the MCP server, could not do its work; Claude Code went on without it."""

    at: float
    event: str
    session_id: str
    message: str
    where: str


def record(home: str, failure: Failure) -> bool:
    """Append a failure to the record in a state folder; tell whether that was possible."""
    line = "\t".join(one_line(str(value)) for value in failure.as_dict().values()) + "\n"
    path = os.path.join(home, FILE_NAME)
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size > LARGEST_FILE:
                os.rename(path, path + ".old")
            os.write(handle, line.encode("utf-8", "backslashreplace"))
        finally:
            os.close(handle)
    except OSError:
        return False
    return True


def since(home: str, earliest: float) -> list[Failure]:
    """List the recorded failures from a time on, oldest first."""
    path = os.path.join(home, FILE_NAME)
    found = [_parsed(line) for name in (path + ".old", path) for line in _lines(name)]
    return [failure for failure in found if failure is not None and failure.at >= earliest]


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as lines:
            return lines.readlines()
    except OSError:
        return []


def _parsed(line: str) -> Failure | None:
    at, *rest = line.rstrip("\n").split("\t")
    try:
        return Failure(float(at), *rest)
    except (ValueError, TypeError):
        return None  # a line that a kill or a full disk cut short


def one_line(text: str) -> str:
    """Give a text as the record keeps it: printable, and not too long."""
    return "".join(char if char.isprintable() else " " for char in text[:LARGEST_FIELD])
