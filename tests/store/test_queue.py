"""Writers are served in the order in which they came; who dies or is stopped in the queue does not block it."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

from covey.store import queue
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.check import a_session
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STAND = """
import sys
from covey.store import queue
queue.PATIENCE_SECONDS = 60.0
turn = queue.Turn(sys.argv[1])
print(sys.argv[2], flush=True)
sys.stdin.read()
turn.end()
"""
WAIT_SECONDS = 30


@pytest.fixture
def line(tmp_path: Path) -> Path:
    """Give the name of a queue's file."""
    return tmp_path / "queue"


@pytest.fixture
def stand(line: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Give what puts a process into the queue; it says its name when its turn comes, and holds it until told."""
    with ExitStack() as ends:

        def start(name: str) -> subprocess.Popen[str]:
            before = drawn(line)
            process = subprocess.Popen(
                [sys.executable, "-c", STAND, str(line), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            ends.enter_context(process)
            ends.callback(process.kill)
            assert until(lambda: drawn(line) > before, WAIT_SECONDS)
            return process

        yield start


def drawn(line: Path) -> int:
    """Give the number that was drawn last."""
    return int.from_bytes(line.read_bytes(), "little") if line.exists() else 0


def handles(line: Path) -> int:
    """Count our own open handles of the queue's file."""
    found = 0
    for number in os.listdir("/dev/fd"):  # noqa: PTH208 - names are all we want
        with suppress(OSError):  # the listing's own handle is closed by now
            found += os.path.samestat(os.fstat(int(number)), line.stat())
    return found


def said(process: subprocess.Popen[str]) -> str:
    """Wait until a process says something."""
    assert process.stdout
    return process.stdout.readline().strip()


def test_who_comes_first_is_served_first(line: Path, stand: Callable[[str], subprocess.Popen[str]]) -> None:
    turn = queue.Turn(str(line))
    waiting = [stand(name) for name in ("first", "second", "third")]
    turn.end()
    for process, name in zip(waiting, ("first", "second", "third"), strict=True):
        assert said(process) == name
        assert [other.poll() for other in waiting[waiting.index(process) :]] == [None] * (3 - waiting.index(process))
        process.communicate("")


@pytest.mark.requirement("B-6")
def test_the_turn_of_a_killed_process_passes_to_the_next(stand: Callable[[str], subprocess.Popen[str]]) -> None:
    holder = stand("holder")
    assert said(holder) == "holder"
    one, other = stand("one"), stand("other")
    one.kill()
    one.wait()
    holder.kill()
    assert said(other) == "other"


def test_a_queue_that_does_not_move_stops_nobody_for_ever(
    home: Path, monkeypatch: pytest.MonkeyPatch, stand: Callable[[str], subprocess.Popen[str]], line: Path
) -> None:
    store = SqliteStore(str(home))
    line.symlink_to(home / "covey.db-queue")
    holder = stand("holder")
    assert said(holder) == "holder"
    monkeypatch.setattr(queue, "PATIENCE_SECONDS", 0.01)
    for number in range(3):
        with store.write() as tx:
            tx.save_session(a_session(f"s{number}"))
    holder.communicate("")
    with store.read() as tx:
        assert len(tx.live_sessions()) == 3
    store.close()


@pytest.mark.parametrize("is_served_at_last", [True, False])
def test_who_has_lost_patience_keeps_nobody_waiting_and_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
    stand: Callable[[str], subprocess.Popen[str]],
    line: Path,
    is_served_at_last: bool,  # noqa: FBT001 - a case
) -> None:
    holder = stand("holder")
    assert said(holder) == "holder"
    monkeypatch.setattr(queue, "PATIENCE_SECONDS", 0.01)
    turn = queue.Turn(str(line))
    assert said(stand("behind")) == "behind"
    if is_served_at_last:
        holder.communicate("")
        assert until(lambda: not turn._others, WAIT_SECONDS)
        assert handles(line) == 1
    turn.end()
    holder.communicate("")
    assert until(lambda: handles(line) == 0, WAIT_SECONDS)


def test_where_there_can_be_no_queue_the_store_works_without(home: Path) -> None:
    store = SqliteStore(str(home))
    (home / "covey.db-queue").mkdir()
    with store.write() as tx:
        tx.save_session(a_session())
        assert tx.session("s1")
    store.close()


@pytest.mark.parametrize("content", [b"", b"\1", b"\xff" * 8, b"something else altogether"])
def test_whatever_the_queues_file_holds_there_is_a_turn(line: Path, content: bytes) -> None:
    line.write_bytes(content)
    for _ in range(2):
        queue.Turn(str(line)).end()


def test_a_turn_leaves_nothing_open(line: Path) -> None:
    for _ in range(3):
        turn = queue.Turn(str(line))
        assert handles(line) == 1
        turn.end()
        assert handles(line) == 0
