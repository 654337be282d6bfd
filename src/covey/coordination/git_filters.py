"""The filters that a repository itself names: programs that git status would run, put out of force.

A filter that the user's own configuration defines stays in force, such as Git LFS as `git lfs install` sets it up.
Where the repository defines one of the same name, the user's counts.
"""

from __future__ import annotations

import os

from covey.coordination import git
from covey.coordination.places import worktree_of
from covey.errors import UnavailableError

OF_THE_REPOSITORY = ("local", "worktree")
"""What git calls the scopes of configuration that lies in a repository."""

SPEAKS_OF = (b"filter", b"include")
LARGEST_BYTES = 1_000_000


def without_filters(worktree: str, seconds: float) -> tuple[str, ...]:
    """Give the options of git that put a repository's own filters out of force; raise UnavailableError if none can."""
    if not _may_have_filters(worktree):
        return ()
    asked = ("config", "-z", "--show-scope", "--get-regexp", r"^filter\.")
    answer = git.ask(worktree, *asked, seconds=seconds)
    if answer.status not in (0, 1):  # 1: there are none
        raise git.refused(answer)
    words = os.fsdecode(answer.out).split("\0")
    found = [(scope, *entry.partition("\n")[::2]) for scope, entry in zip(words[::2], words[1::2], strict=False)]
    own = {key: value for scope, key, value in found if scope not in OF_THE_REPOSITORY}
    theirs = dict.fromkeys(key for scope, key, _ in found if scope in OF_THE_REPOSITORY)
    if any("=" in key for key in theirs):
        raise UnavailableError("a filter of the repository has a name that cannot be put out of force")
    return tuple(word for key in theirs for word in ("-c", f"{key}={own.get(key, '')}"))


def _may_have_filters(worktree: str) -> bool:
    """Tell whether a repository's own configuration speaks of filters, or includes what may."""
    place = worktree_of(worktree)
    if place is None:
        return True
    files = (os.path.join(place.common_folder, "config"), os.path.join(place.git_folder, "config.worktree"))
    return any(word in text for text in map(_content, files) for word in SPEAKS_OF)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST_BYTES)
    except OSError:
        return b""
    return text.lower() if len(text) < LARGEST_BYTES else SPEAKS_OF[0]
