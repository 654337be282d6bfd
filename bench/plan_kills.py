"""kill -9 of the runner of a plan, of its client or of both, at random moments, and what was lost or done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from covey.claude.claim import claim_in
from covey.coordination.machine import Machine
from covey.model.run import DONE
from covey.testing.clients import NEWEST
from plan_scene import PlanScene, chain, forked, scene
from plan_verdict import Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SHAPES = {"chain": chain, "forks and joins": forked}
WAYS = ("runner", "client", "both")
THINK_SECONDS = 0.3
SHORTEST_SECONDS, LONGEST_SECONDS = 0.2, 6.0
LAST_SECONDS = 600.0


@dataclass
class Killed:
    """A plan whose processes were killed: how often, by kind, how often a client lived then, and what came of it."""

    shape: str
    seed: int
    moments: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))
    met_a_client: int = 0
    found: Verdict | None = None

    def __str__(self) -> str:
        """Say how it went."""
        found = "whole" if self.is_whole else f"NOT WHOLE: {self.found}"
        return f"killed at {self.moments} moments, {self.shape}, seed {self.seed}: {found}"

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or left."""
        return self.found is not None and self.found.is_whole

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        return asdict(self) | {"whole": self.is_whole}


def killed_plans(moments: int, a_plan: int, tasks: int, seed: int) -> Iterator[Killed]:
    """Run plans of both shapes in turn until there were so many kills, so many at most in a plan."""
    number = 0
    while moments > 0:
        name = list(SHAPES)[number % len(SHAPES)]
        done = killed_plan(name, tasks, min(moments, a_plan), seed + number)
        yield done
        moments, number = moments - max(1, done.moments), number + 1


def killed_plan(shape: str, tasks: int, most: int, seed: int) -> Killed:
    """Run a plan to its end, with so many kills on the way at most."""
    killed, chance = Killed(shape, seed), random.Random(seed)  # noqa: S311 - the seed makes it repeatable
    make: Callable[[int], list[dict[str, Any]]] = SHAPES[shape]
    with scene(make(tasks), NEWEST, THINK_SECONDS) as made:
        runner = made.start()
        while killed.moments < most and not _ended_within(runner, chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS)):
            way = chance.choice(WAYS)
            killed.met_a_client += bool(_kill(made, runner, way))
            killed.moments, killed.kinds[way] = killed.moments + 1, killed.kinds[way] + 1
            if made.states()[:1] == [DONE]:
                break  # to run it now would be to run it anew
            if way != "client":
                runner = made.start()
        if not _ended_within(runner, LAST_SECONDS):
            runner.kill()
            runner.wait()
        killed.found = verdict(made)
    return killed


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    return False


def _kill(made: PlanScene, runner: subprocess.Popen[bytes], way: str) -> list[int]:
    """Kill as the way says; give the clients that lived."""
    clients = _clients(made.world.covey_home)
    for pid in clients if way != "runner" else []:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if way != "client":
        runner.kill()
        runner.wait()
    return clients


def _clients(home: Path) -> list[int]:
    """List the living clients, by their claims."""
    machine = Machine()
    claims = [claim_in(folder) for folder in home.glob("runs/*/*/*") if folder.is_dir()]
    return [each.process.pid for each in claims if each is not None and not machine.is_gone(each.process)]
