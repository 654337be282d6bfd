"""What every place that keeps plan sessions promises; tests/running/test_plan_sessions.py checks it for each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Protocol

from covey.model.run import PlanSession
from covey.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

Clock: TypeAlias = "Callable[[], float]"

TTL_SECONDS = 3600.0
"""So long a session is kept after its last use."""


class Statistics(Value):
    """What is kept now: sessions, those that have a conversation, the tasks counted in them, the oldest's birth."""

    sessions: int
    conversations: int
    tasks: int
    oldest: float | None


class PlanSessions(Protocol):
    """The verbs; each but `statistics` and `clean_up` concerns the session of one plan.

    A session that nobody used for its time to live is gone: `get` and all others give None or false then. Each use
    begins the time anew. Raise UnavailableError where the place cannot be reached.
    """

    def create(self, plan: str, project: str) -> PlanSession:
        """Give the plan's session: the one that is kept, else a new one without a conversation."""
        ...

    def get(self, plan: str) -> PlanSession | None:
        """Give the plan's session, used now."""
        ...

    def update_conversation(self, plan: str, conversation: str | None) -> PlanSession | None:
        """Keep in which conversation the plan goes on; give the session as it is then."""
        ...

    def count_task(self, plan: str) -> PlanSession | None:
        """Count one more task; give the session as it is then."""
        ...

    def extend(self, plan: str) -> bool:
        """Begin the time to live anew; tell whether there is such a session."""
        ...

    def close(self, plan: str) -> bool:
        """Forget the session; tell whether there was one."""
        ...

    def statistics(self) -> Statistics:
        """Count what is kept."""
        ...

    def clean_up(self) -> int:
        """Remove what lies about of sessions whose time is over, and tell how many they were."""
        ...


def new_session(plan: str, project: str, now: float) -> PlanSession:
    """Make a session that begins."""
    return PlanSession(str(uuid.uuid4()), plan, None, now, now, 0, project)


def counted(sessions: Sequence[PlanSession]) -> Statistics:
    """Count sessions."""
    conversations = sum(session.conversation is not None for session in sessions)
    tasks = sum(session.task_count for session in sessions)
    return Statistics(len(sessions), conversations, tasks, min((each.created for each in sessions), default=None))
