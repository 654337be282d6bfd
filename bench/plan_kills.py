"""kill -9 of the runner of a plan, of its client or of both, at random moments, and what was lost or done twice."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from covey.claude.claim import claim_in
from covey.coordination.machine import Machine
from covey.testing.clients import NEWEST
from plan_scene import PLAN, PlanScene, chain, scene

if TYPE_CHECKING:
    import random
    from pathlib import Path

TASKS = 20
WAYS = ("runner", "client", "both")
LONGEST_SECONDS = 6.0
LAST_SECONDS = 240.0


@dataclass
class Killed:
    """What came of a plan whose processes were killed: nothing is wrong where all lists are empty."""

    kills: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))
    is_done: bool = False
    twice: list[str] = field(default_factory=list[str])
    missing: list[str] = field(default_factory=list[str])
    left: list[int] = field(default_factory=list[int])
    attempts: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or left."""
        return self.is_done and not (self.twice or self.missing or self.left)


def killed_plan(most: int, chance: random.Random) -> Killed:
    """Run a plan of 20 tasks to its end, with so many kills on the way at most."""
    found = Killed()
    with scene(chain(TASKS), NEWEST, think_seconds=0.05) as made:
        runner = _started(made)
        while found.kills < most and not _ended_within(runner, chance.uniform(0.3, LONGEST_SECONDS)):
            way = chance.choice(WAYS)
            _kill(made, runner, way)
            found.kills, found.kinds[way] = found.kills + 1, found.kinds[way] + 1
            if way != "client":
                runner = _started(made)
        runner.wait(LAST_SECONDS)
        _look(made, found)
    return found


def _started(made: PlanScene) -> subprocess.Popen[bytes]:
    log = (made.world.root / "runner.log").open("ab")
    command = [str(made.world.root / "bin" / "covey"), "plans", "run", PLAN]
    with log:
        return subprocess.Popen(
            command, cwd=made.repository, env=made.env, stdout=log, stderr=log, start_new_session=True
        )


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    return False


def _kill(made: PlanScene, runner: subprocess.Popen[bytes], way: str) -> None:
    if way in ("client", "both"):
        for pid in _clients(made.world.covey_home):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    if way in ("runner", "both"):
        runner.kill()
        runner.wait()


def _clients(home: Path) -> list[int]:
    """List the living clients, by their claims."""
    machine = Machine()
    claims = [claim_in(folder) for folder in home.glob("runs/*/*/*") if folder.is_dir()]
    return [each.process.pid for each in claims if each is not None and not machine.is_gone(each.process)]


def _look(made: PlanScene, found: Killed) -> None:
    shown, ends = made.show(), made.ends()
    found.is_done = shown["state"] == "done"
    found.attempts = sum(len(each["attempts"]) for each in shown["tasks"])
    for each in shown["tasks"]:
        name = each["task_id"]
        finished = [turn for turn in each["attempts"] if turn["outcome"] == "done"]
        if ends[name] != 1 or len(finished) != 1:
            found.twice.append(name)
        if not (made.repository / f"{name}.py").is_file():
            found.missing.append(name)
    found.left = _clients(made.world.covey_home)
