"""The look for checkouts that are on another branch now than the sessions in them know; no transaction is open."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.branches import is_switch
from covey.coordination.watching import cause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.coordination.switches import Switch
    from covey.hooks.door import Visit
    from covey.model.session import Session
    from covey.model.watch import Watch

GIT_SECONDS = 2.0


def look(visit: Visit, sessions: Iterable[Session], watches: Sequence[Watch]) -> list[Switch]:
    """Compare the branch of each checkout with what the sessions in it knew, after commands of a session's."""
    checkouts: dict[str, list[Session]] = {}
    for session in sessions:
        if session.git_branch is not None:
            checkouts.setdefault(session.worktree, []).append(session)
    found = [_switch(visit, root, ones, watches) for root, ones in checkouts.items()]
    return [switch for switch in found if switch is not None]


def _switch(visit: Visit, root: str, ones: Sequence[Session], watches: Sequence[Watch]) -> Switch | None:
    branch = places.branch_of(root)
    if branch is None or all(one.git_branch == branch for one in ones):
        return None
    from covey.coordination.switches import Switch  # noqa: PLC0415 - few commands switch; ADR 0003

    watch = cause(watches, _changed_at(root))
    others = [one for one in ones if one.session_id != visit.call.session_id and is_switch(one.git_branch, branch)]
    if watch is None or not others:
        return Switch(root, branch)
    from covey.coordination.git_status import unclean  # noqa: PLC0415 - subprocess costs 10 ms; as above; ADR 0003

    dirty = unclean(root, "--untracked-files=all", seconds=GIT_SECONDS)
    return Switch(root, branch, watch, None if dirty is None else tuple(dirty))


def _changed_at(root: str) -> float:
    """Tell when the checkout's HEAD was written last: git replaces that file whenever it names another branch."""
    worktree = places.worktree_of(root)
    try:
        return os.lstat(worktree.head).st_ctime if worktree else 0.0
    except OSError:
        return 0.0
