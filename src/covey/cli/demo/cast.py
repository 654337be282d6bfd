"""Who plays: the real Claude Code if it can be had, else a recording of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.cli.progress import doing
from covey.cli.shown import at_home
from covey.errors import UnavailableError
from covey.testing import clients

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Cast:
    """The client that plays, or none for the recording; and what is to be known of how it came."""

    client: Path | None
    note: str = ""

    @property
    def way(self) -> str:
        """The word for it."""
        return "real" if self.client else "replay"

    @property
    def words(self) -> str:
        """Who plays, for people."""
        if self.client:
            return f"The sessions are the real Claude Code {clients.NEWEST}; only its model's words are scripted."
        return f"What Claude Code {clients.NEWEST} once sent to covey's hooks is sent to them again."


def chosen(*, replay: bool) -> Cast:
    """Take the real client, fetched if need be; without npm or network, or if so wanted, take the recording."""
    if replay:
        return Cast(None)
    try:
        return _fetched()
    except (UnavailableError, OSError) as problem:
        said = problem.message if isinstance(problem, UnavailableError) else str(problem)
        return Cast(None, f"It is not the real one: {said}")


def _fetched() -> Cast:
    if clients.is_fetched():
        return Cast(clients.client())
    with doing("Asking npm for Claude Code"):
        clients.ask_npm()
    cache = at_home(str(clients.default_cache()))
    with doing(f"Fetching Claude Code {clients.NEWEST} into {cache}, this one time"):
        return Cast(clients.client(), f"It was fetched from npm into {cache}, and is kept there.")
