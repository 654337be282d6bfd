"""The processes of a turn are found by its mark, wherever they went, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.running.turn_family import MARK, family, wait_for_end
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def turn(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of a turn in tmp_path, with a child in a session of its own."""
    command = ["/bin/sh", "-c", "setsid sleep 600 & exec sleep 600"]
    with subprocess.Popen(command, env={**os.environ, MARK: str(tmp_path)}) as process:
        yield process
        for pid in family(tmp_path):
            os.kill(pid, signal.SIGKILL)


def test_all_that_a_turn_started_belongs_to_it_and_nothing_of_another(
    tmp_path: Path, turn: subprocess.Popen[bytes]
) -> None:
    assert until(lambda: len(family(tmp_path)) == 2, 20)
    assert turn.pid in family(tmp_path)
    assert family(tmp_path / "1") == family(tmp_path.parent) == {}


def test_the_cpu_that_a_turn_takes_is_counted(tmp_path: Path) -> None:
    script = "while :; do :; done"
    with subprocess.Popen(["/bin/sh", "-c", script], env={**os.environ, MARK: str(tmp_path)}) as busy:
        try:
            assert until(lambda: family(tmp_path).get(busy.pid, 0) > 0.05, 20)
        finally:
            busy.kill()


def test_waiting_ends_with_the_process_or_after_its_time(tmp_path: Path, turn: subprocess.Popen[bytes]) -> None:
    assert until(lambda: turn.pid in family(tmp_path), 20)
    wait_for_end(turn.pid, 0.01)
    assert turn.poll() is None
    turn.kill()
    wait_for_end(turn.pid, 600)
    turn.wait(20)
    wait_for_end(turn.pid, 0.01)
