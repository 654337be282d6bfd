"""What `/sc:session-refresh` does and shows: the same as `covey sessions refresh`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.cli.commands.sessions_refresh import refresh

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.cli.result import Result


def answer(app: App, _arguments: str) -> Result:
    """Bring the record up to date."""
    return refresh(app)
