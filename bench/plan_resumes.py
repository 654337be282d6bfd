"""How often a plan goes on with its conversation, and what becomes of it where that was broken on purpose."""

from __future__ import annotations

import random
import shlex
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.testing.clients import NEWEST, OLDER
from plan_faults import FAULTS, reason
from plan_scene import PlanScene, scene
from plan_verdict import Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

BREAKER = Path(__file__).with_name("plan_faults.py")
AT_ONCE = 2
PLAN_SECONDS = 1800.0


@dataclass(frozen=True)
class Resumed:
    """One chain of tasks: `faults` says before which of them what was done to its conversation.

    `rebuilt` are the tasks of which the model was asked without the turns of the ones before: that is our own count.
    `told` is what `covey metrics` says.
    """

    claude: str
    seed: int
    resumes: int
    faults: Mapping[str, str]
    rebuilt: list[str]
    told: Mapping[str, Mapping[str, float]]
    found: Verdict

    @property
    def broken(self) -> dict[str, str]:
        """The tasks that could not go on with the conversation before, with the reason to be recorded."""
        return {name: why for name, fault in self.faults.items() if (why := reason(fault, self.claude))}

    @property
    def unbroken(self) -> int:
        """How many tasks could go on with the conversation before."""
        return self.resumes - len(self.broken)

    @property
    def failed(self) -> list[str]:
        """Those of them that did not."""
        return [name for name in self.rebuilt if name not in self.broken]

    @property
    def is_right(self) -> bool:
        """Whether the plan is whole, each break is a fallback with its reason, and the metrics say what we counted."""
        counted = Counter(["resumed"] * (self.resumes - len(self.rebuilt)) + ["lost"] * len(self.rebuilt))
        breaks = Counter(self.broken.values()) <= Counter(self.told["fallbacks"])
        return (
            self.found.is_whole and breaks and self.broken.keys() <= {*self.rebuilt} and self.told["resumes"] == counted
        )

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        return asdict(self) | {"broken": self.broken, "failed": self.failed, "right": self.is_right}


def resumed_plans(resumes: int, plans: int, faults: int, seed: int) -> list[Resumed]:
    """Run so many chains, two at once, with so many resumes and faults in all."""
    one = partial(resumed_plan, resumes // plans, faults // plans)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(seed, seed + plans)))


def resumed_plan(resumes: int, faults: int, seed: int) -> Resumed:
    """Run a chain whose tasks but the first resume its conversation, with faults; the seed chooses the client."""
    names, version = [f"t{number:03}" for number in range(resumes + 1)], (NEWEST, OLDER)[seed % 2]
    kinds = [list(FAULTS)[number % len(FAULTS)] for number in range(faults)]
    chance = random.Random(seed)  # noqa: S311 - the seed makes it repeatable
    chosen = dict(zip(chance.sample(names[1:], faults), kinds, strict=True))
    tasks = [_task(name, chosen.get(after, "")) for name, after in zip(names, [*names[1:], ""], strict=True)]
    with scene(tasks, version) as made:
        made.start().wait(PLAN_SECONDS)
        rebuilt = [name for name in names[1:] if not _went_on(made, name)]
        return Resumed(version, seed, resumes, chosen, rebuilt, _told(made), verdict(made))


def _task(name: str, fault: str) -> dict[str, Any]:
    """Make a task after which the conversation is broken, where a fault is named."""
    plain = {"id": name, "type": "prompt", "prompt": f"Note the word {name}."}
    return plain | ({"verify": [shlex.join([sys.executable, str(BREAKER), fault])]} if fault else {})


def _went_on(made: PlanScene, name: str) -> bool:
    """Tell whether the model was asked with turns of its own before it."""
    asked = made.asked(name)
    return bool(asked) and all(each.number_of_turn for each in asked)


def _told(made: PlanScene) -> dict[str, dict[str, float]]:
    rows = {row["name"]: row["samples"] for row in made.told("metrics")}
    return {
        "resumes": {each["labels"]["result"]: each["value"] for each in rows["covey_plan_resumes_total"]},
        "fallbacks": {each["labels"]["reason"]: each["value"] for each in rows["covey_plan_fallbacks_total"]},
    }
