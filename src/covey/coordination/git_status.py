"""What git status says of a worktree, asked so that it takes no lock and runs no program that the repository names."""

from __future__ import annotations

from covey.coordination import git
from covey.coordination.git_filters import without_filters
from covey.errors import UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

NO_SUBMODULES = "--ignore-submodules=dirty"
"""In each, git would run itself, under the configuration of that repository; its commit counts, its files do not."""

WITH_PATTERNS = tuple(option for option in git.ALWAYS if option != "--literal-pathspecs")


def unclean(worktree: str, *arguments: str, seconds: float) -> list[str] | None:
    """List the paths of which git status has anything to say; None where git does not answer in time."""
    found = status(worktree, *arguments, seconds=seconds)
    return None if found is None else [path for _, path in found]


def status(worktree: str, *arguments: str, seconds: float) -> list[tuple[str, str]] | None:
    """List what git status says, as its two letters and the path; None where git does not answer in time."""
    question = ("status", "--porcelain", "-z", "--no-renames", NO_SUBMODULES, *arguments)
    here = {"GIT_WORK_TREE": worktree}  # and not where core.worktree leads
    try:
        always = (*WITH_PATTERNS, *without_filters(worktree, seconds))
        out = git.output(worktree, *question, seconds=seconds, always=always, environ=here)
    except UnavailableError:
        return None
    lines = [entry.decode("utf-8", "backslashreplace") for entry in out.split(b"\0") if entry]
    return [(line[:2], line[3:]) for line in lines]


def unclean_of(worktree: str, paths: Sequence[str], *, seconds: float) -> list[str] | None:
    """List those of some files that are not in the last commit as they stand, each by itself, ignored ones too.

    What git was told not to look at is among them: it may be anything. None where git does not answer in time.
    """
    patterns = [f":(literal,icase){path}" for path in paths]
    found = unclean(worktree, "--ignored", "--untracked-files=all", "--", *patterns, seconds=seconds)
    unseen = None if found is None else _unseen(worktree, patterns, seconds)
    return None if found is None or unseen is None else [*found, *unseen]


def _unseen(worktree: str, patterns: Sequence[str], seconds: float) -> list[str] | None:
    """List the files that git takes for unchanged without a look (`update-index --assume-unchanged` and the like)."""
    question = ("ls-files", "-v", "-z", "--", *patterns)
    try:
        out = git.output(worktree, *question, seconds=seconds, always=WITH_PATTERNS)
    except UnavailableError:
        return None
    entries = [entry.decode("utf-8", "backslashreplace") for entry in out.split(b"\0") if entry]
    return [path for tag, _, path in (entry.partition(" ") for entry in entries) if tag == "S" or tag.islower()]
