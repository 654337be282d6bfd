"""What a shell tool's command would write, read with the grammar of its shell."""

from __future__ import annotations

import os

from covey.hooks import grammar
from covey.hooks.filesystem import Disk
from covey.hooks.gate import POWERSHELL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit
    from covey.model.shell.effect import Effect


def effects_of(visit: Visit, command: str) -> tuple[Effect, ...]:
    """Read what a command would write; raise UnavailableError where its grammar cannot be loaded."""
    cwd = visit.call.cwd or os.getcwd()
    if visit.call.text("tool_name") == POWERSHELL:
        from covey.model.shell.powershell import effects_ps as read  # noqa: PLC0415 - seldom; ADR 0003

        return read(command, cwd, os.environ, grammar.powershell(visit.home), Disk())
    from covey.model.shell.walk import effects  # noqa: PLC0415 - PowerShell has its own; ADR 0003

    return effects(command, cwd, os.environ, grammar.bash(visit.home), Disk())
