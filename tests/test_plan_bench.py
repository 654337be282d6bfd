"""The bench of plans finds what it is to find."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from covey.running.turn_family import MARK
from covey.testing.clients import NEWEST
from covey.testing.world import MAY_EDIT
from plan_scene import PlanScene, chain, scene
from plan_verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Generator

pytestmark = [pytest.mark.usefixtures("client"), pytest.mark.requirement("B-6"), pytest.mark.timeout(120)]
RUN_SECONDS = 50


@contextmanager
def done(count: int) -> Generator[PlanScene]:
    """Give a plan that was carried out."""
    with scene(chain(count), NEWEST) as made:
        assert made.start().wait(RUN_SECONDS) == 0, made.said()
        yield made


def test_a_plan_whose_file_is_gone_or_whose_process_is_left_is_not_whole() -> None:
    with done(2) as made:
        assert verdict(made).is_whole
        (made.repository / "t02.py").unlink()
        marked = os.environ | {MARK: made.attempts()[0].folder}
        with subprocess.Popen([sys.executable, "-c", "input()"], env=marked, stdin=subprocess.PIPE) as left:
            found = verdict(made)
            assert left.stdin
            left.stdin.write(b"\n")
        assert (found.missing, found.left, found.twice) == (["t02"], [left.pid], [])
        assert not found.is_whole


def test_a_finished_task_that_is_asked_once_more_is_found() -> None:
    with done(2) as made:
        resume = ("--resume", made.attempts()[0].conversation or "")
        again = made.world.run_claude(
            "Write the file t01.py.", cwd=made.repository, api=made.api, args=(*MAY_EDIT, *resume)
        )
        assert again.exit_status == 0
        assert verdict(made).twice == ["t01: its last attempt asked 4 times, and was given 2 last answers"]


def test_a_plan_that_is_run_anew_after_its_end_is_found() -> None:
    with done(1) as made:
        made.start().wait(RUN_SECONDS)
        found = verdict(made)
        assert not found.is_done
        assert found.twice[0] == "t01: the log ends it 2 times"
