"""The areas of a workspace: which there are, who is at work in each, and who was there lately."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.folders import folders_in, has_files
from covey.coordination.registry import Register
from covey.model.area import BUSY, FREE, OWN, Area, Chart, Look
from covey.model.likeness import words_of
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.locks import Desk
    from covey.model.event import Event
    from covey.model.lock import Lock
    from covey.model.session import Session

SHELVES = ("packages", "libs", "apps", "services", "crates", "modules")
"""Top-level folders that are no area, but hold one in each of their folders."""

TOP = "the top level"
MOST_AREAS = 300
MOST_LOCKS = 50
"""How many locks of each session are looked at; who holds more is known by these."""

MOST_EVENTS = 100
LATELY_SECONDS = 86400.0


class Presence(Value):
    """A session's work in one area: what it holds there, and what it waits for."""

    session: Session
    held: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()


class Part(Value):
    """An area with those who are at work there, and the last who took a file there, with the event."""

    look: Look
    present: tuple[Presence, ...] = ()
    touched: tuple[Session, Event] | None = None

    @property
    def name(self) -> str:
        """The area's name."""
        return self.look.area.name


def areas_of(worktree: str, configured: Sequence[str] = ()) -> list[Area]:
    """List the areas of a checkout: the configured folders that are there, then the top-level ones."""
    if not os.path.exists(os.path.join(worktree, ".git")):
        return []
    named = [name for name in configured if os.path.isdir(os.path.join(worktree, name))]
    found = dict.fromkeys((*named, *_folders(worktree)))
    areas = [Area(name, places.key_of(name, worktree)) for name in list(found)[:MOST_AREAS]]
    return [*areas, Area(TOP, "")] if has_files(worktree) else areas


def _folders(worktree: str) -> list[str]:
    names: list[str] = []
    for name in folders_in(worktree):
        inner = folders_in(os.path.join(worktree, name)) if name in SHELVES else []
        names += [f"{name}/{each}" for each in inner] or [name]
    return names


def survey(desk: Desk, areas: Sequence[Area], session: Session | None, workspace: str) -> list[Part]:
    """Look at the areas with the eyes of a session, or of nobody: who is at work in each, and who was there lately."""
    chart = Chart(areas)
    present = [
        (area.key, one) for each in Register(desk).others("", workspace) for area, one in _presences(desk, chart, each)
    ]
    lately = _lately(desk, chart, workspace)
    own = session.session_id if session else ""
    return [
        _part(area, own, [one for key, one in present if key == area.key], lately.get(area.key, []))
        for area in chart.areas
    ]


def _presences(desk: Desk, chart: Chart, session: Session) -> list[tuple[Area, Presence]]:
    """Say in which areas a session is at work, and with what."""
    held: dict[Area, list[str]] = {}
    awaited: dict[Area, list[str]] = {}
    for lock in held_by(desk, session):
        _file(held, chart.touched(lock.anchor), lock.path)
    for waiting in desk.tx.awaited(session.session_id)[:MOST_LOCKS]:
        if waiting.workspace == session.workspace:
            _file(awaited, chart.touched(waiting.target.anchor), waiting.path)
    at_work = dict.fromkeys((*held, *awaited))
    return [(area, Presence(session, tuple(held.get(area, ())), tuple(awaited.get(area, ())))) for area in at_work]


def held_by(desk: Desk, session: Session) -> list[Lock]:
    """List the first of the locks that a living session has in its workspace, and that count."""
    held = desk.tx.locks_of(session.session_id)[:MOST_LOCKS]
    return [lock for lock in held if lock.workspace == session.workspace and not desk.is_out_of_time(lock, session)]


def _file(into: dict[Area, list[str]], areas: list[Area], path: str) -> None:
    for area in areas:
        into.setdefault(area, []).append(path)


def _lately(desk: Desk, chart: Chart, workspace: str) -> dict[str, list[tuple[Session, Event]]]:
    """List by area who took files there within a day, the newest first."""
    found: dict[str, list[tuple[Session, Event]]] = {}
    recent = desk.tx.taken_lately(workspace, MOST_EVENTS)
    events = [event for event in recent if desk.now.wall - event.at <= LATELY_SECONDS]
    sessions = {session_id: desk.tx.session(session_id) for session_id in {event.session_id for event in events}}
    for event in events:
        who = sessions[event.session_id]
        if who is not None:
            for area in chart.touched(places.key_of(event.path, who.worktree)):
                found.setdefault(area.key, []).append((who, event))
    return found


def bare(path: str) -> str:
    """Give a path without its ending, which says nothing of what the file is about."""
    return os.path.splitext(path)[0]


def _part(area: Area, own: str, present: list[Presence], lately: list[tuple[Session, Event]]) -> Part:
    others = [one for one in present if one.session.session_id != own]
    were_there = [(who, event) for who, event in lately if who.session_id != own]
    paths = [event.path for _, event in lately] + [path for one in present for path in (*one.held, *one.awaited)]
    tasks = [who.task or "" for who in (*(who for who, _ in were_there), *(one.session for one in others))]
    look = Look(
        area,
        BUSY if others else OWN if present else FREE,
        words_of(" ".join(bare(path) for path in dict.fromkeys(paths))),
        words_of(" ".join(dict.fromkeys(tasks))),
        int(any(who.ended is None for who, _ in were_there)),
    )
    return Part(look, tuple(present), were_there[0] if were_there else None)
