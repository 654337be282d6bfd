"""How the commands show things to people: lines, tables, ages, places; whatever a text holds, it stays on its line."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

from covey.coordination.words import shown as one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console, RenderableType

    from covey.errors import CoveyError

    Cell = str | Text
    Cells = tuple[Cell, ...]
    Names = tuple[str, ...]

STYLES = {"busy": "green", "idle": "cyan", "waiting": "bold yellow", "stale": "magenta", "gone": "red"}
MARKS = {"busy": "●", "idle": "○", "waiting": "◐", "stale": "◌", "gone": "✗", "unhooked": "·"}
FRAME = "╭──╮\n│  │\n├──┤\n│  │\n│  │\n├──┤\n│  │\n╰──╯\n"
EMOJI_JOINER = "\u200d"
MINUTE, HOUR, DAY = 60, 3600, 86400


def plain(text: str) -> str:
    """Write a text as it is, but for what would move the cursor, hide or break the line: that is escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == EMOJI_JOINER else char.encode("unicode_escape").decode() for char in text
    )


def styled(text: str, style: str) -> Text:
    """Give a text of whatever origin a style."""
    return Text(plain(text), style=style)


def age(moment: str) -> str:
    """Say how long ago an RFC 3339 time was, as 45s, 12m, 2h05 or 3d."""
    seconds = max(0, int(time.time() - datetime.fromisoformat(moment).timestamp()))
    if seconds < MINUTE:
        return f"{seconds}s"
    if seconds < HOUR:
        return f"{seconds // MINUTE}m"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR}h{seconds % HOUR // MINUTE:02}"
    return f"{seconds // DAY}d"


def local(moment: str) -> str:
    """Write an RFC 3339 time as people here read it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def clock(moment: str) -> str:
    """Write an RFC 3339 time as people here read it off the wall, with its date where that is not today's."""
    day, _, time_of_day = local(moment).partition(" ")
    return time_of_day if day == time.strftime("%Y-%m-%d") else f"{day} {time_of_day}"


def at_home(path: str) -> str:
    """Shorten the home folder to ~."""
    home = os.environ.get("HOME", "")
    inside = home and (path == home or path.startswith(home + os.sep))
    return "~" + path[len(home) :] if inside else path


def count(number: int, noun: str) -> str:
    """Say how many there are: 1 session, 2 sessions."""
    return f"{number} {noun}{'s' * (number != 1)}"


def branch(row: dict[str, Any]) -> str:
    """Name a branch, with a star where something is uncommitted."""
    return f"{row['git_branch'] or '-'}{'*' * bool(row.get('git_dirty'))}"


def held(row: dict[str, Any]) -> str:
    """Name the first of the paths that a session holds, and say how many more there are."""
    if not row["locks"]:
        return ""
    first, *more = (one_line(path) for path in row["locks"])
    return f"{first} +{len(more)}" if more else first


def state(status: str) -> Text:
    """Show what a session does, or how it ended."""
    return Text(f"{MARKS.get(status, ' ')} {status}", style=STYLES.get(status, "dim"))


def line(*parts: str | tuple[str, str]) -> Text:
    """Make one line of texts, and of texts with a style."""
    pieces = [(part, "") if isinstance(part, str) else part for part in parts]
    return Text.assemble(*[(plain(text), style) for text, style in pieces])


def say(console: Console, *parts: str | tuple[str, str]) -> None:
    """Print one sentence, wrapped at its spaces."""
    console.print(line(*parts))


def say_whole(console: Console, *parts: str | tuple[str, str]) -> None:
    """Print one line as a whole, so that what the terminal wraps can still be copied."""
    console.print(line(*parts), soft_wrap=True)


def warn(console: Console, errors: Sequence[CoveyError]) -> None:
    """Print what was not well although the work is done."""
    for error in errors:
        say(console, ("! ", "bold yellow"), error.message)
        say_whole(console, ("→ ", "bold"), error.hint)


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
