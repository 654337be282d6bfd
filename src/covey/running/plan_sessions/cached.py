"""A memory for plan sessions in the process, before the place that keeps them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.run import PlanSession
    from covey.running.plan_sessions.contract import Clock, PlanSessions, Statistics

FRESH_SECONDS = 2.0
"""So long what this process wrote itself is given from memory.

One process runs a plan at a time, so nobody else writes its session meanwhile; what another wrote after all is seen
when this is over. It is far less than the time to live, which such a read does not begin anew.
"""


class CachedPlanSessions:
    """Sessions of which the process remembers for a moment what it wrote; any thread may use them."""

    def __init__(self, kept: PlanSessions, clock: Clock) -> None:
        """Stand before a place, and remember nothing yet."""
        self._kept, self._clock = kept, clock
        self._memory: dict[str, tuple[float, PlanSession]] = {}
        self._one_at_a_time = threading.Lock()

    def create(self, plan: str, project: str) -> PlanSession:
        """Give the plan's session: the one that is kept, else a new one without a conversation."""
        with self._one_at_a_time:
            self._memory.pop(plan, None)
            session = self._kept.create(plan, project)
            self._memory[plan] = self._clock(), session
            return session

    def get(self, plan: str) -> PlanSession | None:
        """Give the plan's session, used now; from memory where this process wrote it a moment ago."""
        with self._one_at_a_time:
            now = self._clock()
            written, session = self._memory.get(plan, (0.0, None))
            if session is not None and 0 <= now - written < FRESH_SECONDS:
                return session.but(last_used=now)
        return self._written(plan, lambda: self._kept.get(plan))

    def update_conversation(self, plan: str, conversation: str | None) -> PlanSession | None:
        """Keep in which conversation the plan goes on; give the session as it is then."""
        return self._written(plan, lambda: self._kept.update_conversation(plan, conversation))

    def count_task(self, plan: str) -> PlanSession | None:
        """Count one more task; give the session as it is then."""
        return self._written(plan, lambda: self._kept.count_task(plan))

    def extend(self, plan: str) -> bool:
        """Begin the time to live anew; tell whether there is such a session."""
        return self._kept.extend(plan)

    def close(self, plan: str) -> bool:
        """Forget the session; tell whether there was one."""
        with self._one_at_a_time:
            self._memory.pop(plan, None)
            return self._kept.close(plan)

    def statistics(self) -> Statistics:
        """Count what is kept."""
        return self._kept.statistics()

    def clean_up(self) -> int:
        """Remove what lies about of sessions whose time is over, and tell how many they were."""
        return self._kept.clean_up()

    def _written(self, plan: str, write: Callable[[], PlanSession | None]) -> PlanSession | None:
        """Write, and remember what was written; nothing where that failed or there was no session."""
        with self._one_at_a_time:
            self._memory.pop(plan, None)
            session = write()
            if session is not None:
                self._memory[plan] = self._clock(), session
            return session
