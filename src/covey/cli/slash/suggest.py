"""What `/sc:suggest [task]` shows: which areas are free, and what of the others' work matters to the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.cli import shown, suggested
from covey.cli.result import Result
from covey.coordination.words import NOTE

if TYPE_CHECKING:
    from covey.cli.app import App


def answer(app: App, arguments: str) -> Result:
    """Tell what is free, for the task that was typed, or for the session's own."""
    found = suggested.found(app, arguments.strip() or None)
    return Result(found, lambda console: (suggested.show(console, found), shown.say_whole(console, NOTE)))
