"""Lengths of time on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.model.duration import seconds_of

if TYPE_CHECKING:
    from click import Context, Parameter


def in_seconds(_context: Context, _option: Parameter, text: str | None) -> float | None:
    """Read an option's value, a number with a unit, or say how it is written."""
    if text is None:
        return None
    try:
        return seconds_of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
