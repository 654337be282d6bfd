"""What a shell tool's command would do, and where, read with the grammar of its shell."""

from __future__ import annotations

import os

from covey.hooks import grammar
from covey.hooks.filesystem import Disk
from covey.hooks.gate import POWERSHELL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit
    from covey.model.shell.scene import Reading


def reading_of(visit: Visit, command: str) -> Reading:
    """Read what a command would do, and where; raise UnavailableError where its grammar cannot be loaded."""
    cwd = visit.call.cwd or os.getcwd()
    if visit.call.text("tool_name") == POWERSHELL:
        from covey.model.shell.powershell import read_ps  # noqa: PLC0415 - seldom; ADR 0003

        return read_ps(command, cwd, os.environ, grammar.powershell(visit.home), Disk())
    from covey.model.shell.walk import read  # noqa: PLC0415 - PowerShell has its own; ADR 0003

    return read(command, cwd, os.environ, grammar.bash(visit.home), Disk())
