"""Where plan sessions are kept: in the store, or in the Redis that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.running.plan_sessions.cached import CachedPlanSessions
from covey.running.plan_sessions.stored import StoredPlanSessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.running.plan_sessions.contract import Clock, PlanSessions
    from covey.store.contract import Store


def plan_sessions(url: str, opens: Callable[[], Store], clock: Clock) -> PlanSessions:
    """Give the plan sessions that the setting `plan_sessions` names: '' is the store."""
    return CachedPlanSessions(_in_redis(url, clock) if url else StoredPlanSessions(opens, clock), clock)


def _in_redis(url: str, clock: Clock) -> PlanSessions:
    from covey.running.plan_sessions.redis import RedisPlanSessions  # noqa: PLC0415 - its package takes 0.1 s to import

    return RedisPlanSessions(url, clock)
