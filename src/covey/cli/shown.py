"""How single things are shown to people: texts, ages, places, states; whatever a text holds, it stays on its line."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from covey.coordination.words import how_far, one_line
from covey.model.progress import Progress
from covey.model.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from covey.errors import CoveyError


STYLES = {"busy": "green", "idle": "cyan", "waiting": "bold yellow", "stale": "magenta", "gone": "red"}
MARKS = {"busy": "●", "idle": "○", "waiting": "◐", "stale": "◌", "gone": "✗", "unhooked": "·"}
MINUTE, HOUR, DAY = 60, 3600, 86400


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


def done(row: dict[str, Any]) -> str:
    """Say how far a session is with its own task list; nothing where it keeps none."""
    return how_far(Progress(**row["progress"])) if row["progress"] else ""


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
