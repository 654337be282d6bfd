"""Areas: the parts of a workspace, which of them a path belongs to, and which of them suits a task best."""

from __future__ import annotations

from covey.model.likeness import Words, in_common, words_of
from covey.model.lock import ancestors
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FREE, OWN, BUSY = "free", "own", "busy"
"""Nobody is at work there; only the session that asks is; another is."""

OF_ITS_NAME = 3
"""How much more a word of an area's name says than one of a path in it."""


class Area(Value):
    """A part of a workspace: its name, and the key of its folder ('' for the files that lie in no area's folder)."""

    name: str
    key: str


class Look(Value):
    """An area as it is now: its state, the words of the paths that are taken there and of the tasks of those who do.

    `is_touched` tells that another session was there lately, and lives.
    """

    area: Area
    state: str = FREE
    paths: Words = words_of("")
    tasks: Words = words_of("")
    is_touched: int = 0


class Chart:
    """The areas of a workspace, by which the area of a path is found without looking at all of them."""

    def __init__(self, areas: Sequence[Area]) -> None:
        """Note each area under its key, and under each folder above it."""
        self.areas = areas
        self._by_key = {area.key: area for area in areas}
        self._beneath: dict[str, list[Area]] = {}
        for area in areas:
            for folder in ancestors(area.key)[1:-1]:
                self._beneath.setdefault(folder, []).append(area)

    def touched(self, key: str) -> list[Area]:
        """List the areas that a hold touches: the narrowest around it, and all beneath it; for '', all there are."""
        if not key:
            return list(self.areas)
        beneath = self._beneath.get(key, [])
        around = next((self._by_key[folder] for folder in ancestors(key) if folder in self._by_key), None)
        return beneath if around is None or (beneath and not around.key) else [around, *beneath]


def fitness(look: Look, task: Words) -> tuple[int, int]:
    """Say how well a task fits an area: by the words of its name and paths first, then of the tasks that took them.

    The task of a session that is in many areas says little of each.
    """
    name = words_of(look.area.name)
    by_name = in_common(name, task) + len(name.acts & task.acts)  # tests and docs are named after what is done
    return OF_ITS_NAME * by_name + in_common(look.paths, task), in_common(look.tasks, task)


def fits(look: Look, task: Words) -> bool:
    """Tell whether a task seems to be about an area."""
    return fitness(look, task)[0] > 0


def ranked(looks: Sequence[Look], task: str = "") -> list[Look]:
    """Order areas for a task: what fits it best first; of those that fit alike, the free and untouched ones."""
    wanted = words_of(task)
    order = (FREE, OWN, BUSY)
    by_state = sorted(looks, key=lambda look: (order.index(look.state), look.is_touched))
    return sorted(by_state, key=lambda look: fitness(look, wanted), reverse=True)
