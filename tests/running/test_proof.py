"""The commands that prove a task are run to their end, their time, or ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.running.proof import LONGEST_OUTPUT, NOT_IN_TIME, run_command
from covey.testing.waiting import until

if TYPE_CHECKING:
    from pathlib import Path


def never() -> bool:
    """Let it go on."""
    return False


@pytest.mark.requirement("B-9")
def test_a_command_is_run_in_the_project_and_its_words_and_status_are_kept(tmp_path: Path) -> None:
    done = run_command("pwd; echo oops >&2; exit 3", str(tmp_path), tmp_path / "record", never)
    assert (done.status, done.output) == (3, f"{tmp_path.resolve()}\noops")


def test_of_a_long_output_the_last_whole_lines_are_kept(tmp_path: Path) -> None:
    done = run_command("seq 1 100000", str(tmp_path), tmp_path / "record", never)
    lines = done.output.split("\n")
    assert len(done.output) <= LONGEST_OUTPUT
    assert lines == [str(number) for number in range(100001 - len(lines), 100001)]


def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    command = "sleep 1000 & echo $! > child; echo begun; wait"
    done = run_command(command, str(tmp_path), tmp_path / "record", never, seconds=0.5)
    assert (done.status, done.output) == (NOT_IN_TIME, "begun")
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    until(lambda: not is_running(child), timeout=20)


def test_a_command_is_ended_when_the_run_is_to_end(tmp_path: Path) -> None:
    done = run_command("touch begun; sleep 1000", str(tmp_path), tmp_path / "record", (tmp_path / "begun").exists)
    assert done.status == NOT_IN_TIME


def test_a_project_that_is_gone_fails_the_command(tmp_path: Path) -> None:
    assert run_command("true", str(tmp_path / "gone"), tmp_path / "record", never).status != 0


def is_running(pid: int) -> bool:
    """Tell whether a process lives, a zombie not among them."""
    return Machine().process(pid) is not None
