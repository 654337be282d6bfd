"""kill -9 at any moment: nothing is lost, nothing is doubled, and nobody dead keeps a lock."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from covey.testing.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.store.sqlite import SqliteStore
    from covey.testing.hook_process import HookCaller

KILLS, MOST_STARTS, MOST_LINES = 200, 2000, 500
CROWD, CROWDS = 10, 20
FILES = ("auth.py", "api.py", "ui.py")
EVENTS = ("UserPromptSubmit", "PostToolUse", "Stop", "Notification", "SessionStart", "SessionEnd")


@pytest.mark.requirement("B-5", "S1-3")
def test_the_first_contended_attempt_after_the_holders_death_gets_the_lock(
    hooks: HookCaller, store: SqliteStore, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    holder, other = start_client(), start_client()
    assert hooks.answer(hooks.edit("holder", "auth.py"), holder.pid) == {}
    assert _decision(hooks.answer(hooks.edit("other", "auth.py"), other.pid)) == "deny"
    _kill(holder)
    assert hooks.answer(hooks.edit("other", "auth.py"), other.pid) == {}
    with store.read() as tx:
        assert [(lock.path, lock.session_id) for lock in tx.locks()] == [("auth.py", "other")]


@pytest.mark.requirement("B-5", "S1-5")
def test_whatever_a_killed_session_held_is_free_at_the_next_contact_of_another(
    hooks: HookCaller, store: SqliteStore, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    holder, other = start_client(), start_client()
    for name in FILES:
        assert hooks.answer(hooks.edit("holder", name), holder.pid) == {}
    hooks.answer(hooks.call("SessionStart", "other", source="startup"), other.pid)
    _kill(holder)
    hooks.answer(hooks.call("UserPromptSubmit", "other", prompt="go on"), other.pid)
    with store.read() as tx:
        assert tx.locks() == []
        assert [session.session_id for session in tx.live_sessions()] == ["other"]


@pytest.mark.requirement("B-6")
@pytest.mark.parametrize("place", ["coordination/locks.py", "store/sqlite.py"])
def test_a_gate_that_is_killed_before_any_line_has_taken_the_lock_or_not(
    hooks: HookCaller,
    store: SqliteStore,
    start_client: Callable[[], subprocess.Popen[bytes]],
    place: str,
) -> None:
    client = start_client()
    hooks.register("s1", client.pid)
    for line in range(1, MOST_LINES):
        call = hooks.edit("s1", f"{line}.py")
        command = [sys.executable, "-m", "covey.testing.killed_at", f"{place}:{line}", *hooks.command("PreToolUse")[3:]]
        done = subprocess.run(command, input=json.dumps(call).encode(), env=hooks.environ, check=False, timeout=30)
        assert _held_says_the_log(store) == _held(store)
        assert hooks.answer(call, client.pid) == {}
        assert _held(store) == _held_says_the_log(store) == Counter((f"{each}.py", "s1") for each in range(1, line + 1))
        if done.returncode != -signal.SIGKILL:
            break
    else:
        pytest.fail("the gate has no end")
    assert store.problems() == []


@pytest.mark.requirement("B-6")
@pytest.mark.timeout(300)
def test_hooks_that_are_killed_at_random_moments_leave_the_store_whole(
    hooks: HookCaller, store: SqliteStore, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    chance = random.Random(random.random())  # noqa: S311 - a new one each time, as pytest-randomly's seed says
    clients = {f"s{number}": start_client() for number in range(3)}
    killed, longest = 0, _seconds_of_one(hooks, clients["s0"].pid)
    for _ in range(MOST_STARTS):
        session_id, client = chance.choice(list(clients.items()))
        killed += _is_killed(hooks, _some_call(hooks, session_id, chance), client.pid, chance.uniform(0, longest))
        if killed == KILLS:
            break
    assert killed == KILLS
    assert store.problems() == []
    assert _held_says_the_log(store) == _held(store)
    for client in clients.values():
        _kill(client)
    last = start_client()
    for name in FILES:
        assert hooks.answer(hooks.edit("last", name), last.pid) == {}
    assert {holder for _, holder in _held(store)} == {"last"}


@pytest.mark.requirement("B-6")
@pytest.mark.timeout(300)
def test_writers_that_are_killed_at_random_moments_leave_the_store_whole(hooks: HookCaller, store: SqliteStore) -> None:
    chance = random.Random(random.random())  # noqa: S311 - a new one each time, as pytest-randomly's seed says
    for _ in range(CROWDS):
        with Rivals(hooks.home, hooks.workspace, CROWD, "mill", times=10**9) as rivals:
            rivals.open_gate()
            for process in rivals.processes.values():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(chance.uniform(0, 0.02))
                process.kill()
            assert {process.wait() for process in rivals.processes.values()} == {-signal.SIGKILL}
        assert store.problems() == []
        assert _held_says_the_log(store) == _held(store)


def _some_call(hooks: HookCaller, session_id: str, chance: random.Random) -> dict[str, Any]:
    """Make a call of any hook, every second one of the gate, for an edit or a command that writes two files."""
    one, other = chance.sample(FILES, 2)
    edit = hooks.edit(session_id, one)
    if chance.random() < 0.5:
        return chance.choice([edit, hooks.shell(session_id, f"cp README {one} && sed -i s/a/b/ {other}")])
    return edit | {"hook_event_name": chance.choice(EVENTS), "prompt": "paint it", "source": "startup"}


def _is_killed(hooks: HookCaller, call: dict[str, Any], pid: int, after_seconds: float) -> bool:
    """Kill a hook a while after its start; tell whether it had not ended before."""
    with tempfile.TemporaryFile() as told, hooks.start(call, pid, told) as hook:
        with suppress(subprocess.TimeoutExpired):
            hook.wait(after_seconds)
        hook.kill()
        return hook.wait() == -signal.SIGKILL


def _seconds_of_one(hooks: HookCaller, pid: int) -> float:
    began = time.monotonic()
    hooks.answer(hooks.edit("s0", FILES[0]), pid)
    return time.monotonic() - began


def _kill(client: subprocess.Popen[bytes]) -> None:
    client.kill()
    client.wait()


def _decision(answer: dict[str, Any]) -> str:
    return answer.get("hookSpecificOutput", {}).get("permissionDecision", "")


def _held(store: SqliteStore) -> Counter[tuple[str, str]]:
    with store.read() as tx:
        return Counter((lock.path, lock.session_id) for lock in tx.locks())


def _held_says_the_log(store: SqliteStore) -> Counter[tuple[str, str]]:
    """Work out from the log alone who holds what: every change of a lock must have its one line there."""
    held: Counter[tuple[str, str]] = Counter()
    with store.read() as tx:
        for _, event in tx.events(limit=10**6):
            if event.kind == "lock.acquired":
                held[event.path, event.session_id] += 1
            elif event.kind in ("lock.released", "lock.reclaimed", "lock.withdrawn"):
                held[event.path, event.session_id] -= 1
    return Counter({key: count for key, count in held.items() if count})
