"""What the git folders of worktrees look like: as long as they stay so nothing was committed, and git is not asked."""

from __future__ import annotations

from covey.coordination import places
from covey.coordination.watching import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = ("index", "HEAD", "logs/HEAD")
"""What a commit, a stash, a checkout or a rebase writes."""


class GitFolders:
    """Remembers what git folders looked like; only what is noted counts as known, since asking git may fail."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[str, tuple[str, ...]] = {}
        self._seen: dict[str, tuple[str, ...]] = {}

    def changed(self, worktrees: Iterable[str]) -> list[str]:
        """List those of some worktrees whose git folder looks otherwise than it is known to."""
        self._seen = {worktree: _look(worktree) for worktree in worktrees}
        return [worktree for worktree, found in self._seen.items() if self._known.get(worktree) != found]

    def note(self) -> None:
        """Know from now on what was seen last, and nothing else."""
        self._known = self._seen


def _look(worktree: str) -> tuple[str, ...]:
    checkout = places.worktree_of(worktree)
    return tuple(state(checkout.git_folder, name) for name in FILES) if checkout else ()
