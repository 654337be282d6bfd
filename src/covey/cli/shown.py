"""How the commands show things to people: tables, ages, places."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from covey.coordination.words import shown as one_line

if TYPE_CHECKING:
    from rich.console import Console

COLOURS = {"busy": "green", "idle": "cyan", "waiting": "bold yellow", "stale": "magenta", "gone": "red"}
MARKS = {"busy": "●", "idle": "○", "waiting": "◐", "stale": "◌", "gone": "✗", "unhooked": "·"}


def age(moment: str) -> str:
    """Say how long ago an RFC 3339 time was, as 45s, 12m, 2h05 or 3d."""
    seconds = max(0, int(time.time() - datetime.fromisoformat(moment).timestamp()))
    if seconds < 3600:  # noqa: PLR2004 - an hour
        return f"{seconds}s" if seconds < 60 else f"{seconds // 60}m"  # noqa: PLR2004 - a minute
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    return f"{hours}h{minutes:02}" if hours < 48 else f"{hours // 24}d"  # noqa: PLR2004 - two days


def at_home(path: str) -> str:
    """Shorten the home folder to ~."""
    home = os.path.expanduser("~")
    return one_line("~" + path[len(home) :] if path == home or path.startswith(home + os.sep) else path)


def local(moment: str) -> str:
    """Write an RFC 3339 time as people here read it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")




def branch(row: dict[str, Any]) -> str:
    """Name a branch, with a star where something is uncommitted."""
    return f"{row['git_branch'] or '-'}{'*' if row.get('git_dirty') else ''}"


def state(row: dict[str, Any]) -> Text:
    """Show what a session does."""
    status, reason = row["status"], row.get("waiting_for")
    text = f"{MARKS.get(status, ' ')} {status}" + (f": {reason}" if reason else "")
    return Text(text, style=COLOURS.get(status, "dim"))


def table(console: Console, *columns: str) -> Table:
    """Begin a table: with lines in a terminal, bare where it is piped."""
    bare = not console.is_terminal
    made = Table(box=None if bare else box.ROUNDED, pad_edge=not bare, header_style="bold", expand=False)
    for column in columns:
        made.add_column(column, overflow="fold", no_wrap=bare)
    return made


def facts(console: Console, pairs: dict[str, Any]) -> None:
    """Print names and values in two columns."""
    grid = Table.grid(padding=(0, 2))
    for name, value in pairs.items():
        if value not in (None, "", []):
            grid.add_row(Text(name, style="bold"), value if isinstance(value, Text) else Text(str(value)))
    console.print(grid)
