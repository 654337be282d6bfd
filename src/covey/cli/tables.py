"""Tables: in a frame where there is a terminal, aligned columns where it is piped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from covey.cli.shown import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console, RenderableType

    Cell = str | Text
    Cells = tuple[Cell, ...]
    Names = tuple[str, ...]

FRAME = "╭──╮\n│  │\n├──┤\n│  │\n│  │\n├──┤\n│  │\n╰──╯\n"


def facts(console: Console, pairs: Mapping[str, Cell | None]) -> None:
    """Print names and values in two columns, without those that have no value."""
    rows = [(Text(name, style="bold"), _text(value)) for name, value in pairs.items() if value]
    if not console.is_terminal:
        console.print(_aligned(rows))
        return
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for row in rows:
        grid.add_row(*row)
    console.print(grid)


def table(console: Console, columns: Sequence[Names], rows: Sequence[Sequence[Cells]]) -> RenderableType:
    """Make a table of columns that hold several things each: stacked in a terminal, side by side where it is piped."""
    texts = [[tuple(map(_text, cells)) for cells in row] for row in rows]
    if not console.is_terminal:
        names = [Text(name) for column in columns for name in column]
        return _aligned([names, *([text for cells in row for text in cells] for row in texts)])
    from rich.box import Box
    from rich.table import Table

    made = Table(box=Box(FRAME), border_style="dim", header_style="bold", collapse_padding=True)
    for column in columns:
        made.add_column(column[0], overflow="fold")
    for row in texts:
        made.add_row(*map(_stacked, columns, row))
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


def _aligned(rows: Sequence[Sequence[Text]]) -> Text:
    """Write each row on a line, its texts in columns."""
    widths = [max(cell_len(text.plain) for text in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(text.plain + " " * (width - cell_len(text.plain)) for text, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return Text("\n".join(line.rstrip() for line in lines))


def _text(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else Text(plain(cell))
