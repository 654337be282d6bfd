"""Plan sessions in Redis, for those who name one: `session:{plan}` holds JSON, and Redis itself lets it expire."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from covey.errors import ConfigError, UnavailableError
from covey.model.run import PlanSession
from covey.running.plan_sessions.contract import TTL_SECONDS, counted, new_session
from covey.settings.values import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from covey.running.plan_sessions.contract import Clock, Statistics

    Change: TypeAlias = Callable[[PlanSession | None, float], PlanSession | None]

KEY = "session:"
CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 5.0
HINT = "start it, or take plan_sessions out of your settings: covey's own store keeps them then"


class RedisPlanSessions:
    """The sessions as keys; any thread may use them. A key that holds something else counts as no session."""

    def __init__(self, url: str, clock: Clock, ttl: float = TTL_SECONDS) -> None:
        """Keep where Redis is, and whose time counts; it is not connected to before the first use."""
        self._url, self._clock, self._milliseconds = url, clock, int(ttl * 1000)
        options: dict[str, Any] = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": ANSWER_SECONDS}
        once_more = Retry(NoBackoff(), 1)  # a server that was restarted has closed our connection
        try:
            untyped: Any = Redis
            self._redis: Any = untyped.from_url(url, decode_responses=True, retry=once_more, **options)
        except ValueError as error:
            said = f"plan_sessions {without_secrets(url)} cannot be read: {error}"
            raise ConfigError(said, hint="a URL looks like redis://localhost:6379/0") from error

    def create(self, plan: str, project: str) -> PlanSession:
        """Give the plan's session: the one that is kept, else a new one without a conversation."""
        made = self._changed(plan, lambda kept, now: kept or new_session(plan, project, now))
        return made or new_session(plan, project, self._clock())

    def get(self, plan: str) -> PlanSession | None:
        """Give the plan's session, used now."""
        return self._changed(plan, lambda kept, _now: kept)

    def update_conversation(self, plan: str, conversation: str | None) -> PlanSession | None:
        """Keep in which conversation the plan goes on; give the session as it is then."""
        return self._changed(plan, lambda kept, _now: kept and kept.but(conversation=conversation))

    def count_task(self, plan: str) -> PlanSession | None:
        """Count one more task; give the session as it is then."""
        return self._changed(plan, lambda kept, _now: kept and kept.but(task_count=kept.task_count + 1))

    def extend(self, plan: str) -> bool:
        """Begin the time to live anew; tell whether there is such a session."""
        return self.get(plan) is not None

    def close(self, plan: str) -> bool:
        """Forget the session; tell whether there was one."""
        with self._told():
            return bool(self._redis.delete(KEY + plan))

    def statistics(self) -> Statistics:
        """Count what is kept."""
        with self._told():
            keys: list[str] = list(self._redis.scan_iter(match=f"{KEY}*", count=1000))
            texts: list[str | None] = self._redis.mget(keys) if keys else []
        return counted([session for text in texts if (session := _read(text))])

    def clean_up(self) -> int:
        """Do nothing: Redis removes what expires."""
        return 0

    def _changed(self, plan: str, change: Change) -> PlanSession | None:
        """Change a session; where another changes it meanwhile, read anew and change that, so that none is lost."""
        key, now = KEY + plan, self._clock()

        def changed(pipe: Any) -> PlanSession | None:
            session = change(_read(pipe.get(key)), now)
            pipe.multi()
            if session is None:
                return None
            used = session.but(last_used=now)
            pipe.psetex(key, self._milliseconds, json.dumps(used.as_dict()))
            return used

        with self._told():
            return self._redis.transaction(changed, key, value_from_callable=True)

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        """Translate what Redis says no with."""
        try:
            yield
        except RedisError as error:
            said = f"Redis at {without_secrets(self._url)} cannot be used: {error}"
            raise UnavailableError(said, hint=HINT, code="redis_unavailable") from error


def _read(text: str | None) -> PlanSession | None:
    """Read a session; None for what is none."""
    try:
        return PlanSession(**json.loads(text or "null"))
    except (TypeError, ValueError):
        return None
