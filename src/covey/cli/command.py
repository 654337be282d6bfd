"""How a function becomes a command: --json, and every error translated once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import click

from covey.cli.app import App
from covey.cli.result import deliver, deliver_error
from covey.coordination.unforeseen import as_covey_error
from covey.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.result import Result


def command(name: str, *, epilog: str) -> Callable[[Callable[..., Result]], click.Command]:
    """Make a command of a function that takes the App and its options and gives a Result; its docstring is the help.

    `epilog` holds the examples, one a line.
    """

    def decorate(function: Callable[..., Result]) -> click.Command:
        @functools.wraps(function)
        def run(*, as_json: bool, **options: Any) -> int:
            return _carry_out(name, lambda: function(App(), **options), as_json=as_json)

        with_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(run)
        return click.command(name.rpartition(" ")[2], epilog=examples(epilog))(with_json)

    return decorate


def examples(lines: str) -> str:
    """Write the examples as click leaves them."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines.splitlines())


def refuse_json(option: str) -> None:
    """Raise UsageError where one JSON answer was asked of something that goes on and on."""
    context = click.get_current_context()
    if context.params["as_json"]:
        hint = f"call `{context.command_path} --json` again and again"
        raise UsageError(f"{option} and --json do not go together", hint=hint)


def _carry_out(name: str, work: Callable[[], Result], *, as_json: bool) -> int:
    """Run a command's work, print what came of it, and give the exit status."""
    try:
        return deliver(name, work(), as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the door: every error is told, and told once
        return deliver_error(name, as_covey_error(name, error), as_json=as_json)
