"""The pool: so many at once over all processes, by priority and arrival, and a gate that opens step by step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.model.moment import Moment
from covey.model.pool import STEP_SECONDS
from covey.model.run import Slot
from covey.running.pool import Pool
from covey.store.sqlite import SqliteStore
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

RIVALS, TIMES, AT_ONCE = 8, 10, 3
LONG_SECONDS = 60.0
HOLDER = """
import sys
from covey.coordination.machine import Machine
from covey.running.pool import Pool
from covey.store.sqlite import SqliteStore
Pool(lambda: SqliteStore(sys.argv[1]), Machine(), 1).take("theirs", "t", 50, lambda: False)
print("has it", flush=True)
sys.stdin.readline()
"""


class Scene:
    """A pool whose time is set by the test, and which is tried without waiting."""

    def __init__(self, home: Path, at_once: int = 1) -> None:
        self.home, self.now = home, 1000.0
        self.machine = Machine()
        self.machine.now = lambda: Moment(self.now, self.now)
        self.pool = Pool(self.opens, self.machine, at_once, lambda _seconds: None)

    def opens(self) -> SqliteStore:
        """Open the store."""
        return SqliteStore(str(self.home))

    def line_up(self, *slots: tuple[str, int]) -> None:
        """Let tasks of this process stand in line, one after the other."""
        me = self.machine.process(os.getpid())
        assert me
        for task_id, priority in slots:
            self.now += 1
            self.save(Slot("r", task_id, priority, self.now, me.host, me.pid, me.start))

    def try_once(self, task_id: str, priority: int = 50) -> bool:
        """Look once whether a task may begin; one that may not stays in line."""
        looks = iter([False, True])
        stood: list[Slot | None] = []

        def ends() -> bool:
            stood.append(self.slot(task_id))
            return next(looks)

        began = self.pool.take("r", task_id, priority, ends)
        if not began and stood[-1]:
            self.save(stood[-1])
        return began

    def slot(self, task_id: str) -> Slot | None:
        """Give what a task has in the pool."""
        with closing(self.opens()) as store, store.read() as tx:
            return next((slot for slot in tx.plans.slots() if slot.task_id == task_id), None)

    def save(self, slot: Slot) -> None:
        """Write it."""
        with closing(self.opens()) as store, store.write() as tx:
            tx.plans.save_slot(slot)

    def events(self) -> list[str]:
        """List the kinds of what was logged."""
        with closing(self.opens()) as store, store.read() as tx:
            return [event.kind for _, event in tx.events()]


@contextmanager
def holder(home: Path) -> Generator[subprocess.Popen[bytes]]:
    """Start a process that has the one slot of a pool."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"has it\n"
        yield process


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Give a pool of one."""
    return Scene(tmp_path)


@pytest.mark.requirement("S2-7")
def test_the_more_urgent_begins_first_and_among_equals_who_came_first(scene: Scene) -> None:
    scene.line_up(("late", 50), ("later", 50), ("urgent", 90))
    order: list[str] = []
    for _ in range(3):
        began = [name for name in ("later", "late", "urgent") if name not in order]
        (first,) = [name for name in began if scene.try_once(name, 90 if name == "urgent" else 50)]
        order.append(first)
        scene.pool.give_back("r", first)
    assert order == ["urgent", "late", "later"]


@pytest.mark.requirement("S2-7")
def test_a_task_that_waits_says_for_which_place_in_line(scene: Scene) -> None:
    scene.line_up(("first", 50), ("second", 50))
    assert scene.pool.waits_for("r", "second") == "a slot: place 2 in line"
    assert scene.try_once("first")
    assert [scene.pool.waits_for("r", name) for name in ("first", "nobody")] == ["", ""]
    assert scene.pool.waits_for("r", "second") == "a slot: place 1 in line"


@pytest.mark.requirement("S2-7")
def test_who_asks_again_has_what_was_granted_before(scene: Scene) -> None:
    assert scene.pool.take("r", "t", 50, lambda: False)
    assert scene.pool.take("r", "t", 50, lambda: True)
    scene.pool.give_back("r", "t")
    scene.pool.give_back("r", "t")
    assert not scene.pool.take("r", "t", 50, lambda: True)


@pytest.mark.requirement("S2-7")
def test_who_gives_up_leaves_the_line(scene: Scene) -> None:
    assert scene.pool.take("r", "holder", 50, lambda: False)
    looks = iter([False, False, True])
    assert not scene.pool.take("r", "tired", 50, lambda: next(looks))
    with closing(scene.opens()) as store, store.read() as tx:
        assert [slot.task_id for slot in tx.plans.slots()] == ["holder"]


@pytest.mark.requirement("S2-7")
def test_one_that_waits_begins_when_another_gives_back(scene: Scene) -> None:
    pool, ends = Pool(scene.opens, Machine(), 1), threading.Event()
    assert pool.take("r", "holder", 50, lambda: False)
    waiting = threading.Thread(target=pool.take, args=("r", "next", 50, ends.is_set))
    waiting.start()
    assert until(lambda: pool.waits_for("r", "next") == "a slot: place 1 in line", LONG_SECONDS)
    pool.give_back("r", "holder")
    waiting.join(LONG_SECONDS)
    ends.set()
    assert not waiting.is_alive()


@pytest.mark.requirement("B-7")
def test_a_usage_limit_holds_everybody_until_its_end(tmp_path: Path) -> None:
    scene = Scene(tmp_path, 3)
    assert scene.try_once("a")
    scene.pool.close_gate("r", "a", scene.now + 500, "5-hour limit reached")
    scene.line_up(("b", 99))
    assert [scene.try_once(name) for name in ("a", "b")] == [False, False]
    assert scene.pool.waits_for("r", "b").startswith("the end of a usage limit at ")
    scene.now += 600
    assert scene.try_once("b", 99)
    assert scene.events() == ["limit.hit", "limit.over"]


@pytest.mark.requirement("B-7")
def test_after_a_usage_limit_they_begin_one_by_one_in_order(tmp_path: Path) -> None:
    scene = Scene(tmp_path, 3)
    for name in ("a", "b", "c"):
        scene.now += 1
        assert scene.try_once(name)
    end = scene.now + 500
    for name in ("c", "a", "b"):
        scene.pool.close_gate("r", name, end, "limit")
        scene.pool.give_back("r", name)
    assert [scene.try_once(name) for name in ("b", "c", "a")] == [False, False, False]
    scene.now = end
    assert [scene.try_once(name) for name in ("b", "c", "a")] == [False, False, True]
    assert [scene.try_once(name) for name in ("c", "b")] == [False, False]
    scene.now = end + STEP_SECONDS
    assert [scene.try_once(name) for name in ("c", "b")] == [False, True]
    scene.pool.give_back("r", "a")  # it has got through
    assert scene.try_once("c")


@pytest.mark.requirement("B-7")
def test_one_that_met_a_limit_and_does_not_ask_again_holds_nobody_up(scene: Scene) -> None:
    assert scene.try_once("a")
    scene.line_up(("b", 50))
    scene.pool.close_gate("r", "a", scene.now + 10, "limit")
    scene.now += 10
    assert scene.try_once("b")


@pytest.mark.requirement("B-7")
def test_one_that_meets_the_limit_again_closes_the_gate_again(scene: Scene) -> None:
    assert scene.try_once("a")
    scene.pool.close_gate("r", "a", scene.now + 10, "limit")
    scene.now += 10
    assert scene.try_once("a")
    scene.pool.close_gate("r", "a", scene.now + 10, "limit")
    scene.pool.close_gate("r", "a", scene.now + 5, "limit")  # an earlier end changes nothing
    assert not scene.try_once("a")
    assert scene.events() == ["limit.hit", "limit.over", "limit.hit"]
    assert [scene.pool.open_gate(), scene.pool.open_gate()] == [True, False]
    assert scene.try_once("a")


@pytest.mark.requirement("S2-7", "S2-8")
def test_the_slot_of_a_killed_process_is_given_to_who_waits(tmp_path: Path) -> None:
    with holder(tmp_path) as theirs:
        pool = Pool(lambda: SqliteStore(str(tmp_path)), Machine(), 1, lambda _seconds: theirs.kill())
        assert pool.take("ours", "t", 50, lambda: False)
    assert theirs.returncode == -signal.SIGKILL
    with closing(SqliteStore(str(tmp_path))) as store, store.read() as tx:
        assert [event.kind for _, event in tx.events()] == ["slot.reclaimed"]


@pytest.mark.requirement("S2-7", "S2-8")
def test_a_process_that_died_in_line_holds_nobody_up(scene: Scene) -> None:
    me = scene.machine.process(os.getpid())
    assert me
    scene.save(Slot("r", "dead", 99, 1.0, me.host, me.pid, "another's"))
    scene.line_up(("first", 50))
    assert scene.pool.waits_for("r", "first") == "a slot: place 1 in line"
    assert scene.try_once("first")
    assert scene.slot("dead") is None


@pytest.mark.requirement("S2-7")
def test_a_run_that_is_resumed_has_the_slot_that_its_killed_process_had(tmp_path: Path) -> None:
    with holder(tmp_path) as theirs:
        theirs.kill()
    pool = Pool(lambda: SqliteStore(str(tmp_path)), Machine(), 1)
    assert pool.take("theirs", "t", 50, lambda: True)
    with closing(SqliteStore(str(tmp_path))) as store, store.read() as tx:
        assert [slot.pid for slot in tx.plans.slots()] == [os.getpid()]


@pytest.mark.requirement("S2-7")
def test_of_many_processes_never_more_have_a_slot_than_may(
    tmp_path: Path, at_the_gate: Callable[..., list[str]]
) -> None:
    SqliteStore(str(tmp_path)).close()
    commands = [[str(tmp_path), f"rival-{n}", str(AT_ONCE), str(TIMES)] for n in range(RIVALS)]
    assert at_the_gate("covey.testing.pool_rival", commands) == ["0"] * RIVALS
    with closing(SqliteStore(str(tmp_path))) as store, store.read() as tx:
        assert tx.plans.slots() == []
