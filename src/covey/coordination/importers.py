"""Which files of a checkout import some others: a bounded look at the beginnings of its source files."""

from __future__ import annotations

import os

from covey.coordination.folders import is_work
from covey.model.imports import imports, is_readable, means

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ENTRIES = 20000
MOST_FILES = 2000
HEAD_BYTES = 16384
"""Imports stand at the beginning."""


def importers_of(worktree: str, paths: Sequence[str]) -> dict[str, list[str]]:
    """List, for each of some files, those that import it, in order."""
    found: dict[str, list[str]] = {path: [] for path in paths}
    wanted = [path for path in paths if is_readable(path)]
    for importer in _sources(worktree) if wanted else ():
        named = imports(_head(os.path.join(worktree, importer)), importer)
        for path in wanted:
            if path != importer and any(means(each, path, importer) for each in named):
                found[path].append(importer)
    return {path: sorted(files) for path, files in found.items()}


def _sources(worktree: str) -> Iterator[str]:
    """Give the first of the source files, without those in hidden folders and in those that tools fill."""
    seen = files = 0
    for folder, inner, names in os.walk(worktree):
        inner[:] = sorted(name for name in inner if is_work(name))
        seen += len(inner) + len(names)
        for name in sorted(names):
            if is_readable(name):
                files += 1
                yield os.path.relpath(os.path.join(folder, name), worktree)
            if files >= MOST_FILES:
                return
        if seen >= MOST_ENTRIES:
            return


def _head(path: str) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return os.read(handle, HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(handle)
