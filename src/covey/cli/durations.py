"""Lengths of time on the command line: 90s, 15m, 2h, 3d."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context, Parameter

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FORM = re.compile(r"(\d+(?:\.\d+)?)([smhd])")


class Duration(click.ParamType):
    """A number with a unit, given as seconds."""

    name = "duration"

    def convert(self, value: str | float, param: Parameter | None, ctx: Context | None) -> float:
        """Read it, or say how it is written."""
        if isinstance(value, float):
            return value
        form = FORM.fullmatch(str(value))
        if form is None:
            self.fail(f"{value} is not a length of time; write 90s, 15m, 2h or 3d", param, ctx)
        return float(form[1]) * UNITS[form[2]]
