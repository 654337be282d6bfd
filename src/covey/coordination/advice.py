"""What a session is told of the others' work that matters to its own: what is free, who is at it, and how far."""

from __future__ import annotations

from covey.coordination import advice_words, areas
from covey.coordination.alternatives import free_meanwhile
from covey.coordination.areas import bare, held_by
from covey.coordination.registry import Register
from covey.model.area import BUSY, FREE, fits, ranked
from covey.model.likeness import in_common, is_same_task, words_of
from covey.model.progress import progress
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.areas import Part
    from covey.coordination.locks import Desk
    from covey.model.area import Area
    from covey.model.lock import Lock
    from covey.model.progress import Progress
    from covey.model.session import Session

MOST_TOLD = 2
CLOSEST = 1000
"""The words in common that a session stands for which is depended on: more than two tasks can have."""


class Neighbour(Value):
    """Another session, how far it is, what it holds that matters here, until when, and what is free meanwhile."""

    session: Session
    progress: Progress | None = None
    lock: Lock | None = None
    estimate: float | None = None
    free: tuple[str, ...] = ()


def having_task(desk: Desk, workspace: str, task: str, besides: str = "") -> list[Session]:
    """List the sessions of a workspace, besides one, that have nearly this task."""
    others = Register(desk).others(besides, workspace)
    return [other for other in others if other.task and is_same_task(other.task, task)]


def twins(desk: Desk, session: Session) -> list[Session]:
    """List the other sessions that have nearly a session's task."""
    return having_task(desk, session.workspace, session.task or "", session.session_id)


def tell_twins(desk: Desk, session: Session) -> list[Session]:
    """Leave word with each session that has nearly the task that this one has just begun; give these sessions."""
    found = twins(desk, session)
    for twin in found:
        desk.tx.leave_notice(twin.session_id, advice_words.twin_began(session), desk.now.wall)
    return found


def at_start(desk: Desk, session: Session, chart: Sequence[Area]) -> str:
    """Say what is free, and which work of the others matters to the task, if a session has one when it starts."""
    parts = ordered(areas.survey(desk, chart, session, session.workspace), session.task or "")
    lines = [advice_words.free_areas([part.name for part in parts if part.look.state == FREE])] if parts else []
    near = neighbours(desk, session, session.task)[:MOST_TOLD] if session.task else []
    return "\n".join([*lines, *(advice_words.neighbour(desk, one) for one in near)])


def at_task(desk: Desk, session: Session, chart: Sequence[Area], same: Sequence[Session]) -> str:
    """Say who is at the task that a session has just begun, at what it depends on, and in the area that it is about."""
    task = session.task or ""
    ids = {twin.session_id for twin in same}
    near = [one for one in neighbours(desk, session, task) if one.session.session_id not in ids][:MOST_TOLD]
    lines = [advice_words.twin(desk, about(desk, twin, task)) for twin in same[:MOST_TOLD]]
    lines += [advice_words.neighbour(desk, one) for one in near]
    parts = ordered(areas.survey(desk, chart, session, session.workspace), task)
    told = ids | {one.session.session_id for one in near}
    return "\n".join([*lines, *_busy_area(parts, task, session, told)])


def ordered(parts: Sequence[Part], task: str) -> list[Part]:
    """Order areas for a task, as model.area does."""
    by_area = {part.look.area: part for part in parts}
    return [by_area[look.area] for look in ranked([part.look for part in parts], task)]


def neighbours(desk: Desk, session: Session, task: str) -> list[Neighbour]:
    """List those whose work a session said that it depends on, and whose a task may, going by what they hold and say.

    The closest come first.
    """
    wanted, needed = words_of(task), desk.tx.dependencies(session.session_id)
    found: list[tuple[int, Neighbour]] = []
    for other in Register(desk).others(session.session_id, session.workspace):
        near = about(desk, other, task)
        shared = in_common(wanted, words_of(f"{other.task or ''} {bare(near.lock.path) if near.lock else ''}"))
        if other.session_id in needed:
            found.append((CLOSEST, _with_free(desk, near, session)))
        elif shared and (near.lock or near.progress):
            found.append((shared, _with_free(desk, near, session)))
    return [near for _, near in sorted(found, key=lambda one: -one[0])]


def about(desk: Desk, other: Session, task: str = "") -> Neighbour:
    """Say how far a session is, and until when it holds what fits a task best; else what it used last."""
    wanted = words_of(task)
    fit = [(in_common(wanted, words_of(bare(lock.path))), lock.touched, lock) for lock in held_by(desk, other)]
    lock = max(fit, key=lambda one: one[:2])[2] if fit else None
    estimate = desk.estimated_completion(lock) if lock else None
    return Neighbour(other, progress(desk.tx.items(other.session_id)), lock, estimate)


def _with_free(desk: Desk, near: Neighbour, session: Session) -> Neighbour:
    """Add what is free meanwhile, where the two work in one checkout."""
    if near.lock is None or near.lock.worktree != session.worktree:
        return near
    return near.but(free=tuple(free_meanwhile(desk, near.lock.target, session.session_id)))


def _busy_area(parts: Sequence[Part], task: str, session: Session, told: set[str]) -> list[str]:
    """Say who is at work in the area that a task fits best, unless the session hears of them already."""
    best = parts[0] if parts and fits(parts[0].look, words_of(task)) else None
    if best is None or best.look.state != BUSY:
        return []
    others = [one for one in best.present if one.session.session_id not in told | {session.session_id}]
    if not others:
        return []
    free = [part.name for part in parts if part.look.state == FREE]
    return [advice_words.busy_area(best.name, others, free)]
