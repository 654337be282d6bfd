"""A session's own word on what it works on."""

from __future__ import annotations

from covey.coordination import advice
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.model.task import title

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.coordination.locks import Desk
    from covey.model.session import Session


def undertake(desk: Desk, session: Session, text: str) -> tuple[Session, list[Session]]:
    """Set what a session works on; those that have nearly the same task are told, and given."""
    task = title(text).strip()
    if not task:
        raise UserError("the task is empty", hint='covey sessions task "what you work on"', code="no_task")
    changed = Register(desk).change(session, "session.task", task, task=task)
    find = advice.twins if changed == session else advice.tell_twins
    return changed, find(desk, changed)


def task_row(session: Session, same: list[Session]) -> dict[str, Any]:
    """Give a session's task as `sessions task --json` does."""
    return {
        "session_id": session.session_id,
        "name": session.name,
        "task": session.task,
        "same_task": [twin.session_id for twin in same],
    }
