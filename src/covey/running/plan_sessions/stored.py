"""Plan sessions in covey's own store, which needs nothing besides."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from covey.running.plan_sessions.contract import TTL_SECONDS, counted, new_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.run import PlanSession
    from covey.running.plan_sessions.contract import Clock, Statistics
    from covey.store.contract import Store, Transaction


class StoredPlanSessions:
    """The sessions as rows; any thread may use them, since each call opens the store for itself."""

    def __init__(self, opens: Callable[[], Store], clock: Clock, ttl: float = TTL_SECONDS) -> None:
        """Keep how the store is opened, and whose time counts."""
        self._opens, self._clock, self._ttl = opens, clock, ttl

    def create(self, plan: str, project: str) -> PlanSession:
        """Give the plan's session: the one that is kept, else a new one without a conversation."""
        now = self._clock()
        with closing(self._opens()) as store, store.write() as tx:
            kept = tx.plans.plan_session(plan, now)
            return self._save(tx, kept or new_session(plan, project, now), now)

    def get(self, plan: str) -> PlanSession | None:
        """Give the plan's session, used now."""
        return self._changed(plan, lambda _kept: {})

    def update_conversation(self, plan: str, conversation: str | None) -> PlanSession | None:
        """Keep in which conversation the plan goes on; give the session as it is then."""
        return self._changed(plan, lambda _kept: {"conversation": conversation})

    def count_task(self, plan: str) -> PlanSession | None:
        """Count one more task; give the session as it is then."""
        return self._changed(plan, lambda kept: {"task_count": kept.task_count + 1})

    def extend(self, plan: str) -> bool:
        """Begin the time to live anew; tell whether there is such a session."""
        return self.get(plan) is not None

    def close(self, plan: str) -> bool:
        """Forget the session; tell whether there was one."""
        with closing(self._opens()) as store, store.write() as tx:
            kept = tx.plans.plan_session(plan, self._clock())
            return tx.plans.forget_plan_session(plan) and kept is not None

    def statistics(self) -> Statistics:
        """Count what is kept."""
        with closing(self._opens()) as store, store.read() as tx:
            return counted(tx.plans.plan_sessions(self._clock()))

    def clean_up(self) -> int:
        """Remove the rows of sessions whose time is over, and tell how many they were."""
        with closing(self._opens()) as store, store.write() as tx:
            return tx.plans.forget_expired(self._clock())

    def _changed(self, plan: str, changes: Callable[[PlanSession], dict[str, Any]]) -> PlanSession | None:
        now = self._clock()
        with closing(self._opens()) as store, store.write() as tx:
            kept = tx.plans.plan_session(plan, now)
            return None if kept is None else self._save(tx, kept.but(**changes(kept)), now)

    def _save(self, tx: Transaction, session: PlanSession, now: float) -> PlanSession:
        used = session.but(last_used=now)
        tx.plans.save_plan_session(used, now + self._ttl)
        return used
