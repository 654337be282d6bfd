"""What is kept of a shell command that may change files, before it runs: aftermath.py compares."""

from __future__ import annotations

from covey.coordination import places
from covey.coordination.watching import MOST_WATCHED, state
from covey.hooks.call import is_object
from covey.hooks.gate import holder_of
from covey.model.task import title
from covey.model.watch import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit


def states_before(visit: Visit) -> list[tuple[str, str]]:
    """List the files that others hold where a command is about to run, as path and state; no transaction is open."""
    root = visit.root or places.NO_REPOSITORY
    workspace = places.workspace_of(root)[0] if visit.root else places.NO_REPOSITORY
    with visit.store.read() as tx:
        held = tx.held_by_others(workspace, root, visit.call.session_id, MOST_WATCHED)
    return [(path, state(root, path)) for path in dict.fromkeys(lock.path for lock in held)]


def begin(visit: Visit, desk: Desk, states: Iterable[tuple[str, str]]) -> None:
    """Keep that a command begins, and what the files that others hold look like."""
    call, holder = visit.call, holder_of(visit)
    tool_input = call.payload.get("tool_input")
    begun = Watch(
        session_id=holder.session_id,
        tool_use_id=call.word("tool_use_id"),
        agent_id=holder.agent_id,
        worktree=visit.root or places.NO_REPOSITORY,
        started=desk.now.wall,
        command=title(call.tool_text("command")),
        is_background=int(is_object(tool_input) and tool_input.get("run_in_background") is True),
    )
    desk.tx.save_watch(begun)
    for path, before in states:
        desk.tx.note_state(begun, path, before)
