"""`covey sessions show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.app import named
from covey.cli.command import command as covey_command
from covey.cli.commands.log import print_events
from covey.cli.commands.sessions_current import show_session
from covey.cli.result import Result
from covey.coordination import overview

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App


@covey_command("sessions show", epilog="covey sessions show 3f2a\ncovey sessions show Session_mac_4711_20261120103000")
@click.argument("session")
def command(app: App, *, session: str) -> Result:
    """Show everything about SESSION, live or ended: what it is, holds and waits for, and what happened to it."""
    with app.looking() as desk:
        found = named(desk, session)
        row = overview.session_row(desk, found)
        if found.ended is not None:
            row |= overview.ended_row(found)
        held = [overview.lock_row(desk, lock) for lock in desk.tx.locks_of(found.session_id)]
        waits = [target.path for target, _ in desk.tx.awaited(found.session_id)]
        events = [overview.event_row(*one) for one in desk.tx.events(found.session_id)]
    capacity = "busy" if row["status"] == "busy" or held else "free"
    data = row | {"locks": held, "waits_for": waits, "capacity": capacity, "transcript": found.transcript, "log": events}
    return Result(data, lambda console: _show(console, row, data))


def _show(console: Console, row: dict[str, Any], data: dict[str, Any]) -> None:
    show_session(console, row)
    ended = shown.local(row["ended"]) if row.get("ended") else None
    extra = {"Ended": ended, "Waits for": ", ".join(data["waits_for"]), "Transcript": data["transcript"]}
    shown.facts(console, extra)
    console.print()
    print_events(console, data["log"])
