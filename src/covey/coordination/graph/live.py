"""The live coordination as entities and relations: sessions, what they hold, and whose work theirs depends on (S1-11).

They are views: nothing of them is stored, and they say what the registry and the locks say at this moment.
"""

from __future__ import annotations

import os
from functools import cached_property

from covey.coordination.areas import areas_of
from covey.coordination.registry import GONE, STALE, Register
from covey.model.area import Chart
from covey.model.graph import DEPENDS_ON, HOLDS, LOCK, SESSION, WORKS_ON, Entity, Observation, Relation
from covey.model.lock import SHARED, Wish
from covey.model.lock_names import named
from covey.model.moment import rfc3339
from covey.model.progress import progress
from covey.model.session import BUSY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from covey.coordination.graph.where import Where
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock
    from covey.model.lock_names import LockNames
    from covey.model.session import Session

SHOWN_AFTER_END_SECONDS = 300.0
"""How long a session that has ended is still shown (S1-5)."""

IN_PROGRESS = "in_progress"
"""What the documents call a session that is in a turn."""


class Live:
    """What shows of the live coordination in one graph, at one desk."""

    def __init__(self, desk: Desk, where: Where) -> None:
        """Look at nothing yet."""
        self.desk, self._where = desk, where

    @cached_property
    def sessions(self) -> dict[str, Session]:
        """The sessions by the name of their entity: those that live, and those that ended a moment ago."""
        if not self._where.is_live:
            return {}
        workspace, now = self._where.workspace, self.desk.now.wall
        ended = self.desk.tx.ended_sessions(now - SHOWN_AFTER_END_SECONDS, float("inf"))
        here = [one for one in ended if workspace in ("", one.workspace)]
        found: dict[str, Session] = {}
        for session in (*self.desk.tx.live_sessions(workspace or None), *here):
            is_taken = session.name in found  # by another of the same process, in the same second
            found[f"{session.name}_{session.session_id[:8]}" if is_taken else session.name] = session
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each session's entity, by its id."""
        return {session.session_id: name for name, session in self.sessions.items()}

    @cached_property
    def held(self) -> dict[str, list[Lock]]:
        """What each session holds, by its id."""
        return {session_id: self.desk.tx.locks_of(session_id) for session_id in self.names}

    @cached_property
    def locks(self) -> LockNames:
        """The locks of these sessions, by name."""
        return named(lock for locks in self.held.values() for lock in locks)

    @cached_property
    def catalog(self) -> list[tuple[str, str, str]]:
        """List all by name and type, with what can be looked for in them: the sessions, then the locks."""
        sessions = [(name, SESSION, self._sought(session)) for name, session in self.sessions.items()]
        locks = [
            (self.locks.of(lock), LOCK, f"{lock.path}\n{self.names[lock.session_id]}\n{lock.reason}")
            for held in self.held.values()
            for lock in held
        ]
        return [*sessions, *locks]

    def called(self, name: str) -> Entity | None:
        """Give the entity that a name means; None where it means none of them, or more than one lock."""
        if name in self.sessions:
            return self.session(name)
        locks = self.locks.called(name)
        return self.lock(locks[0]) if len(locks) == 1 else None

    def session(self, name: str) -> Entity:
        """Show a session, in the documented wording and more."""
        session = self.sessions[name]
        texts = _observed(_said_of_session(self.desk, session, self.held[session.session_id]))
        return _entity(name, SESSION, texts, session.started, session.session_id)

    def lock(self, lock: Lock) -> Entity:
        """Show a lock, in the documented wording and more."""
        texts = _observed(_said_of_lock(self.desk, lock, self.names[lock.session_id]))
        return _entity(self.locks.of(lock), LOCK, texts, lock.acquired, lock.session_id)

    def relations(self, names: Collection[str]) -> list[Relation]:
        """List who holds what, works where and depends on whom, as far as it touches any of these entities."""
        triples = (triple for name in self.sessions for triple in self._triples(name, names))
        touching = (triple for triple in triples if triple[0] in names or triple[1] in names)
        return [Relation(*triple, is_live=1) for triple in dict.fromkeys(touching)]

    def _sought(self, session: Session) -> str:
        """Give what a session can be found by; not its folder, in whose name anything may stand."""
        paths = (lock.path for lock in self.held[session.session_id])
        known = (session.task, session.git_branch, session.session_id, _status(self.desk, session), *paths)
        return "\n".join(text for text in known if text)

    def _triples(self, name: str, names: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Give what a session is related to; its areas, for which folders are read, only where it is asked for."""
        session = self.sessions[name]
        held = self.held[session.session_id]
        yield from ((name, self.locks.of(lock), HOLDS) for lock in held)
        yield from ((name, other, DEPENDS_ON) for other in self._needed(session))
        if name in names:
            chart = Chart(areas_of(session.worktree, self.desk.settings.areas)) if held else Chart(())
            here = [lock for lock in held if lock.workspace == session.workspace]
            yield from ((name, area.name, WORKS_ON) for lock in here for area in chart.touched(lock.anchor))

    def _needed(self, session: Session) -> Iterator[str]:
        """Name the sessions on which one depends: as it said, and because it waits for what they hold."""
        said = self.desk.tx.dependencies(session.session_id)
        waited = (
            lock.session_id
            for waiting in self.desk.tx.awaited(session.session_id)
            for lock, is_elsewhere in self.desk.conflicts(Wish(waiting.holder, waiting.target))
            if not is_elsewhere
        )
        return (self.names[one] for one in (*said, *waited) if one in self.names)


def _entity(name: str, kind: str, texts: Iterable[str], at: float, author: str) -> Entity:
    return Entity(name, kind, tuple(Observation(text, at, author) for text in texts), at, author, is_live=1)


def _observed(pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    return [f"{what}: {said}" for what, said in pairs if said]


def _said_of_session(desk: Desk, session: Session, held: list[Lock]) -> list[tuple[str, str | None]]:
    done = progress(desk.tx.items(session.session_id))
    return [
        ("Started", rfc3339(session.started)),
        ("PID", str(session.pid) if session.pid is not None else None),
        ("Work", session.task),
        ("Files", ", ".join(lock.path for lock in held)),
        ("Status", _status(desk, session)),
        ("Last heartbeat", rfc3339(session.last_seen)),
        ("Waits for", ", ".join(waiting.path for waiting in desk.tx.awaited(session.session_id))),
        ("Progress", f"{done.done} of {done.total}" if done else None),
        ("Branch", session.git_branch),
        ("Folder", session.path),
        ("Session ID", session.session_id),
    ]


def _status(desk: Desk, session: Session) -> str:
    if session.ended is not None:
        return session.outcome or "completed"
    life = Register(desk).life(session)
    if life in (GONE, STALE):
        return life
    waits = f" ({session.waiting_for})" if session.waiting_for else ""
    return IN_PROGRESS if session.status == BUSY else f"{session.status}{waits}"


def _said_of_lock(desk: Desk, lock: Lock, holder: str) -> list[tuple[str, str | None]]:
    estimate = desk.estimated_completion(lock)
    return [
        ("Pattern" if lock.is_pattern else "File", os.path.join(lock.worktree, lock.path)),
        ("Locked by", holder),
        ("Reason", lock.reason),
        ("Acquired", rfc3339(lock.acquired)),
        ("Estimated completion", None if estimate is None else rfc3339(estimate)),
        ("Mode", SHARED if lock.mode == SHARED else None),
        ("Counts no more", desk.void(lock)),
    ]
