"""A sign of life for work that takes longer than a second, on standard error and only in a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from covey.cli.result import console

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what is being done while it is."""
    if not sys.stderr.isatty():
        yield
        return
    with console(to_errors=True).status(f"{what} …"):
        yield
