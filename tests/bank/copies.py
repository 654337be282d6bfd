"""A folder that is put back to what it was, file by file where something changed: copying all of it takes too long."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Known = tuple[int, int, int, int, int]


class Copy:
    """A folder at a fixed place, and the original that it is made like again."""

    def __init__(self, original: Path, place: Path) -> None:
        """Take a folder as it stands for the one to come back to."""
        self.original, self.place = original, place
        shutil.copytree(place, original, symlinks=True)
        self._known = _scan(place)

    def restore(self) -> None:
        """Make the folder like the original again."""
        now = _scan(self.place)
        changed = [path for path in self._known if now.get(path) != self._known[path]]
        gone = sorted((path for path in now if path not in self._known or path in changed), reverse=True)
        for path in gone:
            _remove(self.place / path)
        for path in sorted(changed):
            _put(self.original / path, self.place / path)
            self._known[path] = _known(os.lstat(self.place / path))


def _scan(root: Path) -> dict[str, Known]:
    found: dict[str, Known] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                path = f"{folder}{entry.name}"
                found[path] = _known(entry.stat(follow_symlinks=False))
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
    return found


def _known(found: os.stat_result) -> Known:
    if stat.S_ISDIR(found.st_mode):
        return found.st_mode, 0, 0, 0, 0
    return found.st_mode, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _put(original: Path, place: Path) -> None:
    if original.is_symlink():
        place.symlink_to(original.readlink())
    elif original.is_dir():
        place.mkdir(exist_ok=True)
        place.chmod(original.stat().st_mode)
    else:
        shutil.copy2(original, place)
