"""What a command really gets at of what its patterns match: not what it excludes, nor files without a certain text."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.errors import UserError
from covey.hooks.filesystem import Disk
from covey.model.lock import HERE, overlaps_on_disk, relation
from covey.model.shell.effect import MOVE, REWRITE, SWEEP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from covey.hooks.door import Visit
    from covey.model.lock import Lock, Target
    from covey.model.shell.effect import Effect

MOST_COMPARED = 500
"""So many held files are looked into; where there are more, the pattern counts."""


def selected(visit: Visit, effects: Iterable[Effect]) -> Iterator[Effect]:
    """Give effects without conditions: in place of a pattern with some, the held files that meet them."""
    for effect in effects:
        if effect.kind in (SWEEP, MOVE) or not (effect.excluded or effect.containing):
            yield effect
        elif effect.is_pattern:
            yield from _held(visit, effect)
        elif _holds(os.path.join(effect.base, effect.path), effect.containing):
            yield effect.but(excluded=(), containing="")


def pattern_target(effect: Effect) -> Target:
    """Give what a pattern stands for: files alone, unless a slash behind it or git says that folders are meant too."""
    if effect.kind in (SWEEP, MOVE):
        return places.pattern_target(os.path.join(effect.path, ""), effect.base)
    return places.pattern_target(effect.path, effect.base, is_file=not effect.path.endswith("/"))


def excluded_targets(effect: Effect) -> tuple[Target, ...]:
    """Give the patterns that an effect leaves alone, as they are compared with locks."""
    return tuple(places.pattern_target(glob, effect.base) for glob in effect.excluded)


def _held(visit: Visit, effect: Effect) -> list[Effect]:
    plain = effect.but(excluded=(), containing="")
    try:
        target, excluded = pattern_target(effect), excluded_targets(effect)
    except UserError:
        return [plain]
    with visit.store.read() as tx:
        near = [lock for lock in tx.locks_near(target) if lock.session_id != visit.call.session_id]
    met = [lock for lock in near if relation(lock.target, target, crosses=True) == HERE]
    paths = [os.path.join(lock.worktree, lock.path) for lock in met]
    if len(met) > MOST_COMPARED or any(map(_is_many, met, paths)):
        return [plain]
    left = [
        path
        for lock, path in zip(met, paths, strict=True)
        if not any(overlaps_on_disk(one, lock.target) for one in excluded) and _holds(path, effect.containing)
    ]
    return [plain.but(kind=REWRITE, path=path, is_pattern=0) for path in left]


def _is_many(lock: Lock, path: str) -> bool:
    """Tell whether a lock may hold several files, so that it cannot be told of one whether it meets the conditions."""
    return bool(lock.is_pattern) or os.path.isdir(path)


def _holds(path: str, text: str) -> bool:
    """Tell whether a file may hold a text; one that is too large to be looked into may."""
    if not text:
        return True
    found = Disk().text(path)
    return text in found if found is not None else os.path.exists(path)
