"""Whether a file that is there belongs to two targets: both may be patterns, or folders, that share no file now."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.model.lock import overlaps_on_disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.lock import Target

MOST_FILES = 2000
"""Comparing a file with two patterns takes a quarter of a millisecond; of more files the answer is yes."""


def have_common_file(one: Target, other: Target) -> bool:
    """Tell whether some file belongs to both; yes as well where there are too many files to say."""
    deeper = max(one, other, key=lambda target: len(target.place))
    for number, path in enumerate(_files(deeper.worktree, deeper.anchor)):
        file = places.beside(deeper, path)
        if number >= MOST_FILES or (overlaps_on_disk(file, one) and overlaps_on_disk(file, other)):
            return True
    return False


def _files(root: str, inside: str) -> Iterator[str]:
    """Give the files at a path or beneath it, relative to the root; what a link leads to is elsewhere."""
    folders = [inside]
    if os.path.isfile(os.path.join(root, inside)):
        yield inside
    while folders:
        folder = folders.pop()
        for entry in _entries(os.path.join(root, folder)):
            path = os.path.join(folder, entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif not entry.is_symlink():
                yield path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if entry.name != ".git"]
    except OSError:
        return []
