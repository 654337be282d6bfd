"""Where commands print for people: a terminal, or the file or pipe that stands in for one."""

from __future__ import annotations

import sys

from rich.console import Console

PIPED_WIDTH = 1_000_000
"""What is piped is never wrapped, however long its lines are."""


class Screen(Console):
    """A console that takes every text as it is, and tells the door when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Let the door end the process, quietly."""
        raise BrokenPipeError


def console(*, to_errors: bool = False) -> Console:
    """Give the terminal; what is piped is neither coloured nor wrapped."""
    stream = sys.stderr if to_errors else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Screen(file=stream, width=width, markup=False, emoji=False, highlight=False)
