"""Whether a monitor runs is told by its process, or from where that cannot be seen, by its signs of life."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from covey.coordination.monitor import FILE_NAME, SILENT_SECONDS, Incumbent, incumbent

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import FakeMachine

CONTAINER = "mac boot-1 other-pids"


def leave(folder: Path, machine: FakeMachine, host: str, pid: int, start: str) -> None:
    """Let a monitor have written its record and given a sign now."""
    (folder / FILE_NAME).write_bytes(Incumbent(host, pid, start, machine.wall, "0.1").record())
    os.utime(folder / FILE_NAME, (machine.wall, machine.wall))


def test_one_whose_process_lives_runs_however_silent_it_is(tmp_path: Path, machine: FakeMachine) -> None:
    process = machine.start(7)
    leave(tmp_path, machine, process.host, 7, process.start)
    machine.work(SILENT_SECONDS + 1)
    found = incumbent(str(tmp_path), machine)
    assert found is not None
    assert (found.pid, found.version, found.seen) == (7, "0.1", machine.wall - SILENT_SECONDS - 1)
    machine.kill(7)
    assert incumbent(str(tmp_path), machine) is None


def test_one_in_a_container_runs_as_long_as_it_gives_signs(tmp_path: Path, machine: FakeMachine) -> None:
    leave(tmp_path, machine, CONTAINER, 7, "7@1")
    assert incumbent(str(tmp_path), machine) is not None
    machine.work(SILENT_SECONDS + 1)
    assert incumbent(str(tmp_path), machine) is None


@pytest.mark.parametrize("record", [b"", b"mac boot-1 pids\t7", b"\xff\t7\t1\t1\t1\n", b"a\tb\tc\td\te\n"])
def test_a_record_that_is_none_tells_of_nobody(tmp_path: Path, machine: FakeMachine, record: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(record)
    assert incumbent(str(tmp_path), machine) is None
