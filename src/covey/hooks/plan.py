"""What a shell command would get at, as far as its text and git tell before it runs; no transaction is open yet."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.commands import Reach, Sweep
from covey.errors import UserError
from covey.hooks.selection import excluded_targets, pattern_target, selected
from covey.model.pattern import matches
from covey.model.shell.effect import CLEAN, MOVE, REMOVE, REWRITE, STASH, SWEEP, WORKTREE, WRITE
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.coordination.stashes import Taking
    from covey.hooks.door import Law, Visit
    from covey.model.lock import Target
    from covey.model.shell.effect import Effect

GIT_SECONDS = 2.0
IN_PLACE = " -i"
"""How `sed -i` and its like are told from what makes new files."""

UNTRACKED, IGNORED = "??", "!!"
TAKE_KNOWN = ("git checkout", "git commit", "git reset", "git restore")
SCRATCH = ("/dev/", "/proc/", "/tmp/", "/var/tmp/", "/private/tmp/", "/private/var/tmp/")  # noqa: S108 - nothing is written there
"""Folders that nobody's work lies in; a repository in one of them counts all the same."""


class Part(Value):
    """What a command gets at in one worktree, and what holds there."""

    law: Law
    reaches: tuple[Reach, ...]
    sweeps: tuple[Sweep, ...]
    takings: tuple[Taking, ...] = ()


def parts(visit: Visit, effects: Sequence[Effect]) -> list[Part]:
    """Sort what a command would do by worktree; what is not guarded is left out."""
    found: dict[str, list[Reach | Sweep]] = {}
    for effect in selected(visit, effects):
        one = None if effect.kind == STASH else _placed(effect)
        if one is not None:
            found.setdefault(one.target.worktree, []).append(one)
    made = [_part(visit, root, ones) for root, ones in found.items()]
    if any(effect.kind == STASH for effect in effects):
        made += _of_stashes(visit, effects)
    visit.settle(visit.root)
    return [part for part in made if part is not None]


def _of_stashes(visit: Visit, effects: Sequence[Effect]) -> list[Part | None]:
    from covey.hooks.stashes import takings  # noqa: PLC0415 - few commands are about the stash; ADR 0003

    return [_part(visit, taking.target.worktree, (), taking) for taking in takings(visit, effects)]


def _placed(effect: Effect) -> Reach | Sweep | None:
    try:
        target = _target(effect)
    except UserError:
        return None  # no file can have this name, so none is written
    if effect.kind in (SWEEP, MOVE):
        return Sweep(target, effect.by, int(effect.kind == MOVE), excluded=excluded_targets(effect))
    is_written = effect.kind == WRITE and not effect.is_pattern and not _is_scratch(target)
    makes_files = effect.kind in (WRITE, REWRITE) and not _rewrites_matches(effect)
    crosses = not is_written and effect.kind != REWRITE  # formatters leave ignored folders alone, where worktrees lie
    return Reach(target, int(is_written), int(makes_files), int(crosses))


def _rewrites_matches(effect: Effect) -> bool:
    """Tell whether files that a pattern matches are rewritten, so that none is made: by a formatter, or in place."""
    return bool(effect.is_pattern) and (effect.kind == REWRITE or IN_PLACE in effect.by)


def _target(effect: Effect) -> Target:
    if effect.is_pattern:
        return pattern_target(effect)
    if effect.path == WORKTREE:
        worktree = places.worktree_of(places.real(effect.base))
        return places.target(worktree.root if worktree else effect.base)
    if effect.by == "git worktree":
        named = places.worktree_named(effect.path, effect.base)
        return places.target(named or effect.path, effect.base)
    placed = {WRITE: places.file_target, REMOVE: places.entry_target}.get(effect.kind, places.target)
    return placed(effect.path, effect.base)


def _is_scratch(target: Target) -> bool:
    """Tell whether nobody comes to hold a file by writing it; others may hold it all the same."""
    if target.worktree != places.NO_REPOSITORY:
        return False
    return target.path.startswith((*SCRATCH, os.environ.get("TMPDIR") or "/tmp/"))  # noqa: S108 - nothing is written there


def _part(visit: Visit, root: str, ones: Sequence[Reach | Sweep], *takings: Taking) -> Part | None:
    visit.settle(visit.root if root == places.NO_REPOSITORY else root)
    if visit.settings.enable_file_locks == "no":
        return None
    reaches = [one for one in ones if isinstance(one, Reach) and (not one.is_written or visit.law.guards(one.target))]
    sweeps = [one for one in ones if isinstance(one, Sweep)]
    return Part(visit.law, tuple(reaches), tuple(_with_dirt(visit, root, sweeps)), takings)


def _with_dirt(visit: Visit, root: str, sweeps: Sequence[Sweep]) -> Iterable[Sweep]:
    """Ask git what is uncommitted, where others work in the same worktree; where nobody does, nothing is swept away."""
    if not sweeps or not _has_company(visit, root):
        return []
    from covey.coordination.git_status import status  # noqa: PLC0415 - subprocess costs 10 ms; ADR 0003

    is_wide = any(sweep.by.startswith(CLEAN) and "x" in sweep.by.lower() for sweep in sweeps)
    more = ("--ignored=matching",) if is_wide else ()
    found = status(root, "--untracked-files=all", *more, seconds=GIT_SECONDS)
    return [sweep if found is None else sweep.but(dirty=_dirty(sweep, found)) for sweep in sweeps]


def _dirty(sweep: Sweep, found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give the uncommitted files that a sweep takes, without those that it excludes."""
    taken = _taken(sweep.by, found)
    if not sweep.excluded:
        return taken
    targets = [(path, places.beside(sweep.target, path)) for path in taken]
    return tuple(path for path, target in targets if not any(matches(one.key, target.key) for one in sweep.excluded))


def _taken(by: str, found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give what a command of git's takes of the uncommitted files: those that git knows, new ones, ignored ones."""
    if by.startswith(CLEAN):
        flags = by.removeprefix(CLEAN)
        codes = (IGNORED,) if "X" in flags else (UNTRACKED, IGNORED) if "x" in flags else (UNTRACKED,)
        return tuple(path for code, path in found if code in codes)
    left = (UNTRACKED, IGNORED) if by in TAKE_KNOWN else (IGNORED,)
    return tuple(path for code, path in found if code not in left)


def _has_company(visit: Visit, root: str) -> bool:
    with visit.store.read() as tx:
        others = [one for one in tx.live_sessions() if one.session_id != visit.call.session_id]
        target = places.target(root)
        is_held = tx.is_held_within(target, places.identify(target).root_id, visit.call.session_id)
    return is_held or any(one.worktree == root for one in others)
