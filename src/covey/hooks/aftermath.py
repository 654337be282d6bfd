"""What a shell command really changed, found by a look when it has ended, or between turns."""

from __future__ import annotations

import os

from covey.coordination import places, watching
from covey.coordination.watching import CLOCK_SECONDS, Finding
from covey.hooks.call import is_object, list_in, text_in
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.coordination.locks import Desk
    from covey.hooks.door import Law, Visit
    from covey.model.lock import Target
    from covey.model.watch import Watch

GIT_SECONDS = 2.0
LONGEST_WATCH_SECONDS = 3600.0
"""A command that runs in the background is looked at for so long, at each end of a turn and each prompt."""

AFTER_TOOL = ("PostToolUse", "PostToolUseFailure")
NEW = ("??", "A ", "AM")
"""How git status marks files that no commit has."""


class Look(Value):
    """What a look at a command found in one worktree, and what holds there."""

    finding: Finding
    law: Law


def look(visit: Visit) -> list[Look]:
    """Find out what the session's commands changed: the one that has ended, or between turns all that are left."""
    call = visit.call
    is_after_tool = call.event in AFTER_TOOL
    with visit.store.read() as tx:
        watches = tx.watches(call.session_id)
        if is_after_tool:
            watches = [one for one in watches if one.tool_use_id == call.word("tool_use_id")]
        known = [(one, dict(tx.watched_files(one))) for one in watches]
    told = call.payload.get("tool_response") if len(watches) == 1 else None
    seconds = GIT_SECONDS / max(len(watches), 1) if is_after_tool else 0.0
    found = [_found(visit, one, states, told, seconds) for one, states in known]
    visit.settle(visit.root)
    return found


def _found(visit: Visit, one: Watch, states: dict[str, str], told: object, seconds: float) -> Look:
    """Look at one worktree; git is asked for what is new, where it is given time and the client does not say so."""
    visit.settle(visit.root if one.worktree == places.NO_REPOSITORY else one.worktree)
    changed = [path for path, state in states.items() if watching.state(one.worktree, path) != state]
    seen = _seen(one, told, seconds) if seconds and one.worktree != places.NO_REPOSITORY else []
    others = [path for _, path in seen if path not in states]
    new = [path for is_new, path in seen if is_new]
    targets = _targets(one, [*changed, *others])
    made = tuple(targets[path] for path in new if path in targets)
    return Look(Finding(one, tuple(targets.values()), made), visit.law)


def _targets(one: Watch, paths: Iterable[str]) -> dict[str, Target]:
    """Give what paths are about: those of the worktree itself, or whole ones of what is beneath it."""
    root = places.target(one.worktree)
    return {path: places.target(path) if path.startswith("/") else places.beside(root, path) for path in paths}


def _seen(one: Watch, response: object, seconds: float) -> list[tuple[bool, str]]:
    """List what has changed in the worktree since a command began, as whether it is new, and the path."""
    told = _told_by_client(response, one.worktree)
    if told is not None:
        return told
    from covey.coordination.git_status import status  # noqa: PLC0415 - subprocess costs 10 ms; ADR 0003

    found = status(one.worktree, "--untracked-files=all", seconds=seconds) or []
    since = one.started - CLOCK_SECONDS
    return [(code in NEW, path) for code, path in found if _changed_at(one.worktree, path) >= since]


def _told_by_client(response: object, worktree: str) -> list[tuple[bool, str]] | None:
    """Take the client's own list of what a command changed, where it gives one whole (`bashEditDiff`, 2.1.269)."""
    diff = response.get("bashEditDiff") if is_object(response) else None
    if not is_object(diff) or diff.get("moreFiles") or "changedFiles" not in diff:
        return None
    made = {text_in(file, "filePath") for file in list_in(diff, "files") if is_object(file) and file.get("created")}
    inside = f"{worktree}/"
    paths = [path for path in list_in(diff, "changedFiles") if isinstance(path, str) and path.startswith(inside)]
    return [(path in made, path.removeprefix(inside)) for path in paths]


def _changed_at(worktree: str, path: str) -> float:
    try:
        return os.lstat(os.path.join(worktree, path)).st_ctime
    except (OSError, ValueError):
        return 0.0


def tell(visit: Visit, desk: Desk, looks: Iterable[Look]) -> list[str]:
    """Record what was found, leave word of it, let the session hold what it made, and give what it should hear."""
    said: list[str] = []
    for one in looks:
        finding, own = one.finding, visit.desk_under(one.law, desk)
        guarded = finding.but(
            changed=tuple(target for target in finding.changed if one.law.guards(target)),
            new=tuple(target for target in finding.new if one.law.guards(target)),
        )
        said += watching.tell(own, guarded, one.law.action)
        watching.hold(own, guarded)
        _settle(visit, own, finding)
    return said


def _settle(visit: Visit, desk: Desk, finding: Finding) -> None:
    """Forget a command that has ended or runs for very long; else keep what it changed as known."""
    one = finding.watch
    is_over = visit.call.event in AFTER_TOOL and not one.is_background
    if is_over or desk.now.wall - one.started >= LONGEST_WATCH_SECONDS:
        desk.tx.remove_watch(one)
    told = {_whole(target.worktree, target.path) for target in finding.changed}
    for other in desk.tx.watches(one.session_id):
        for path, _ in desk.tx.watched_files(other):
            if _whole(other.worktree, path) in told:
                desk.tx.note_state(other, path, watching.state(other.worktree, path))


def _whole(worktree: str, path: str) -> str:
    return os.path.join(worktree, path)
