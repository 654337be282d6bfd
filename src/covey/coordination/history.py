"""The days of the history folder: old ones are taken away, as far as they are ours."""

from __future__ import annotations

import contextlib
import json
import os

from covey.coordination.manifests import UNBORN, names_in, read

LONGEST_DAY = len("2026-11-20")


def forget(claude_folder: str, before: str) -> int:
    """Take away the history of the days before one (such as 2026-11-20); give the number of files.

    Whatever else lies in those folders stays.
    """
    history = os.path.join(claude_folder, "sessions", "history")
    days = [name for name in names_in(history) if _is_day(name) and name < before]
    return sum(_forget_day(os.path.join(history, day)) for day in days)


def _is_day(name: str) -> bool:
    return len(name) == LONGEST_DAY and name.isascii() and name.replace("-", "").isdecimal()


def _forget_day(folder: str) -> int:
    """Take our files out of a day's folder, and the folder away if nothing else lies there; give their number."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        return 0
    ours = [path for name in names_in(folder) if _is_ours(path := os.path.join(folder, name))]
    for path in ours:
        os.unlink(path)
    with contextlib.suppress(OSError):  # something else lies there
        os.rmdir(folder)
    return len(ours)


def _is_ours(path: str) -> bool:
    """Tell whether a file is the manifest of an ended session, or what a kill left of one."""
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    if path.endswith(UNBORN):
        return True
    try:
        content = json.loads(read(path) or b"")
    except ValueError:
        return False
    is_manifest = isinstance(content, dict) and content.keys() >= {"session_id", "started", "ended", "status"}
    return is_manifest and os.path.basename(path) == f"{content['session_id']}.json"
