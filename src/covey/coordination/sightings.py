"""What Claude Code's own registry adds to ours: sessions without hooks, and fresher states of those with them."""

from __future__ import annotations

from covey.coordination import places
from covey.coordination.overview import Sighting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.model.claude_session import ClaudeSession


def sightings(running: Iterable[ClaudeSession]) -> list[Sighting]:
    """Say where the sessions stand that Claude Code says are running, and that are."""
    return [_sighting(one) for one in running]


def _sighting(one: ClaudeSession) -> Sighting:
    workspace, worktree, project = places.workspace_of(one.cwd)
    return Sighting(
        session_id=one.session_id,
        pid=one.pid,
        path=one.cwd,
        project=project,
        workspace=workspace,
        worktree=worktree,
        git_branch=places.branch_of(one.cwd),
        started=one.started,
        seen=one.updated,
        status=one.status or None,
        waiting_for=one.waiting_for or None,
        name=one.name or None,
        kind=one.kind or None,
    )
