"""`covey sessions show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown, tables
from covey.cli.command import command as covey_command
from covey.cli.commands.log import print_events
from covey.cli.commands.sessions_current import session_facts
from covey.cli.result import Result
from covey.coordination import overview
from covey.coordination.naming import named

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.session import Item, Session


@covey_command("sessions show", epilog="covey sessions show 3f2a\ncovey sessions show Session_mac_4711_20261120103000")
@click.argument("session")
def command(app: App, *, session: str) -> Result:
    """Show everything about SESSION, live or ended: what it is, holds and waits for, and what happened to it."""
    with app.looking() as desk:
        found = named(desk, session)
        row = _row(app, desk, found)
        held = overview.lock_rows(desk, desk.tx.locks_of(found.session_id))
        data = row | {
            "locks": held,
            "waits_for": [waiting.path for waiting in desk.tx.awaited(found.session_id)],
            "capacity": "busy" if row["status"] == "busy" or held else "free",
            "tasks": [_item_row(item) for item in desk.tx.items(found.session_id)],
            "transcript": found.transcript,
            "log": [overview.event_row(*one) for one in desk.tx.events(found.session_id)],
        }
    return Result(data, lambda console: _show(console, row, data))


def _row(app: App, desk: Desk, session: Session) -> dict[str, Any]:
    if session.ended is not None:
        return overview.session_row(desk, session) | overview.ended_row(session)
    return next(row for row in overview.live(desk, app.sightings()) if row["session_id"] == session.session_id)


def _item_row(item: Item) -> dict[str, Any]:
    return {"id": item.item_id, "subject": item.subject, "done": bool(item.is_done)}


def _show(console: Console, row: dict[str, Any], data: dict[str, Any]) -> None:
    more = {
        "Ended": shown.local(row["ended"]) if row.get("ended") else None,
        "Waits for": ", ".join(data["waits_for"]),
        "Transcript": shown.at_home(data["transcript"] or ""),
    }
    tables.facts(console, session_facts(row) | more)
    for item in data["tasks"]:
        shown.say(console, ("✓ " if item["done"] else "· ", "green"), item["subject"] or item["id"])
    if data["log"]:
        console.print()
    print_events(console, data["log"])
