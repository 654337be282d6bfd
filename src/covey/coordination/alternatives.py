"""What a session that was refused a file can do instead: its tests, its neighbours, other parts of the workspace."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.model.lock import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.coordination.locks import Desk

MOST = 3
WIDEST_LOOK = 200


def free_meanwhile(desk: Desk, target: Target, session_id: str) -> list[str]:
    """Name up to three places that no other session holds: tests of the file first, then top-level folders."""
    candidates = dict.fromkeys(_candidates(target))
    free = (path for path in candidates if not desk.tx.is_near_others(_at(path, target), session_id))
    return [path for path, _ in zip(free, range(MOST), strict=False)]


def _at(path: str, target: Target) -> Target:
    inside = path.removeprefix("/")
    return Target(target.workspace, target.worktree, inside, places.key_of(inside, target.worktree))


def _candidates(target: Target) -> Iterator[str]:
    for path in _tests_of(target.path):
        if os.path.isfile(os.path.join(target.worktree, path)):
            yield path
    top = target.path.partition("/")[0]
    if target.worktree != "/":
        yield from (name for name in _folders(target.worktree) if name != top)


def _tests_of(path: str) -> Iterator[str]:
    """Name where the tests of a file usually lie."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    inner = folder.partition("/")[2]
    for tests in (folder, os.path.join(folder, "tests"), os.path.join(folder, "__tests__"), "tests", f"tests/{inner}"):
        for form in (f"test_{stem}{ending}", f"{stem}_test{ending}", f"{stem}.test{ending}", f"{stem}.spec{ending}"):
            yield os.path.join(tests, form)


def _folders(root: str) -> list[str]:
    try:
        with os.scandir(root) as entries:
            first = [entry.name for entry, _ in zip(entries, range(WIDEST_LOOK), strict=False) if entry.is_dir()]
    except OSError:
        return []
    return sorted(name for name in first if not name.startswith((".", "_")) and name not in NOT_WORK)


NOT_WORK = ("node_modules", "dist", "build", "target", "venv", "site", "coverage")
"""Folders that tools fill: nobody is sent there to work."""
