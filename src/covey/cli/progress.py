"""A sign of life for work that takes longer than a second, on standard error and only in a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@contextmanager
def doing(what: str) -> Generator[Callable[[str], None]]:
    """Say what is being done while it is; give what says how far it is."""
    if not sys.stderr.isatty():
        yield lambda _far: None
        return
    from covey.cli.console import console

    with console(to_errors=True).status(f"{what} …") as status:
        yield lambda far: status.update(f"{what} … {far}")
