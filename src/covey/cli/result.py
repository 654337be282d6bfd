"""What a command gives back, and the one place that prints it: for people, or as the JSON envelope."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from covey.errors import CoveyError

Status = Literal["success", "partial", "error"]


@dataclass(frozen=True)
class Result:
    """What a command found: data for scripts, and a way to show it to people.

    `errors` tell scripts what was not well, although there is data; `show` tells it to people.
    """

    data: Any
    show: Callable[[Console], object]
    errors: Sequence[CoveyError] = ()
    exit_status: int = 0

    @property
    def status(self) -> Status:
        """Whether it all went well."""
        if self.exit_status:
            return "error"
        return "partial" if self.errors else "success"


def deliver(command: str, result: Result, *, as_json: bool) -> int:
    """Print a result and give the exit status."""
    if as_json:
        _print_envelope(command, result.status, result.data, result.errors)
    else:
        from covey.cli.console import console

        result.show(console())
    return result.exit_status


def deliver_error(command: str, error: CoveyError, *, as_json: bool) -> int:
    """Print why a command failed and give the exit status."""
    if as_json:
        _print_envelope(command, "error", None, [error])
    else:
        show_error(error)
    return error.exit_status


def _print_envelope(command: str, status: Status, data: Any, errors: Sequence[CoveyError]) -> None:
    envelope = {
        "version": 1,
        "command": command,
        "status": status,
        "data": data,
        "errors": [{"code": error.code, "message": error.message, "hint": error.hint} for error in errors],
    }
    sys.stdout.write(json.dumps(envelope, indent=2) + "\n")


def show_error(error: CoveyError) -> None:
    """Print on standard error what went wrong, and what to do."""
    from covey.cli.console import console
    from covey.cli.shown import say, say_whole

    errors = console(to_errors=True)
    first, *more = error.message.split("\n")
    say(errors, ("Error: ", "bold red"), first)
    for line in more:
        say(errors, line)
    if error.hint:
        say_whole(errors, ("Hint: ", "bold"), error.hint)
