"""What a session that was refused a file can do instead: its tests, its neighbours, other parts of the workspace."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.folders import folders_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.coordination.locks import Desk
    from covey.model.lock import Target

MOST = 3


def free_meanwhile(desk: Desk, target: Target, session_id: str) -> list[str]:
    """Name up to three places that no other session holds: tests of the file first, then top-level folders."""
    candidates = dict.fromkeys(_candidates(target))
    free = (
        path
        for path in candidates
        if not desk.tx.is_near_others(places.beside(target, f"{path.removeprefix('/')}/"), session_id)
    )
    return [path for path, _ in zip(free, range(MOST), strict=False)]


def _candidates(target: Target) -> Iterator[str]:
    yield from tests_of(target.worktree, target.path)
    top = target.path.partition("/")[0]
    if target.worktree != "/":
        yield from (name for name in folders_in(target.worktree) if name != top)


def tests_of(worktree: str, path: str) -> Iterator[str]:
    """Name the files that are there and are, by their names, the tests of a file."""
    return (place for place in dict.fromkeys(_usual_places(path)) if os.path.isfile(os.path.join(worktree, place)))


def _usual_places(path: str) -> Iterator[str]:
    """Name where the tests of a file usually lie."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    inner = folder.partition("/")[2]
    for tests in (folder, os.path.join(folder, "tests"), os.path.join(folder, "__tests__"), "tests", f"tests/{inner}"):
        for form in (f"test_{stem}{ending}", f"{stem}_test{ending}", f"{stem}.test{ending}", f"{stem}.spec{ending}"):
            yield os.path.join(tests, form)
