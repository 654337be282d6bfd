"""What covey adds to a plan's wall time: beside a shell loop that has the same said to the same model."""

from __future__ import annotations

import subprocess
import time
import uuid
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError
from covey.testing.clients import NEWEST
from plan_scene import chain, scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plan_scene import PlanScene

LOOP = """set -e
session=$1 how=--session-id
shift
for prompt in "$@"; do
    claude -p $how $session --permission-mode acceptEdits "$prompt" < /dev/null
    how=--resume
done
"""
LONGEST_SECONDS = 900.0
TASK_SECONDS = 60.0
"""What a task takes that a person would put into a plan: few take less."""


@dataclass(frozen=True)
class Run:
    """One run of the loop, or of the plan: its wall time, and for the plan what lies outside its turns at both ends."""

    way: str
    seconds: float
    begins: float = 0.0
    ends: float = 0.0

    def __str__(self) -> str:
        """Say how long it took."""
        return f"{self.way}: {self.seconds:.1f} s"


@dataclass(frozen=True)
class Overhead:
    """All runs, of so many tasks with so many seconds of thought each."""

    tasks: int
    think_seconds: float
    runs: Sequence[Run]

    def seconds(self, way: str) -> float:
        """Give the median of the wall times."""
        return median(run.seconds for run in self.runs if run.way == way)

    @property
    def milliseconds(self) -> float:
        """What the plan takes more than the loop, for each task."""
        return (self.seconds(PLAN) - self.seconds(LOOPED)) / self.tasks * 1000

    @property
    def once(self) -> float:
        """How much of that comes once a plan, before its first task and after its last (seconds)."""
        return median(run.begins + run.ends for run in self.runs if run.way == PLAN)

    @property
    def added(self) -> float:
        """The share that was added to the wall time that was measured (percent)."""
        return (self.seconds(PLAN) / self.seconds(LOOPED) - 1) * 100

    @property
    def share(self) -> float:
        """The share of a realistic task (percent)."""
        return self.milliseconds / 1000 / TASK_SECONDS * 100

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        names = ("milliseconds", "once", "added", "share")
        return asdict(self) | {name: round(getattr(self, name), 3) for name in names}


def runs(tasks: int, think_seconds: float, rounds: int) -> Iterator[Run]:
    """Run both in turn, so that what else the machine does meets both alike."""
    for number in range(rounds):
        for way in (LOOPED, PLAN)[:: -1 if number % 2 else 1]:
            with scene(chain(tasks), NEWEST, think_seconds / 2) as made:  # a task takes two answers
                yield WAYS[way](made)


def _looped(made: PlanScene) -> Run:
    prompts = [task["prompt"] for task in made.tasks]
    began = time.monotonic()
    _run(made, ["/bin/sh", "-c", LOOP, "loop", str(uuid.uuid4()), *prompts])
    return Run(LOOPED, time.monotonic() - began)


def _planned(made: PlanScene) -> Run:
    clock, began = time.time(), time.monotonic()
    _run(made, [str(made.world.root / "bin" / "covey"), "plans", "run", "plan.yaml"])
    seconds = time.monotonic() - began
    turns = made.attempts()
    last = max(turn.ended or 0.0 for turn in turns)
    return Run(PLAN, seconds, turns[0].started - clock, clock + seconds - last)


def _run(made: PlanScene, command: list[str]) -> None:
    how: dict[str, Any] = {"cwd": made.repository, "env": made.env, "stdin": subprocess.DEVNULL}
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False, **how)
    missing = [task["path"] for task in made.tasks if not (made.repository / task["path"]).is_file()]
    if done.returncode or missing:
        raise UnavailableError(
            f"{command[0]} did not do its work ({missing}): {done.stdout[-500:]} {done.stderr[-500:]}"
        )


LOOPED, PLAN = "shell loop", "plan"
WAYS: dict[str, Callable[[PlanScene], Run]] = {LOOPED: _looped, PLAN: _planned}
