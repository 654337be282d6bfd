"""Advice for a session that starts, or begins its task: the folders are looked at while nobody waits for the store."""

from __future__ import annotations

from covey.coordination import advice
from covey.coordination.areas import areas_of
from covey.coordination.locks import Desk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit
    from covey.model.session import Session


def at_start(visit: Visit, session: Session) -> str:
    """Say what is free, and what matters to the task that a resumed session has already."""
    chart = areas_of(session.worktree, visit.settings.areas)
    with visit.store.read() as tx:
        return advice.at_start(Desk(tx, visit.machine, visit.settings, visit.machine.now()), session, chart)


def at_task(visit: Visit, session: Session, twins: list[Session]) -> str:
    """Say which work of the others matters to the task that has just begun."""
    chart = areas_of(session.worktree, visit.settings.areas)
    with visit.store.read() as tx:
        return advice.at_task(Desk(tx, visit.machine, visit.settings, visit.machine.now()), session, chart, twins)
