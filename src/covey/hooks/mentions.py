"""The held files that a command names although it cannot be told where it writes: it may write them (B-1)."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.errors import UnavailableError
from covey.model.pattern import matches
from covey.model.shell.effect import REWRITE, Effect
from covey.model.shell.mentions import known_end, mentions, spellings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from covey.hooks.door import Visit

MOST_COMPARED = 2000
"""Of the files that others hold in a worktree, those count that were taken last."""

GIT_SECONDS = 2.0
_ESCAPED = str.maketrans({char: "\\" + char for char in "\\*?["})


def mentioned(visit: Visit, command: str, unresolved: Sequence[Effect]) -> list[Effect]:
    """Give the files that others hold and the command names, as what its unresolved writes may get at."""
    bases = [*dict.fromkeys(effect.base for effect in unresolved if effect.base != "/"), visit.call.cwd or os.getcwd()]
    found: list[Effect] = []
    for root, paths in _held(visit, bases).items():
        named = _Named(command, root, [*bases, root], paths)
        for path in named.files():
            whole = os.path.join(root, path)
            by = next((effect.by for effect in unresolved if _may_write(effect, whole)), None)
            found += [Effect(REWRITE, whole, 0, root, by)] if by is not None else []
    return found


def _may_write(effect: Effect, path: str) -> bool:
    """Tell whether an unresolved write may be one to a path: where it tells a part of the name, one that has it."""
    pattern = os.path.normpath(os.path.join(places.real(effect.base).translate(_ESCAPED), effect.path))
    return not effect.path or matches(pattern.lstrip("/"), path.lstrip("/"))


def _held(visit: Visit, bases: Sequence[str]) -> dict[str, list[str]]:
    """List what others hold in each worktree that the command is in, or outside of any."""
    trees = {root: workspace for workspace, root in map(_worktree, bases)}
    with visit.store.read() as tx:
        held = {
            root: tx.held_by_others(workspace, root, visit.call.session_id, MOST_COMPARED)
            for root, workspace in {**trees, places.NO_REPOSITORY: places.NO_REPOSITORY}.items()
        }
    return {root: [*dict.fromkeys(lock.path for lock in locks)] for root, locks in held.items()}


def _worktree(folder: str) -> tuple[str, str]:
    found = places.worktree_of(places.real(folder))
    return (found.workspace, found.root) if found else (places.NO_REPOSITORY, places.NO_REPOSITORY)


class _Named:
    """Tells which held files of a worktree a command names."""

    def __init__(self, command: str, root: str, bases: Sequence[str], paths: Sequence[str]) -> None:
        """Take the command, the folders that a name in it may be in, and the held files."""
        self.texts, self.root, self.bases, self.paths = spellings(command), root, bases, paths

    def files(self) -> Iterator[str]:
        """Give those that are named: by their path, or by a name that no other file has."""
        for path in self.paths:
            name = path.rpartition("/")[2]
            words = dict.fromkeys(word for text in self.texts for word in mentions(text, name))
            if any(self._is_path(word, path) or self._is_only_name(word, path) for word in words):
                yield path

    def _is_path(self, word: str, path: str) -> bool:
        """Tell whether a word is the path, from the first folder in which it names a file that is there or held."""
        whole = os.path.join(self.root, path)
        for place in () if "$" in word else self._places(os.path.expanduser(word)):
            if place == whole or os.path.lexists(place):
                return place == whole
        return False

    def _places(self, word: str) -> list[str]:
        return [os.path.normpath(os.path.join(base, word)) for base in self.bases]

    def _is_only_name(self, word: str, path: str) -> bool:
        """Tell whether a word ends as the path does, and nothing else that is held or there does so."""
        end = known_end(word)
        if not _ends_with(path, end) or ("/" not in word and "." not in end):
            return False
        if end == path and "/" in end:
            return True
        whole = os.path.join(self.root, path)
        if any(place != whole and os.path.lexists(place) for place in self._places(end)):
            return False
        return not any(other != path and _ends_with(other, end) for other in self.paths) and self._is_alone(end, path)

    def _is_alone(self, end: str, path: str) -> bool:
        """Ask git whether a file of the repository but the held one ends so; where it does not answer, none does."""
        if self.root == places.NO_REPOSITORY:
            return True
        from covey.coordination import git  # noqa: PLC0415 - subprocess costs 10 ms; few names are asked for; ADR 0003
        from covey.coordination.git_status import WITH_PATTERNS  # noqa: PLC0415 - as above; ADR 0003

        try:
            question = ("ls-files", "-z", "--", f":(top,glob)**/{end.translate(_ESCAPED)}")
            found = git.output(self.root, *question, seconds=GIT_SECONDS, always=WITH_PATTERNS)
        except UnavailableError:
            return True
        return not {name.decode("utf-8", "surrogateescape") for name in found.split(b"\0") if name} - {path}


def _ends_with(path: str, end: str) -> bool:
    return bool(end) and f"/{path}".endswith(f"/{end}")
