"""The lines in which the tasks of a run are drawn, each with its rails, state, time and cost, and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from covey.cli import shown
from covey.cli.plans.marks import lasted, mark, money
from covey.model.run import CANCELLED, FAILED, RUNNING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from covey.cli.plans.tree import Branch

FIGURES = 18
"""The width of a task's time and cost, with the gaps around them."""

WIDE = 64
"""From this width on a note stands on its task's own line; else beneath it."""

STYLES = {FAILED: "red", CANCELLED: "magenta", RUNNING: "cyan"}


class Row(NamedTuple):
    """What is shown of one task; `more` are lines of their own."""

    state: str
    seconds: float | None
    cost: float
    note: str = ""
    more: Sequence[Text] = ()


def lines(tree: Sequence[Branch], rows: Mapping[str, Row], width: int) -> list[Text]:
    """Draw the tasks of a tree, none of the lines wider than so many columns."""
    names = [_name(branch, rows[branch.task_id]) for branch in tree]
    room = width - FIGURES if width < WIDE else width // 2 - FIGURES
    column = max(0, min(room, max((name.cell_len for name in names), default=0)))
    drawn: list[Text] = []
    for branch, name in zip(tree, names, strict=True):
        name.truncate(column, overflow="ellipsis", pad=True)
        drawn += _lines(branch, name, rows[branch.task_id], is_wide=width >= WIDE)
    return [cut(line, width) for line in drawn]


def _name(branch: Branch, row: Row) -> Text:
    return Text.assemble((branch.rails, "dim"), mark(row.state), " ", shown.plain(branch.task_id))


def _lines(branch: Branch, name: Text, row: Row, *, is_wide: bool) -> list[Text]:
    cost = money(row.cost) if row.seconds is not None else ""
    first = Text.assemble(name, (f" {lasted(row.seconds):>6} {cost:>8}  ", "dim"))
    note = shown.styled(row.note, STYLES.get(row.state, "dim"))
    beneath = [*([note] if note and not is_wide else []), *row.more]
    return [first + note if is_wide else first, *(Text.assemble((f"{branch.below}  ", "dim"), one) for one in beneath)]


def cut(line: Text, width: int) -> Text:
    """Cut a line to so many columns, and take away what is empty at its end."""
    line.rstrip()
    line.truncate(width, overflow="ellipsis")
    return line
