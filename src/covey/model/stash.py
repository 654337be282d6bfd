"""An entry of a repository's stash, which all its worktrees share, and the session that made it."""

from __future__ import annotations

from covey.model.value import Value


class StashEntry(Value):
    """One entry by the commit that git made of it: whose it is, and where and when it was stashed."""

    workspace: str
    commit_id: str
    session_id: str
    worktree: str
    stashed: float
