"""What people and scripts are shown of the coordination: rows of plain data, in the documented form."""

from __future__ import annotations

from covey.coordination.branches import branch_now
from covey.coordination.hot import hot_files
from covey.coordination.line import FIRST_RIGHT_SECONDS
from covey.coordination.registry import GONE, STALE, Register
from covey.model.lock import Wish
from covey.model.moment import rfc3339
from covey.model.progress import progress
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from covey.coordination.hot import Hot
    from covey.coordination.locks import Desk
    from covey.model.event import Event
    from covey.model.lock import Lock, Waiting
    from covey.model.session import Session

UNHOOKED = "unhooked"
FEWEST_IN_CONFLICT = 2
MOST_HOT = 10


class Sighting(Value):
    """A session as Claude Code's own registry tells of it; `seen` is when that was written."""

    session_id: str
    pid: int
    path: str
    project: str
    workspace: str
    worktree: str
    git_branch: str | None
    started: float
    seen: float
    status: str | None = None
    waiting_for: str | None = None
    name: str | None = None
    kind: str | None = None


def live(desk: Desk, sightings: Sequence[Sighting]) -> list[dict[str, Any]]:
    """List every session of the machine, those without our hooks last."""
    return [row for _, row in _placed(desk, sightings)]


def _placed(desk: Desk, sightings: Sequence[Sighting]) -> list[tuple[str, dict[str, Any]]]:
    """List every session, each with its workspace."""
    seen = {sighting.session_id: sighting for sighting in sightings}
    sessions = desk.tx.live_sessions()
    ours = {session.session_id for session in sessions} | {session.pid for session in sessions}
    hooked = [(one.workspace, _hooked(desk, one, seen.get(one.session_id))) for one in sessions]
    unhooked = [(one.workspace, _unhooked(desk, one)) for one in sightings if not ours & {one.session_id, one.pid}]
    return hooked + unhooked


def _hooked(desk: Desk, session: Session, sighting: Sighting | None) -> dict[str, Any]:
    life = Register(desk).life(session)
    row = session_row(desk, session)
    if life in (GONE, STALE):
        return row | {"status": life, "waiting_for": None}
    if sighting and sighting.status and sighting.seen > session.last_seen:
        return row | {"status": sighting.status, "waiting_for": sighting.waiting_for}
    return row


def _unhooked(desk: Desk, one: Sighting) -> dict[str, Any]:
    return {
        "session_id": one.session_id,
        "name": one.name or one.session_id,
        "project": one.project,
        "path": one.path,
        "worktree": one.worktree,
        "git_branch": one.git_branch,
        "git_dirty": None,
        "started": rfc3339(one.started),
        "last_seen": rfc3339(one.seen),
        "pid": one.pid,
        "host": desk.machine.name,
        "status": UNHOOKED,
        "waiting_for": one.waiting_for,
        "task": None,
        "progress": None,
        "library": None,
        "locks": [],
        "model": None,
        "kind": one.kind,
    }


def session_row(desk: Desk, session: Session) -> dict[str, Any]:
    """Give a session as `sessions live --json` does; the library is null until something tells it."""
    return {
        "session_id": session.session_id,
        "name": session.name,
        "project": session.project,
        "path": session.path,
        "worktree": session.worktree,
        "git_branch": branch_now(desk.machine, session),
        "git_dirty": None if session.git_dirty is None else bool(session.git_dirty),
        "started": rfc3339(session.started),
        "last_seen": rfc3339(session.last_seen),
        "pid": session.pid,
        "host": session.host.partition(" ")[0],
        "status": session.status,
        "waiting_for": session.waiting_for,
        "task": session.task,
        "progress": progress_row(desk, session.session_id),
        "library": None,
        "locks": [lock.path for lock in desk.tx.locks_of(session.session_id)],
        "model": session.model,
        "kind": session.kind,
    }


def progress_row(desk: Desk, session_id: str) -> dict[str, int] | None:
    """Give how far a session is with its own task list; None where it keeps none."""
    found = progress(desk.tx.items(session_id))
    return found.as_dict() if found else None


def ended_row(session: Session) -> dict[str, Any]:
    """Give an archived session: what it was, when it ended and how."""
    assert session.ended is not None  # noqa: S101 - the caller asked the store for ended ones
    return {
        "session_id": session.session_id,
        "name": session.name,
        "project": session.project,
        "path": session.path,
        "git_branch": session.git_branch,
        "started": rfc3339(session.started),
        "ended": rfc3339(session.ended),
        "status": session.outcome,
        "task": session.task,
    }


def lock_rows(desk: Desk, locks: Iterable[Lock]) -> list[dict[str, Any]]:
    """Give locks as `locks list --json` does; who holds, and who waits, is asked once for all of them."""
    sessions: dict[str, Session | None] = {}
    lines: dict[tuple[object, ...], list[str]] = {}
    for one in desk.tx.lines():
        lines.setdefault((one.workspace, one.worktree, one.key, one.is_pattern), []).append(one.session_id)
    rows: list[dict[str, Any]] = []
    for lock in locks:
        if lock.session_id not in sessions:
            sessions[lock.session_id] = desk.tx.session(lock.session_id)
        line = lines.get((lock.workspace, lock.worktree, lock.key, lock.is_pattern), [])
        rows.append(_lock_row(desk, lock, sessions[lock.session_id], line))
    return rows


def lock_row(desk: Desk, lock: Lock) -> dict[str, Any]:
    """Give one lock as `locks list --json` does."""
    line = [waiting.session_id for waiting in desk.tx.line(lock.target)]
    return _lock_row(desk, lock, desk.tx.session(lock.session_id), line)


def _lock_row(desk: Desk, lock: Lock, session: Session | None, line: list[str]) -> dict[str, Any]:
    """Give a lock as data; `void` says why it no longer counts, where it does not."""
    estimate = desk.estimated_completion(lock)
    return {
        "workspace": lock.workspace,
        "worktree": lock.worktree,
        "path": lock.path,
        "session_id": lock.session_id,
        "name": session.name if session else None,
        "task": session.task if session else None,
        "mode": lock.mode,
        "reason": lock.reason,
        "acquired": rfc3339(lock.acquired),
        "expires": rfc3339(lock.expires),
        "estimated_completion": None if estimate is None else rfc3339(estimate),
        "generation": lock.generation,
        "waiting": line,
        "void": desk.void_by(lock, session) or None,
    }


def waiting(desk: Desk) -> list[dict[str, Any]]:
    """List who waits for what, with the place in line, those in the way, and until when it is kept for them."""
    return [_waiting_row(desk, one) for one in desk.tx.lines()]


def _waiting_row(desk: Desk, one: Waiting) -> dict[str, Any]:
    session = desk.tx.session(one.session_id)
    holders, _ = desk.rivals(Wish(one.holder, one.target))
    return {
        "workspace": one.workspace,
        "worktree": one.worktree,
        "path": one.path,
        "session_id": one.session_id,
        "name": session.name if session else None,
        "task": session.task if session else None,
        "place": desk.tx.line(one.target).index(one) + 1,
        "since": rfc3339(one.since),
        "held_by": [_holder(desk, lock) for lock in holders],
        "kept_until": None if one.offered is None or holders else rfc3339(one.offered + FIRST_RIGHT_SECONDS),
    }


def _holder(desk: Desk, lock: Lock) -> dict[str, Any]:
    session = desk.tx.session(lock.session_id)
    return {"session_id": lock.session_id, "name": session.name if session else None, "path": lock.path}


def conflicts(desk: Desk, sightings: Sequence[Sighting]) -> list[dict[str, Any]]:
    """List the workspaces in which several sessions live, what that risks, and what to do (S4-7)."""
    together: dict[str, list[dict[str, Any]]] = {}
    for workspace, row in _placed(desk, sightings):
        if row["status"] != GONE:
            together.setdefault(workspace, []).append(row)
    return [_conflict(desk, place, rows) for place, rows in together.items() if len(rows) >= FEWEST_IN_CONFLICT]


def _conflict(desk: Desk, workspace: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    waits = [desk.tx.awaited(row["session_id"]) for row in rows]
    contested = sorted({waiting.path for awaited in waits for waiting in awaited})
    hot = hot_files(desk, workspace)[:MOST_HOT]
    risk, recommendation = _advice(rows, contested, hot)
    return {
        "workspace": workspace,
        "project": rows[0]["project"],
        "sessions": rows,
        "contested": contested,
        "hot": [each.as_dict() for each in hot],
        "risk": risk,
        "recommendation": recommendation,
    }


def _advice(rows: list[dict[str, Any]], contested: list[str], hot: Sequence[Hot]) -> tuple[str, str]:
    """Name the gravest risk, and what lessens it."""
    if any(row["status"] == UNHOOKED for row in rows):
        return (
            "a session without hooks edits what it likes, unseen and unstopped",
            "`covey doctor` says what is missing",
        )
    if hot:
        return (
            f"many sessions want {', '.join(each.path for each in hot[:5])}",
            f"split {hot[0].path} into smaller files, so that several sessions can work on it at once",
        )
    if contested:
        names = ", ".join(contested[:5])
        return f"sessions wait for {names}", "let the holder finish, or give the waiting session other files"
    if len({row["worktree"] for row in rows}) == len(rows):
        return "parallel work in different worktrees may have to be merged", "merge early and often"
    return (
        "parallel edits of one folder; the same file cannot be edited by two at once",
        "give each session its own part of the project, or a worktree of its own",
    )


def event_row(number: int, event: Event) -> dict[str, Any]:
    """Give one line of the log."""
    return {"id": number} | event.as_dict() | {"at": rfc3339(event.at)}
