"""The flag that our own failures raise: hooks and tools that failed within a day, without which Claude Code went on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from covey.cli.shown import clock
from covey.coordination import failures
from covey.errors import UnavailableError
from covey.model.moment import rfc3339

if TYPE_CHECKING:
    from covey.coordination.failures import Failure
    from covey.errors import CoveyError


def recent(home: str) -> list[Failure]:
    """List the failures within a day, oldest first."""
    return failures.since(home, time.time() - failures.RECENT_SECONDS)


def as_errors(found: list[Failure]) -> list[CoveyError]:
    """Tell scripts of it."""
    if not found:
        return []
    return [UnavailableError(sentence(found), hint="`covey doctor` says more", code="failed_open")]


def sentence(found: list[Failure]) -> str:
    """Say how often it happened, and what the last one was."""
    last = found[-1]
    times = "once" if len(found) == 1 else f"{len(found)} times"
    who = "covey" if any(one.event.startswith(failures.OF_MCP) for one in found) else "a hook of covey's"
    return f"within a day {who} failed {times}, last {clock(rfc3339(last.at))}: {last.message}"
