"""What is kept of a shell command that may change files, before it runs: aftermath.py compares."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.watching import MOST_WATCHED, state
from covey.errors import UserError
from covey.hooks.call import is_object
from covey.hooks.gate import holder_of
from covey.model.task import title
from covey.model.watch import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit
    from covey.store.contract import Transaction

    States = Mapping[str, list[tuple[str, str]]]
    """Of each worktree that is watched, the files that others hold, as path and state."""

MOST_ENTERED = 8
"""How many worktrees are watched for one command."""


def states_before(visit: Visit, entered: Iterable[str]) -> States:
    """Give what the files look like that others hold where a command begins, and in the worktrees of what it enters."""
    here = visit.root or places.NO_REPOSITORY
    others = dict.fromkeys(_root_at(path) for path in entered)
    roots = [here, *[root for root in others if root not in ("", here)][: MOST_ENTERED - 1]]
    with visit.store.read() as tx:
        held = {root: _held_in(visit, tx, root) for root in roots}
        held[here] += _held_beneath(visit, tx, roots)
    return {root: [(path, state(root, path)) for path in dict.fromkeys(paths)] for root, paths in held.items()}


def _root_at(path: str) -> str:
    """Give the root of the worktree that a path is in, '' for none."""
    try:
        worktree = places.worktree_of(places.real(path))
    except UserError:
        return ""  # no file can have this name
    return worktree.root if worktree else ""


def _held_in(visit: Visit, tx: Transaction, root: str) -> list[str]:
    workspace = places.NO_REPOSITORY if root == places.NO_REPOSITORY else places.workspace_of(root)[0]
    return [lock.path for lock in tx.held_by_others(workspace, root, visit.call.session_id, MOST_WATCHED)]


def _held_beneath(visit: Visit, tx: Transaction, roots: Sequence[str]) -> list[str]:
    """List what others hold in further worktrees beneath the one that a command begins in, or beneath its folder."""
    folder = visit.root or os.path.realpath(visit.call.cwd)
    found = tx.held_beneath(folder, visit.call.session_id, MOST_WATCHED)
    return [os.path.join(lock.worktree, lock.path) for lock in found if lock.worktree not in roots]


def begin(visit: Visit, desk: Desk, states: States) -> None:
    """Keep that a command begins, and what the files that others hold look like."""
    for root, files in states.items():
        begun = _watch(visit, desk, root)
        desk.tx.save_watch(begun)
        for path, before in files:
            desk.tx.note_state(begun, path, before)


def _watch(visit: Visit, desk: Desk, root: str) -> Watch:
    call, holder = visit.call, holder_of(visit)
    tool_input = call.payload.get("tool_input")
    return Watch(
        session_id=holder.session_id,
        tool_use_id=call.word("tool_use_id"),
        agent_id=holder.agent_id,
        worktree=root,
        started=desk.now.wall,
        command=title(call.tool_text("command")),
        is_background=int(is_object(tool_input) and tool_input.get("run_in_background") is True),
    )
