"""Lengths of time on the command line: 90s, 15m, 2h, 3d."""

from __future__ import annotations

import re

import click

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FORM = re.compile(r"([0-9]+(?:\.[0-9]+)?)([smhd])")
LONGEST = 366 * UNITS["d"]


def in_seconds(_context: click.Context, _option: click.Parameter, text: str | None) -> float | None:
    """Read an option's value, a number with a unit, or say how it is written."""
    if text is None:
        return None
    form = FORM.fullmatch(text)
    if form is None:
        raise click.BadParameter(f"{text} is not a length of time; write 90s, 15m, 2h or 3d")
    seconds = float(form[1]) * UNITS[form[2]]
    if seconds > LONGEST:
        raise click.BadParameter(f"{text} is longer than a year")
    return seconds
