"""How a function becomes a command: --json, and every error translated once."""

from __future__ import annotations

import functools
import os
import tempfile
import traceback
from typing import TYPE_CHECKING, Any

import click

from covey.cli.app import App
from covey.cli.result import deliver, deliver_error
from covey.errors import BugError, CoveyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.result import Result


def command(name: str, *, epilog: str = "") -> Callable[[Callable[..., Result]], click.Command]:
    """Make a command of a function that takes the App and its options and gives a Result; its docstring is the help.

    `epilog` holds the examples, one a line.
    """

    def decorate(function: Callable[..., Result]) -> click.Command:
        @functools.wraps(function)
        def run(*, as_json: bool, **options: Any) -> int:
            return carry_out(name, lambda: function(App(), **options), as_json=as_json)

        with_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(run)
        examples = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in epilog.splitlines()) if epilog else None
        return click.command(name.rpartition(" ")[2], epilog=examples)(with_json)

    return decorate


def carry_out(name: str, work: Callable[[], Result], *, as_json: bool) -> int:
    """Run a command's work, print what came of it, and give the exit status."""
    try:
        return deliver(name, work(), as_json=as_json)
    except CoveyError as error:
        return deliver_error(name, error, as_json=as_json)
    except (KeyboardInterrupt, BrokenPipeError, click.exceptions.Exit, click.ClickException):
        raise
    except Exception as error:  # noqa: BLE001 - the door: whatever is left is our own mistake
        return deliver_error(name, _bug(name, error), as_json=as_json)


def _bug(name: str, error: Exception) -> BugError:
    handle, path = tempfile.mkstemp(prefix="covey-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as report:
        report.write(f"covey {name}\n\n")
        traceback.print_exception(error, file=report)
    bug = BugError(f"covey {name} failed: {error}", hint=f"this is a bug of covey's; please report {path}")
    bug.__cause__ = error
    return bug
