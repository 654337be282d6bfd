"""Plan sessions: one contract, kept by the store, by a real Redis, and by both behind the process's memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from covey.errors import ConfigError, UnavailableError
from covey.running.plan_sessions.cached import FRESH_SECONDS, CachedPlanSessions
from covey.running.plan_sessions.chosen import plan_sessions
from covey.running.plan_sessions.contract import TTL_SECONDS, Statistics
from covey.running.plan_sessions.redis import RedisPlanSessions
from covey.running.plan_sessions.stored import StoredPlanSessions
from covey.store.sqlite import SqliteStore
from covey.testing.waiting import until

from .redis_server import RedisServer

if TYPE_CHECKING:
    from pathlib import Path

    from covey.running.plan_sessions.contract import Clock, PlanSessions

KINDS = ("store", "store, remembered", "redis", "redis, remembered")
LONG_SECONDS, SHORT_SECONDS = 60.0, 0.05
THREADS, TIMES = 4, 10


class Scene:
    """One place, its clock, and the same place as another process sees it."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, home: Path) -> None:
        self.now, self._kind, self._home = 1000.5, kind, home
        self.server: RedisServer | None = request.getfixturevalue("redis") if "redis" in kind else None
        self.ours, self.theirs = self.place(), self.place()

    def place(self, ttl: float = TTL_SECONDS) -> PlanSessions:
        """Open the place anew."""
        clock: Clock = lambda: self.now  # noqa: E731 - it is a value
        kept: PlanSessions = StoredPlanSessions(lambda: SqliteStore(str(self._home)), clock, ttl)
        if self.server is not None:
            kept = RedisPlanSessions(self.server.url, clock, ttl)
        return CachedPlanSessions(kept, clock) if "remembered" in self._kind else kept


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Scene:
    """Give each place in turn."""
    return Scene(request.param, request, tmp_path)


@pytest.mark.requirement("S2-1", "S2-5")
def test_a_session_begins_without_a_conversation_and_says_what_it_is(scene: Scene) -> None:
    session = scene.ours.create("run 🚀", "/work/a b")
    assert (session.plan, session.project, session.conversation) == ("run 🚀", "/work/a b", None)
    assert (session.created, session.last_used, session.task_count) == (1000.5, 1000.5, 0)
    assert scene.theirs.get("run 🚀") == session
    assert session.session_id != scene.ours.create("other", "/work").session_id


@pytest.mark.requirement("S2-1")
def test_what_is_changed_is_seen_by_everybody(scene: Scene) -> None:
    scene.ours.create("p", "/work")
    assert scene.ours.update_conversation("p", "c1")
    scene.now += 10
    counted = scene.ours.count_task("p")
    assert counted
    assert (counted.conversation, counted.task_count, counted.last_used) == ("c1", 1, 1010.5)
    assert scene.ours.get("p") == scene.theirs.get("p") == scene.place().get("p") == counted


@pytest.mark.requirement("S2-1")
def test_creating_a_session_that_is_kept_gives_that_one(scene: Scene) -> None:
    first = scene.ours.create("p", "/work")
    scene.ours.update_conversation("p", "c1")
    again = scene.theirs.create("p", "/work")
    assert (again.session_id, again.conversation) == (first.session_id, "c1")


@pytest.mark.requirement("S2-1")
def test_a_session_that_nobody_made_or_that_was_closed_is_none(scene: Scene) -> None:
    scene.ours.create("p", "/work")
    assert scene.ours.close("p")
    for place in (scene.ours, scene.theirs):
        assert [place.get("p"), place.update_conversation("p", "c"), place.count_task("p")] == [None] * 3
        assert [place.extend("p"), place.close("p")] == [False] * 2


@pytest.mark.requirement("S2-1")
def test_what_is_kept_is_counted(scene: Scene) -> None:
    assert scene.ours.statistics() == Statistics(0, 0, 0, None)
    for plan in ("a", "b"):
        scene.ours.create(plan, "/work")
        scene.now += 1
    scene.ours.update_conversation("b", "c")
    for plan in ("a", "b", "b"):
        scene.ours.count_task(plan)
    assert scene.theirs.statistics() == Statistics(2, 1, 3, 1000.5)


@pytest.mark.requirement("S2-1")
def test_tasks_that_are_counted_at_the_same_time_are_all_counted(scene: Scene) -> None:
    scene.ours.create("p", "/work")

    def count(place: PlanSessions) -> None:
        for _ in range(TIMES):
            place.count_task("p")

    threads = [threading.Thread(target=count, args=(scene.place(),)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_SECONDS)
    found = scene.place().get("p")
    assert found
    assert found.task_count == THREADS * TIMES


@pytest.mark.requirement("S2-5")
@pytest.mark.parametrize("kind", KINDS[:2])
def test_in_the_store_a_session_lives_an_hour_after_its_last_use(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    scene = Scene(kind, request, tmp_path)
    scene.ours.create("p", "/work")
    for use in (scene.ours.get, scene.theirs.extend, scene.ours.count_task):
        scene.now += TTL_SECONDS - 1
        assert use("p")
    scene.now += TTL_SECONDS
    assert [scene.ours.get("p"), scene.theirs.get("p")] == [None, None]
    assert scene.ours.clean_up() == 1
    assert scene.ours.clean_up() == 0


@pytest.mark.requirement("S2-5")
def test_in_redis_a_session_expires_by_itself(redis: RedisServer) -> None:
    clock: Clock = lambda: 1000.0  # noqa: E731 - it is a value
    short = RedisPlanSessions(redis.url, clock, SHORT_SECONDS)
    short.create("p", "/work")
    assert until(lambda: short.statistics().sessions == 0, LONG_SECONDS)
    assert short.get("p") is None
    long = RedisPlanSessions(redis.url, clock)
    long.create("p", "/work")
    assert short.extend("p")
    assert until(lambda: long.statistics().sessions == 0, LONG_SECONDS)
    assert long.clean_up() == 0


@pytest.mark.requirement("S2-5")
def test_a_redis_that_was_restarted_is_used_again_and_what_it_lost_is_expired(redis: RedisServer) -> None:
    sessions = RedisPlanSessions(redis.url, lambda: 1000.0)
    sessions.create("p", "/work")
    redis.kill()
    redis.start()
    assert sessions.get("p") is None
    sessions.create("p", "/work")
    assert sessions.count_task("p")


@pytest.mark.requirement("S2-5")
def test_a_redis_that_cannot_be_reached_is_named_without_its_password(redis: RedisServer) -> None:
    redis.kill()
    url = redis.url.replace("unix://", "unix://:pass:word@") + "?db=0&password=secret"
    sessions = RedisPlanSessions(url, lambda: 1000.0)
    for use in (sessions.get, sessions.count_task, sessions.close):
        with pytest.raises(UnavailableError) as caught:
            use("p")
        assert caught.value.code == "redis_unavailable"
        assert "plan_sessions" in caught.value.hint
        assert str(redis.socket) in caught.value.message
        assert "word" not in caught.value.message
        assert "secret" not in caught.value.message


def test_a_wrong_password_is_said_and_not_shown(redis: RedisServer, tmp_path: Path) -> None:
    redis.kill()
    with RedisServer(redis.socket.parent, "right") as guarded:
        assert RedisPlanSessions(guarded.url, lambda: 1000.0).get("p") is None
        wrong = RedisPlanSessions(guarded.url.replace("right", "wrong"), lambda: 1000.0)
        with pytest.raises(UnavailableError, match="password") as caught:
            wrong.create("p", str(tmp_path))
    assert "wrong@" not in caught.value.message


def test_a_url_that_cannot_be_read_is_the_users_mistake() -> None:
    with pytest.raises(ConfigError, match="redis://localhost:port cannot be read"):
        RedisPlanSessions("redis://me:pw@localhost:port", lambda: 1000.0)


def test_a_key_that_holds_something_else_is_no_session(redis: RedisServer) -> None:
    sessions = RedisPlanSessions(redis.url, lambda: 1000.0)
    for text in ("", "null", "[]", '{"user": 1}', "not JSON"):
        sessions._redis.set("session:p", text)  # pyright: ignore[reportPrivateUsage]
        assert sessions.get("p") is None
        assert sessions.statistics().sessions == 0
    assert sessions.create("p", "/work").task_count == 0


@pytest.mark.requirement("S2-5")
def test_what_another_process_wrote_is_seen_when_memory_is_no_longer_fresh(tmp_path: Path) -> None:
    now = 1000.0
    ours, theirs = (plan_sessions("", lambda: SqliteStore(str(tmp_path)), lambda: now) for _ in range(2))
    ours.create("p", "/work")
    theirs.update_conversation("p", "theirs")
    now += FRESH_SECONDS
    found = ours.get("p")
    assert found
    assert found.conversation == "theirs"


@pytest.mark.requirement("S2-5")
def test_the_redis_that_the_user_names_is_used(redis: RedisServer, tmp_path: Path) -> None:
    plan_sessions(redis.url, lambda: SqliteStore(str(tmp_path)), lambda: 1000.0).create("p", "/work")
    assert RedisPlanSessions(redis.url, lambda: 1000.0).get("p")
    assert not (tmp_path / "covey.db").exists()
