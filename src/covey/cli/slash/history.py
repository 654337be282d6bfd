"""What `/sc:session-history` shows: the sessions that ended in this workspace lately, and what was done there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from covey.cli import shown
from covey.cli.result import Result
from covey.cli.speaker import speaker
from covey.coordination import words
from covey.model.moment import clock_time, lasting
from covey.model.text import quoted

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.event import Event
    from covey.model.session import Session

DAYS = 7
MOST_SESSIONS, MOST_EVENTS, LOOKED_AT = 5, 15, 500


def answer(app: App, _arguments: str) -> Result:
    """Tell what happened here, the newest last."""
    with app.looking() as desk:
        session = speaker(desk, None)
        ended = [one for one in desk.tx.ended_sessions(_since(), float("inf")) if one.workspace == session.workspace]
        events = [event for _, event in desk.tx.events(limit=LOOKED_AT) if event.workspace == session.workspace]
        lines = _told(desk, session, ended[:MOST_SESSIONS][::-1], events[-MOST_EVENTS:])
    text = words.explained("\n".join(lines))
    return Result(lines, lambda console: [shown.say_whole(console, line) for line in text.split("\n")])


def _since() -> float:
    return time.time() - DAYS * 86400


def _told(desk: Desk, session: Session, ended: list[Session], events: list[Event]) -> list[str]:
    names = {one.session_id: one.name for one in (*desk.tx.live_sessions(), *ended)} | {session.session_id: "this one"}
    lines = [f"Sessions that ended in {words.shown(session.project)} within {DAYS} days{':' if ended else ': none.'}"]
    lines += [f"- {_session(one, desk.now.wall)}" for one in ended]
    lines += [f"What covey did here last{':' if events else ': nothing.'}"]
    lines += [f"- {_event(one, names, desk.now.wall)}" for one in events]
    return [*lines, "`covey log` and `covey sessions history` tell more."]


def _session(one: Session, now: float) -> str:
    ended = one.ended or now
    work = quoted(one.task) if one.task else one.name
    return f"{clock_time(ended, now)} {one.outcome} after {lasting(ended - one.started)}: {work}"


def _event(event: Event, names: dict[str, str], now: float) -> str:
    path = f" {words.shown(event.path)}" if event.path else ""
    why = f": {quoted(event.detail)}" if event.detail else ""
    return f"{clock_time(event.at, now)} {event.kind}{path} ({names.get(event.session_id, event.session_id[:8])}){why}"
