"""How advice is said: facts about the others' work in one line each, and no orders."""

from __future__ import annotations

from covey.coordination.words import fitting, how_far, shown
from covey.model.moment import lasting
from covey.model.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.advice import Neighbour
    from covey.coordination.areas import Presence
    from covey.coordination.hot import Hot
    from covey.coordination.locks import Desk
    from covey.model.session import Session

MOST_NAMED = 5


def free_areas(names: Sequence[str]) -> str:
    """Name the areas in which nobody is at work (S1-8)."""
    return f"Free areas: {_listed(names)}." if names else "No area is free: there is a session at work in each."


def neighbour(desk: Desk, near: Neighbour) -> str:
    """Say what another session works on, how far it is, for how long yet, and what is free meanwhile (S1-9)."""
    free = f"; {shown(near.free[0])} is free" if near.free else ""
    work = f"works on: {quoted(near.session.task)}" if near.session.task else "is at work"
    return fitting(f"{near.session.name} {work}{_how_it_stands(desk, near)}{free}.")


def twin(desk: Desk, near: Neighbour) -> str:
    """Tell a session that another has nearly the same task, and how far that one is."""
    task = quoted(near.session.task or "")
    return fitting(f"{near.session.name} has nearly the same task: {task}{_how_it_stands(desk, near)}.")


def twin_began(session: Session) -> str:
    """Tell a session that another has just begun nearly the same task."""
    return f"{session.name} has just begun nearly the same task as this session: {quoted(session.task or '')}."


def busy_area(name: str, present: Sequence[Presence], free: Sequence[str]) -> str:
    """Say who is at work in the area that a task seems to be about, and which areas are free."""
    others = "; ".join(f"{one.session.name}{_what(one)}" for one in present[:MOST_NAMED])
    more = f" Free areas: {_listed(free)}." if free else ""
    return fitting(f"This task seems to be about {shown(name)}, where others are at work: {others}.{more}")


def is_needed(session: Session) -> str:
    """Tell a session that another's work depends on its own."""
    what = f" ({quoted(session.task)})" if session.task else ""
    return fitting(f"{session.name}{what} depends on the work of this session.")


def needed_ended(needed: Session) -> str:
    """Tell a session that one has ended whose work its own depends on."""
    what = f" ({quoted(needed.task)})" if needed.task else ""
    return fitting(f"{needed.name}{what}, on whose work this session depends, has ended: {needed.outcome}.")


def hot_file(hot: Hot) -> str:
    """Say that a file is wanted by many, and what would help."""
    return f"{wanted(hot)}. Split into smaller files, several sessions could work on it at once."


def wanted(hot: Hot) -> str:
    """Say how many want a file."""
    return f"{shown(hot.path)}: {hot.waiting} in line for it, {hot.stopped} stopped at it within a day"


def _how_it_stands(desk: Desk, near: Neighbour) -> str:
    holds = f" (holds {shown(near.lock.path)})" if near.lock else ""
    done = f", {how_far(near.progress)}" if near.progress else ""
    left = near.estimate - desk.now.wall if near.estimate else 0
    return f"{holds}{done}{f', about {lasting(left)} more' if left > 0 else ''}"


def _what(one: Presence) -> str:
    task = f" ({quoted(one.session.task)})" if one.session.task else ""
    paths = [*(f"holds {shown(path)}" for path in one.held), *(f"waits for {shown(path)}" for path in one.awaited)]
    return f"{task} {paths[0]}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(shown(name) for name in names[:MOST_NAMED])}{more}"
