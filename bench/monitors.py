"""The monitor: how long after a death what was held is free, and what a monitor costs that has nothing to do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from covey.serve import control, detached
from covey.testing.waiting import until
from figures import Row
from scenes import PYTHON, Scene

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DEATHS, QUICK_DEATHS = 20, 1
IDLE_SECONDS, QUICK_IDLE_SECONDS = 30.0, 1.0
SESSIONS, LOCKS = 10, 50
LIMIT_SECONDS, BOUND_SECONDS = 5.0, 30.0


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Measure both."""
    return [
        _deaths(Scene(folder / "deaths"), QUICK_DEATHS if quick else DEATHS),
        _idle(Scene(folder / "idle"), QUICK_IDLE_SECONDS if quick else IDLE_SECONDS),
    ]


def _deaths(scene: Scene, deaths: int) -> Row:
    """Let one holder die after the other; the figure is the longest time from a death to the free file."""
    times: list[float] = []
    with monitor(scene):
        for number in range(deaths):
            with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as client:
                scene.hold(f"dying-{number}", client.pid)
                time.sleep(number / deaths * 2)  # at any moment between two rounds
                client.kill()
            times.append(_seconds_until_free(scene))
    name = "monitor: a dead session's file is free within"
    longest, milliseconds = max(times), [each * 1000 for each in times]
    return Row(name, longest, "s", LIMIT_SECONDS, milliseconds=milliseconds, is_right=longest < BOUND_SECONDS)


def _seconds_until_free(scene: Scene) -> float:
    began = time.perf_counter()
    until(lambda: not scene.held(), BOUND_SECONDS)
    return time.perf_counter() - began


def _idle(scene: Scene, seconds: float) -> Row:
    """Let a monitor live among sessions that rest; the figure is its CPU time, its start included."""
    scene.fill(LOCKS, SESSIONS)
    before = os.times()
    with monitor(scene):
        time.sleep(seconds)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    name = f"monitor, {SESSIONS} sessions at rest: CPU of its first {seconds:.0f} s"
    return Row(name, used, "s", milliseconds=[used * 1000], is_right=len(scene.held()) == LOCKS)


@contextmanager
def monitor(scene: Scene) -> Generator[None]:
    """Let a monitor run."""
    command = [PYTHON, "-I", "-S", detached.__file__, str(scene.home)]
    with subprocess.Popen(command, env=scene.environ, stdout=sys.stderr) as process:
        control.await_start(str(scene.home), scene.machine)
        yield
        process.terminate()
