"""The folders of a worktree that people work in; a bounded look, at one folder's own entries."""

from __future__ import annotations

import os

WIDEST_LOOK = 200

NOT_WORK = ("node_modules", "dist", "build", "target", "venv", "site", "coverage", "out", "vendor")
"""Folders that tools fill: nobody is sent there to work."""


def folders_in(folder: str) -> list[str]:
    """Name the folders in a folder in which people work, in order; none where it cannot be listed."""
    return [name for name, is_folder in _entries(folder) if is_folder and is_work(name)]


def has_files(folder: str) -> bool:
    """Tell whether files lie in a folder itself."""
    return any(not is_folder and not name.startswith(".") for name, is_folder in _entries(folder))


def is_work(name: str) -> bool:
    """Tell whether a folder of this name is one that people work in: not hidden, and not filled by a tool."""
    return not name.startswith((".", "_")) and name not in NOT_WORK


def _entries(folder: str) -> list[tuple[str, bool]]:
    try:
        with os.scandir(folder) as entries:
            first = [(entry.name, entry.is_dir()) for entry, _ in zip(entries, range(WIDEST_LOOK), strict=False)]
    except OSError:
        return []
    return sorted(first)
