"""Options by which a command does one thing and nothing else: what means nothing beside them is refused."""

from __future__ import annotations

import click
from click.core import ParameterSource

from covey.errors import UsageError


def refuse_beside(alone: str, *options: str) -> None:
    """Raise UsageError where an option was given that means nothing beside one that stands alone."""
    given = [name for name in options if is_given(name)]
    if given:
        hint = f"call `{click.get_current_context().command_path}` twice, once for each"
        raise UsageError(f"--{given[0].replace('_', '-')} and --{alone} do not go together", hint=hint)


def is_given(option: str) -> bool:
    """Tell whether an option was given on the command line."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE
