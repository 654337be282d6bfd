"""The picture of a run that goes on: how far it is, and its tasks as a tree; it fits the terminal, however small."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from covey.cli import shown
from covey.cli.plans import rows
from covey.cli.plans.marks import lasted, mark, money
from covey.model.run import DONE, FAILED, RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.cli.plans.board import Sight, Step

HEAD, SUM = 2, 1
"""How many lines tell of the whole run, and of the tasks for which there is no room."""

ALWAYS = (RUNNING, FAILED)
"""The tasks that are shown before all others where there is no room for all."""

LONGEST_BAR = 40


def picture(sight: Sight, width: int, height: int) -> Text:
    """Draw a run in so many columns and lines."""
    steps = {task_id: _row(step, sight.now) for task_id, step in sight.steps.items()}
    tasks = rows.lines(sight.tree, steps, width)
    if len(tasks) + HEAD > height:
        tasks = _most_telling(sight, steps, width, height - HEAD - SUM)
    return Text("\n").join([*(rows.cut(line, width) for line in _head(sight, width)), *tasks])


def _row(step: Step, now: float) -> rows.Row:
    return rows.Row(step.state, step.seconds(now), step.cost, step.doing)


def _head(sight: Sight, width: int) -> tuple[Text, Text]:
    """Say how far the run is: as a bar, and in figures."""
    name = shown.styled(sight.plan, "bold")
    name.truncate(width // 2, overflow="ellipsis")
    length = max(0, min(LONGEST_BAR, width - name.cell_len - 2))
    bounds = f" of {money(sight.budget)}" if sight.budget is not None else ""
    figures = [
        f"{sight.number_of(DONE)} of {len(sight.steps)} done",
        *([f"{sight.number_of(FAILED)} failed"] if sight.number_of(FAILED) else []),
        f"{money(sight.cost)}{bounds}",
        lasted(sight.now - sight.began),
    ]
    return Text.assemble(name, "  ", _bar(sight, length)), Text(" · ".join(figures))


def _bar(sight: Sight, length: int) -> Text:
    total = max(1, len(sight.steps))
    done, failed = (sight.number_of(state) * length // total for state in (DONE, FAILED))
    return Text.assemble(("━" * done, "green"), ("━" * failed, "red"), ("─" * (length - done - failed), "dim"))


def _most_telling(sight: Sight, steps: dict[str, rows.Row], width: int, room: int) -> list[Text]:
    """Draw as many of the tasks that run or failed as there is room for, and sum up the rest."""
    in_order = [branch for state in ALWAYS for branch in sight.tree if sight.steps[branch.task_id].state == state]
    lines_each = 1 if width >= rows.WIDE else 2
    chosen = [branch._replace(rails="", below="") for branch in in_order[: max(0, room // lines_each)]]
    names = {branch.task_id for branch in chosen}
    rest = Counter(step.state for task_id, step in sight.steps.items() if task_id not in names)
    return [*rows.lines(chosen, steps, width), *([rows.cut(_sum(rest.items()), width)] if rest else [])]


def _sum(rest: Iterable[tuple[str, int]]) -> Text:
    return Text("and ") + Text(", ").join(Text.assemble(mark(state), f" {number} {state}") for state, number in rest)
