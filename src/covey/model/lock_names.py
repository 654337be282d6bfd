"""The names under which the knowledge graph shows locks, such as `lock_auth_py`: short, and each of one lock only."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.model.lock import Lock

WHOLE = "workspace"
"""What a lock on everything is called."""


class LockNames(Value):
    """The locks that are shown together: by every name that they answer to, and the name of each by its generation.

    A lock answers to its whole path (`lock_src_auth_py`), to each end of it (`lock_auth_py`), and to the path with its
    generation. Where one lock's whole path is the end of another's, the name is that of the first.
    """

    whole: dict[str, list[Lock]]
    ends: dict[str, list[Lock]]
    names: dict[int, str]

    def of(self, lock: Lock) -> str:
        """Give the shortest name that is this lock's alone."""
        return self.names[lock.generation]

    def called(self, name: str) -> list[Lock]:
        """List the locks that a name may mean."""
        path, _, number = name.rpartition("_")
        numbered = [lock for lock in self.whole.get(path, ()) if str(lock.generation) == number]
        return numbered or self.whole.get(name) or self.ends.get(name) or []


def named(locks: Iterable[Lock]) -> LockNames:
    """Name the locks that are shown together."""
    answers = [(lock, _ends(lock)) for lock in locks]
    names = LockNames({}, {}, {})
    for lock, (*ends, whole) in answers:
        names.whole.setdefault(whole, []).append(lock)
        for end in ends:
            names.ends.setdefault(end, []).append(lock)
    for lock, ends in answers:
        alone = (end for end in ends if names.called(end) == [lock])
        names.names[lock.generation] = next(alone, f"{ends[-1]}_{lock.generation}")
    return names


def _ends(lock: Lock) -> list[str]:
    """Write each end of a path as a name, the shortest first and the whole path last."""
    parts = [slug for part in lock.path.split("/") if (slug := _slug(part))] or [WHOLE]
    return [f"lock_{'_'.join(parts[start:])}" for start in reversed(range(len(parts)))]


def _slug(part: str) -> str:
    return "_".join("".join(char if char.isalnum() else " " for char in part).split())
