"""What `covey suggest` tells, as rows of plain data: areas, the same task, the others' work that matters, hot files."""

from __future__ import annotations

from covey.coordination import advice, areas, hot, places
from covey.coordination.alternatives import tests_of
from covey.coordination.importers import importers_of
from covey.coordination.overview import progress_row
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.model.area import fits
from covey.model.likeness import in_common, words_of
from covey.model.moment import rfc3339
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from covey.coordination.areas import Part, Presence
    from covey.coordination.locks import Desk
    from covey.model.area import Area
    from covey.model.lock import Lock
    from covey.model.session import Session

MOST_ROWS = 20
NEEDED = "this session said that it depends on its holder's work"
CLOSE = 2
"""How many words of a task must be those of another before all that one holds matters."""


class Question(Value):
    """What is asked: for which checkout and task, and with whose eyes, if a session's."""

    workspace: str
    worktree: str
    task: str = ""
    session: Session | None = None


def checkout_of(folder: str) -> tuple[str, str]:
    """Give workspace and worktree of a folder; raise UserError where it is in no repository."""
    if places.worktree_of(places.real(folder)) is None:
        hint = "areas are the folders of a repository; `covey sessions live` shows who works where"
        raise UserError("this folder is in no git repository", hint=hint, code="no_repository")
    workspace, worktree, _ = places.workspace_of(folder)
    return workspace, worktree


def gathered(desk: Desk, asked: Question, chart: Sequence[Area]) -> dict[str, Any]:
    """Gather what the store knows; what imports what is added by `with_imports`, when the store is free again."""
    session, task = asked.session, asked.task
    own = session.session_id if session else ""
    parts = advice.ordered(areas.survey(desk, chart, session, asked.workspace), task)
    return {
        "workspace": asked.workspace,
        "worktree": asked.worktree,
        "session_id": own or None,
        "task": task or None,
        "areas": [_area_row(desk, part, task) for part in parts],
        "same_task": [_session_row(desk, twin) for twin in advice.having_task(desk, asked.workspace, task, own)],
        "dependent": _work_rows(desk, asked),
        "hot": [each.as_dict() for each in hot.hot_files(desk, asked.workspace)[:MOST_ROWS]],
    }


def own_files(desk: Desk, asked: Question) -> set[str]:
    """Name the files that a session holds, waits for, or took within the last events of its workspace."""
    if asked.session is None:
        return set()
    own = asked.session.session_id
    lately = desk.tx.taken_lately(asked.workspace, areas.MOST_EVENTS)
    held = [lock.path for lock in desk.tx.locks_of(own)] + [waiting.path for waiting in desk.tx.awaited(own)]
    return {*held, *(event.path for event in lately if event.session_id == own)}


def with_imports(found: dict[str, Any], own: set[str]) -> dict[str, Any]:
    """Add which files import those that others hold, and whether that matters; what matters comes first."""
    rows = found["dependent"]
    importers = importers_of(found["worktree"], [row["path"] for row in rows])
    told = [_with_importers(row, importers[row["path"]], own) for row in rows]
    return found | {"dependent": sorted(told, key=lambda row: not row["matters"])}


def _with_importers(row: dict[str, Any], importers: list[str], own: set[str]) -> dict[str, Any]:
    mine = [path for path in (*importers, *row["tests"]) if path in own]
    why = f"{mine[0]} depends on it" if mine else row["why"]
    return row | {"imported_by": importers, "why": why, "matters": bool(why)}


def _area_row(desk: Desk, part: Part, task: str) -> dict[str, Any]:
    touched = part.touched
    return {
        "area": part.name,
        "state": part.look.state,
        "sessions": [_presence_row(desk, one) for one in part.present],
        "touched": touched
        and {
            "session_id": touched[0].session_id,
            "name": touched[0].name,
            "path": touched[1].path,
            "at": rfc3339(touched[1].at),
        },
        "fits": fits(part.look, words_of(task)),
    }


def _presence_row(desk: Desk, one: Presence) -> dict[str, Any]:
    return _session_row(desk, one.session) | {"holds": list(one.held), "waits_for": list(one.awaited)}


def _session_row(desk: Desk, session: Session) -> dict[str, Any]:
    return {
        "session_id": session.session_id,
        "name": session.name,
        "task": session.task,
        "progress": progress_row(desk, session.session_id),
    }


def _work_rows(desk: Desk, asked: Question) -> list[dict[str, Any]]:
    """List the files of this checkout that others hold."""
    own = asked.session.session_id if asked.session else ""
    needed = desk.tx.dependencies(own)
    held = [
        (other, lock)
        for other in Register(desk).others(own, asked.workspace)
        for lock in areas.held_by(desk, other)
        if not lock.is_pattern and lock.worktree == asked.worktree
    ]
    rows = [_work_row(desk, asked, other, lock) for other, lock in held[:MOST_ROWS]]
    return [row | {"matters": True, "why": NEEDED} if row["session_id"] in needed else row for row in rows]


def _work_row(desk: Desk, asked: Question, other: Session, lock: Lock) -> dict[str, Any]:
    estimate = desk.estimated_completion(lock)
    why = _words_in_common(asked.task, lock.path, other.task or "")
    return {
        **_session_row(desk, other),
        "path": lock.path,
        "estimated_completion": None if estimate is None else rfc3339(estimate),
        "tests": list(tests_of(asked.worktree, lock.path)),
        "imported_by": [],
        "matters": bool(why),
        "why": why or None,
    }


def _words_in_common(task: str, path: str, other_task: str) -> str:
    wanted = words_of(task)
    if in_common(wanted, words_of(areas.bare(path))):
        return "its name has words of the task"
    return "its holder's task is close" if in_common(wanted, words_of(other_task)) >= CLOSE else ""
