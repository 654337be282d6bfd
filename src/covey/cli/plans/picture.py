"""The picture of a run that goes on: how far it is, and its tasks as a tree; it fits the terminal, however small."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from covey.cli import shown
from covey.cli.plans.marks import lasted, mark, money
from covey.model.run import DONE, FAILED, RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.cli.plans.board import Sight, Step
    from covey.cli.plans.tree import Branch

HEAD, SUM = 2, 1
"""How many lines tell of the whole run, and of the tasks for which there is no room."""

ALWAYS = (RUNNING, FAILED)
"""The tasks that are shown before all others where there is no room for all."""

LONGEST_BAR = 40
FIGURES = 16
"""The width of a task's time and cost, and of the gap before them."""

WIDE = 64
"""From this width on, what a task does stands on its own line; else beneath it."""


def picture(sight: Sight, width: int, height: int) -> Text:
    """Draw a run in so many columns and lines."""
    rows = _rows(sight, sight.tree, width)
    if len(rows) + HEAD > height:
        rows = _most_telling(sight, width, height - HEAD - SUM)
    return Text("\n").join(_cut(row, width) for row in (*_head(sight, width), *rows))


def _head(sight: Sight, width: int) -> tuple[Text, Text]:
    """Say how far the run is: as a bar, and in figures."""
    name = shown.styled(sight.plan, "bold")
    name.truncate(width // 2, overflow="ellipsis")
    length = min(LONGEST_BAR, width - name.cell_len - 2)
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


def _rows(sight: Sight, tree: Sequence[Branch], width: int) -> list[Text]:
    """Draw tasks, each with its rails, state, time and cost, and what it does now."""
    names = [_name(branch, sight.steps[branch.task_id]) for branch in tree]
    longest = max((name.cell_len for name in names), default=0)
    room = width - FIGURES if width < WIDE else width // 2 - FIGURES
    rows: list[Text] = []
    for branch, name in zip(tree, names, strict=True):
        step = sight.steps[branch.task_id]
        name.truncate(min(longest, room), overflow="ellipsis", pad=True)
        time_and_cost = f" {lasted(step.seconds(sight.now)):>6} {money(step.cost) if step.started else '':>7}  "
        row = Text.assemble(name, (time_and_cost, "dim"))
        beneath = Text.assemble((f"{branch.below}  ", "dim"))
        rows += [Text.assemble(row, _doing(step))] if width >= WIDE or not step.doing else [row, beneath + _doing(step)]
    return rows


def _name(branch: Branch, step: Step) -> Text:
    return Text.assemble((branch.rails, "dim"), mark(step.state), " ", shown.plain(branch.task_id))


def _doing(step: Step) -> Text:
    return shown.styled(step.doing, "red" if step.state == FAILED else "cyan" if step.state == RUNNING else "dim")


def _most_telling(sight: Sight, width: int, room: int) -> list[Text]:
    """Draw as many of the tasks that run or failed as there is room for, and sum up the rest."""
    in_order = [branch for state in ALWAYS for branch in sight.tree if sight.steps[branch.task_id].state == state]
    lines_each = 1 if width >= WIDE else 2
    chosen = [branch._replace(rails="", below="") for branch in in_order[: max(0, room // lines_each)]]
    names = {branch.task_id for branch in chosen}
    rest = Counter(step.state for task_id, step in sight.steps.items() if task_id not in names)
    return [*_rows(sight, chosen, width), _sum(rest.items())]


def _sum(rest: Iterable[tuple[str, int]]) -> Text:
    return Text("and ") + Text(", ").join(Text.assemble(mark(state), f" {number} {state}") for state, number in rest)


def _cut(row: Text, width: int) -> Text:
    row.rstrip()
    row.truncate(width, overflow="ellipsis")
    return row
