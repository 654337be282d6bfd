"""Whether a plan that was carried out is whole: nothing lost, nothing done twice, nobody left."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.model.outcome import DONE
from covey.model.run import DONE as ALL_DONE
from covey.running.turn_family import family
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.model.run import Attempt
    from plan_scene import PlanScene

END_SECONDS = 5.0
"""So long what fed a client its prompt may take to notice that it is over."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a plan; nothing, where it is done and the lists are empty."""

    is_done: bool
    twice: list[str]
    missing: list[str]
    left: list[int]
    attempts: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or left."""
        return self.is_done and not (self.twice or self.missing or self.left)


def verdict(made: PlanScene) -> Verdict:
    """Look at the log, the attempts, what the model was asked, the files and the processes."""
    attempts, ends = made.attempts(), made.ends()
    own = {each["id"]: [turn for turn in attempts if turn.task_id == each["id"]] for each in made.tasks}
    twice = [f"{name}: {why}" for name, turns in own.items() for why in _twice(made, name, turns, ends[name])]
    missing = [each["id"] for each in made.tasks if not _is_there(made, each)]
    until(lambda: not _left(attempts), END_SECONDS)
    return Verdict(made.states() == [ALL_DONE], twice, missing, _left(attempts), len(attempts))


def _twice(made: PlanScene, name: str, turns: list[Attempt], ends: int) -> list[str]:
    """Say what shows that a task did not run to its end just once.

    A turn that was cut off may have been given its last answer. Of the one that finished the task there is one, and
    none of the task's requests comes after it.
    """
    finished = [turn for turn in turns if turn.outcome == DONE]
    found = [] if ends == 1 else [f"the log ends it {ends} times"]
    if len(finished) != 1 or finished != turns[-1:]:
        return [*found, f"{len(finished)} of {len(turns)} attempts finished it"]
    asked = [each for each in made.asked(name) if made.arrived[each.number] >= finished[0].started]
    last = [each for each in asked if each.answer is not None and not each.answer.calls]
    if len(last) != 1 or last != asked[-1:]:
        found.append(f"its last attempt asked {len(asked)} times, and was given {len(last)} last answers")
    return found


def _is_there(made: PlanScene, task: dict[str, Any]) -> bool:
    return all((made.repository / path).is_file() for path in [task.get("path")] if path)


def _left(attempts: list[Attempt]) -> list[int]:
    return sorted({pid for turn in attempts for pid in family(Path(os.fspath(turn.folder)))})
