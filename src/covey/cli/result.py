"""What a command gives back, and the one place that prints it: for people, or as the JSON envelope."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from covey.errors import BugError, CoveyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

Status = Literal["success", "partial", "error"]
PIPED_WIDTH = 240


@dataclass(frozen=True)
class Result:
    """What a command found: data for scripts, a way to show it to people, and errors that did not stop it."""

    data: Any
    show: Callable[[Console], None]
    errors: Sequence[CoveyError] = ()
    exit_status: int = 0
    status: Status = field(default="success")


def console(*, to_errors: bool = False) -> Console:
    """Give the terminal; what is piped is neither coloured nor wrapped."""
    from rich.console import Console

    stream = sys.stderr if to_errors else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else PIPED_WIDTH, highlight=False)


def deliver(command: str, result: Result, *, as_json: bool) -> int:
    """Print a result and give the exit status."""
    if as_json:
        _print_envelope(command, result.status, result.data, result.errors)
    else:
        result.show(console())
        for error in result.errors:
            _print_error(error)
    return result.exit_status


def deliver_error(command: str, error: CoveyError, *, as_json: bool) -> int:
    """Print why a command failed and give the exit status."""
    if as_json:
        _print_envelope(command, "error", None, [error])
    else:
        _print_error(error)
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


def _print_error(error: CoveyError) -> None:
    from rich.text import Text

    errors = console(to_errors=True)
    errors.print(Text.assemble(("Error: ", "bold red"), error.message))
    if error.__cause__ is not None and isinstance(error, BugError):
        errors.print(Text(f"Caused by: {type(error.__cause__).__name__}: {error.__cause__}"))
    if error.hint:
        errors.print(Text.assemble(("Hint: ", "bold"), error.hint))
