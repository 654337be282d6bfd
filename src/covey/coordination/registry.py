"""Who is working where: how a session enters the record, what it does, and how it leaves."""

from __future__ import annotations

import time

from covey.coordination import places
from covey.model.event import Event
from covey.model.session import BUSY, CLEARED, COMPLETED, IDLE, PRUNED, REPLACED, Process, Session, readable_name
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized
    from typing import Any

    from covey.coordination.locks import Desk

LIVE, STALE, GONE = "live", "stale", "gone"
"""What we know of a session's life: it runs; it was silent for session_timeout; its process is gone."""

CONTACT = "contact"
"""The source of an arrival that is no start: a hook is heard from a session that is not among the live."""

FEW = 4
"""A sweep may take all of this many sessions; of more, never over half unless it is forced."""


class Arrival(Value):
    """What a hook tells of a session that starts or is first heard of."""

    session_id: str
    path: str
    process: Process | None = None
    model: str | None = None
    kind: str = "interactive"
    transcript: str | None = None
    source: str = "startup"


class Register:
    """The registry's use cases, at one desk: one moment, one machine, one open transaction."""

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self.desk, self.tx, self.now = desk, desk.tx, desk.now

    def arrive(self, arrival: Arrival) -> Session:
        """Enter a session, or take up its record again; another session of the same process ends.

        It does not end when a session that is known from before is merely heard of: that may be a late hook.
        """
        known = self.tx.session(arrival.session_id)
        session = self._fresh(arrival) if known is None else self._again(known, arrival)
        if known is None or arrival.source != CONTACT:
            self._end_replaced(session, CLEARED if arrival.source == "clear" else REPLACED)
        self.tx.save_session(session)
        if known is None or known.ended is not None:
            self._log("session.started", session, f"{arrival.source} in {session.path}")
        return session

    def present(self, session_id: str, status: str, describe: Callable[[], Arrival], *, revives: bool = True) -> bool:
        """Note that a session was heard of and what it does; one that was never entered enters now.

        One that had ended lives again; but where `revives` is false only if it had been pruned, so that a hook that
        comes late does not bring back a session that said its end. Tell whether it is live.
        """
        if self.tx.touch_session(session_id, self.now.wall, self.now.awake, status):
            return True
        known = self.tx.session(session_id)
        if known is not None and known.outcome != PRUNED and not revives:
            return False
        self.arrive(describe().but(source=CONTACT))
        return True

    def hear(self, session_id: str, describe: Callable[[], Arrival]) -> bool:
        """Note a contact that does not say what the session does; tell whether it is live, as `present` does."""
        known = self.tx.session(session_id)
        if known is None or known.ended is not None:
            return self.present(session_id, BUSY, describe, revives=False)
        self.tx.save_session(known.but(last_seen=self.now.wall, last_awake=self.now.awake))
        return True

    def change(self, session: Session, kind: str, why: str, **changes: object) -> Session:
        """Write a change of a session's record and log it; nothing happens where nothing changes."""
        changed = session.but(**changes)
        if changed != session:
            self.tx.save_session(changed)
            self._log(kind, changed, why)
        return changed

    def move(self, session: Session, path: str) -> Session:
        """Note that a session works in another folder now."""
        workspace, worktree, project = places.workspace_of(path)
        place = {"path": path, "workspace": workspace, "worktree": worktree, "project": project}
        return self.change(session, "session.moved", path, git_branch=places.branch_of(path), **place)

    def end(self, session: Session, outcome: str = COMPLETED, why: str = "") -> Session:
        """Archive a session and release all it holds or waits for."""
        self.desk.release_all(session.session_id, f"session {outcome}")
        for watch in self.tx.watches(session.session_id):
            self.tx.remove_watch(watch)
        ended = session.but(ended=self.now.wall, outcome=outcome, waiting_for=None, status=IDLE)
        self.tx.save_session(ended)
        dependents = self.tx.dependents(session.session_id)
        if dependents:
            from covey.coordination.graph.dependence import tell_ended  # noqa: PLC0415 - seldom; ADR 0003

            tell_ended(self.desk, ended, dependents)
        self._log("session.ended", ended, why or outcome, self.now.wall - session.started)
        return ended

    def life(self, session: Session) -> str:
        """Tell whether a session lives, as far as can be known: LIVE, STALE or GONE."""
        if session.process is not None and self.desk.is_gone(session.process):
            return GONE
        return STALE if self._silence(session) > self.desk.settings.session_timeout else LIVE

    def others(self, session_id: str, workspace: str) -> list[Session]:
        """List the sessions that live in a workspace besides one."""
        live = [one for one in self.tx.live_sessions(workspace) if one.session_id != session_id]
        return [one for one in live if self.life(one) != GONE]

    def sweep(self) -> list[Session]:
        """Archive the sessions whose process is gone; too many at once look like our mistake, and stay."""
        if self.desk.settings.auto_cleanup_stale == "no":
            return []
        return self.prune(self.gone())

    def gone(self) -> list[Session]:
        """List the live sessions whose process is gone; none where too many at once look so."""
        census = self.census()
        gone = [session for session, life in census if life == GONE]
        return [] if is_suspicious(gone, [session for session, _ in census]) else gone

    def census(self) -> list[tuple[Session, str]]:
        """List the live sessions, each with what is known of its life."""
        return [(session, self.life(session)) for session in self.tx.live_sessions()]

    def prune(self, sessions: Iterable[Session]) -> list[Session]:
        """Archive these sessions as pruned."""
        return [self.end(session, PRUNED, f"found {self.life(session)}") for session in sessions]

    def _silence(self, session: Session) -> float:
        """Give the seconds since the last contact, those that the machine slept left out where we can know."""
        if self.desk.machine.shares_clock(session.host):
            return self.now.awake - session.last_awake
        return self.now.wall - session.last_seen

    def _fresh(self, arrival: Arrival) -> Session:
        process = arrival.process
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(self.now.wall))
        name = readable_name(self.desk.machine.name, process.pid if process else None, stamp)
        workspace, worktree, project = places.workspace_of(arrival.path)
        return Session(
            session_id=arrival.session_id,
            name=name,
            workspace=workspace,
            project=project,
            worktree=worktree,
            started=self.now.wall,
            **self._now_seen(arrival),
        )

    def _again(self, known: Session, arrival: Arrival) -> Session:
        if self.desk.machine.is_same(known.host) is False:  # its locks are of a process and of clocks that are no more
            self.desk.release_all(known.session_id, "its session went on after a restart or elsewhere")
        workspace, worktree, project = places.workspace_of(arrival.path)
        again = known.but(workspace=workspace, worktree=worktree, project=project, ended=None, outcome=None)
        seen = self._now_seen(arrival)
        for name in ("model", "transcript"):
            seen[name] = seen[name] or getattr(known, name)
        return again.but(**seen)

    def _now_seen(self, arrival: Arrival) -> dict[str, Any]:
        process = arrival.process
        return {
            "path": arrival.path,
            "last_seen": self.now.wall,
            "last_awake": self.now.awake,
            "host": self.desk.machine.host,
            "pid": process.pid if process else None,
            "pid_start": process.start if process else "",
            "git_branch": places.branch_of(arrival.path),
            "status": BUSY if arrival.source == CONTACT else IDLE,
            "model": arrival.model,
            "kind": arrival.kind,
            "transcript": arrival.transcript,
        }

    def _end_replaced(self, session: Session, outcome: str) -> None:
        if session.process is None:
            return
        for other in self.tx.live_sessions():
            if other.session_id != session.session_id and other.process == session.process:
                self.end(other, outcome, f"its process went on as {session.session_id}")

    def _log(self, kind: str, session: Session, why: str, seconds: float | None = None) -> None:
        self.tx.append(Event(self.now.wall, kind, session.session_id, session.workspace, "", why, seconds))


def is_suspicious(gone: Sized, live: Sized) -> bool:
    """Tell whether a sweep would take more than half of more than four sessions."""
    return len(live) > FEW and len(gone) * 2 > len(live)
