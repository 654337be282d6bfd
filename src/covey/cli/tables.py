"""Tables: in a frame where there is a terminal, aligned columns where it is piped or very long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text

from covey.cli.shown import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

    Cell = str | Text
    Cells = tuple[Cell, ...]
    Names = tuple[str, ...]

FRAME = "╭──╮\n│  │\n├──┤\n│  │\n│  │\n├──┤\n│  │\n╰──╯\n"


MOST_FRAMED = 2000
"""Rows; more of them nobody reads on a screen, and to frame them would take half a minute."""


class Lines:
    """Lines of text that are printed as they are, many thousands of them at once."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Write each row on a line, its texts in columns."""
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        self._lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Give the lines to rich, each by itself: it splits a long text in quadratic time."""
        for line in self._lines:
            yield Segment(f"{line}\n")


def facts(console: Console, pairs: Mapping[str, Cell | None]) -> None:
    """Print names and values in two columns, without those that have no value."""
    rows = [(name, value) for name, value in pairs.items() if value]
    if not console.is_terminal:
        console.print(Lines([(name, _plain(value)) for name, value in rows]), end="")
        return
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for name, value in rows:
        grid.add_row(Text(name, style="bold"), _text(value))
    console.print(grid)


def table(console: Console, columns: Sequence[Names], rows: Sequence[Sequence[Cells]]) -> RenderableType:
    """Make a table of columns that hold several things each: stacked in a terminal, side by side where it is piped."""
    if not console.is_terminal or len(rows) > MOST_FRAMED:
        names = [name for column in columns for name in column]
        return Lines([names, *([_plain(cell) for cells in row for cell in cells] for row in rows)])
    from rich.box import Box
    from rich.table import Table

    made = Table(box=Box(FRAME), border_style="dim", header_style="bold", collapse_padding=True)
    for column in columns:
        made.add_column(column[0], overflow="fold")
    for row in rows:
        made.add_row(
            *(_stacked(names, [_text(cell) for cell in cells]) for names, cells in zip(columns, row, strict=True))
        )
    return made


def _stacked(names: Names, texts: Sequence[Text]) -> Text:
    """Put all but the first on a second line, less bright; what comes third or later is said with its name."""
    below = [
        Text.assemble(f"{name.lower()} " * (place > 0), text)
        for place, (name, text) in enumerate(zip(names[1:], texts[1:], strict=True))
        if text
    ]
    if not below:
        return texts[0]
    second = Text(" · ").join(below)
    second.stylize_before("dim")
    return Text.assemble(texts[0], "\n", second)


def _width(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _plain(cell: Cell) -> str:
    return cell.plain if isinstance(cell, Text) else plain(cell)


def _text(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else Text(plain(cell))
