"""Who would be in conflict if the work of sessions in different worktrees were merged now, and what they are told."""

from __future__ import annotations

import hashlib

from covey.coordination.registry import GONE, Register
from covey.coordination.trial import Outcome, forecasts
from covey.coordination.words import fitting, shown
from covey.model.event import Event
from covey.model.task import title
from covey.model.text import quoted
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from covey.coordination.locks import Desk
    from covey.coordination.trial import Hunk, Lines, Trouble
    from covey.model.session import Session

MOST_TOLD = 5


class Apart(Value):
    """Two sessions of one repository in different worktrees."""

    one: Session
    other: Session

    @property
    def worktrees(self) -> tuple[str, str]:
        """Their worktrees, in the same order."""
        return self.one.worktree, self.other.worktree


def rows(sessions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Forecast the merge for each pair of a workspace's sessions in different worktrees; hold no transaction."""
    pairs = [
        (one, other)
        for number, one in enumerate(sessions)
        for other in sessions[number + 1 :]
        if one["worktree"] != other["worktree"]
    ]
    found = forecasts((one["worktree"], other["worktree"]) for one, other in pairs)
    return [
        {"sessions": [one["session_id"], other["session_id"]], **_row(found[one["worktree"], other["worktree"]])}
        for one, other in pairs
    ]


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "files": [_file_row(file) for file in outcome.files],
        "checked": not outcome.problem,
        "problem": outcome.problem or None,
    }


def _file_row(file: Trouble) -> dict[str, Any]:
    hunks = None if file.hunks is None else [_hunk_row(hunk) for hunk in file.hunks]
    return {"path": file.path, "kind": file.kind, "hunks": hunks}


def _hunk_row(hunk: Hunk) -> dict[str, Any]:
    return {"lines": [lines and list(lines) for lines in hunk.lines], "text": [list(text) for text in hunk.text]}


def apart(desk: Desk, session_id: str) -> list[Apart]:
    """List the pairs that a session makes with those that live in other worktrees of its repository."""
    session = desk.tx.session(session_id)
    if session is None or session.ended is not None or desk.settings.across_worktrees == "ignore":
        return []
    others = [one for one in desk.tx.live_sessions(session.workspace) if one.worktree != session.worktree]
    living = [other for other in others if Register(desk).life(other) != GONE]
    return [Apart(*sorted((session, other), key=lambda one: one.session_id)) for other in living]


def tell(desk: Desk, session_id: str, pairs: Sequence[Apart], found: dict[tuple[str, str], Outcome]) -> None:
    """Keep what was found, and leave both sessions of a pair a notice where it is new; what could not be is nothing."""
    for pair in pairs:
        outcome = found[pair.worktrees]
        if not outcome.problem and _still(desk, pair) and _is_new(desk, pair, outcome):
            _tell_both(desk, session_id, pair, outcome)


def _still(desk: Desk, pair: Apart) -> bool:
    """Tell whether both still live where they were when git was asked."""
    now = [desk.tx.session(one.session_id) for one in (pair.one, pair.other)]
    return [one and (one.ended, one.worktree) for one in now] == [(None, worktree) for worktree in pair.worktrees]


def _is_new(desk: Desk, pair: Apart, outcome: Outcome) -> bool:
    kept = desk.tx.forecast(pair.one.session_id, pair.other.session_id)
    return _digest(outcome) != (kept[0] if kept else "")


def _digest(outcome: Outcome) -> str:
    """Give what must change for it to be told anew: files and kinds, not lines, which move with every edit."""
    essence = "\n".join(f"{file.kind} {file.path}" for file in outcome.files)
    return hashlib.sha256(essence.encode("utf-8", "backslashreplace")).hexdigest() if essence else ""


def _tell_both(desk: Desk, session_id: str, pair: Apart, outcome: Outcome) -> None:
    now, what = desk.now.wall, _summary(outcome)
    one, other = pair.one, pair.other
    desk.tx.save_forecast(one.session_id, other.session_id, _digest(outcome), what, now)
    desk.tx.append(Event(now, "forecast.changed", session_id, one.workspace, "", f"{one.name}, {other.name}: {what}"))
    desk.tx.leave_notice(one.session_id, notice(other, outcome, is_one=True), now)
    desk.tx.leave_notice(other.session_id, notice(one, outcome, is_one=False), now)


def _summary(outcome: Outcome) -> str:
    if not outcome.files:
        return "would merge without conflict"
    return f"would conflict in {', '.join(shown(file.path) for file in outcome.files[:MOST_TOLD])}{_more(outcome)}"


def _more(outcome: Outcome) -> str:
    more = len(outcome.files) - MOST_TOLD
    return f" and {more} more" if more > 0 else ""


def notice(peer: Session, outcome: Outcome, *, is_one: bool) -> str:
    """Say what would become of the merge with a peer's work, to the session that is `one` or `other` of the pair."""
    work = title(peer.task or "")
    branch = f", branch {shown(peer.git_branch)}" if peer.git_branch else ""
    who = f"{peer.name}{f' ({quoted(work)})' if work else ''} in the worktree {shown(peer.worktree)}{branch}"
    if not outcome.files:
        return fitting(f"The work of {who} and this session's would merge without a conflict now.")
    count = f"{len(outcome.files)} file{'s' * (len(outcome.files) != 1)}"
    files = ", ".join(f"{shown(file.path)} ({places(file, is_one=is_one)})" for file in outcome.files[:MOST_TOLD])
    said = f"If the work of {who} were merged with this session's now, {count} would conflict: {files}{_more(outcome)}."
    return fitting(f"{said} Nothing has been merged; `covey sessions conflicts` shows more.")


def places(file: Trouble, *, is_one: bool) -> str:
    """Say how and where a file conflicts, as one side sees it."""
    sides = [hunk.lines if is_one else hunk.lines[::-1] for hunk in (file.hunks or ())[:MOST_TOLD]]
    if not sides:
        return file.kind
    here, there = (", ".join(span(side[number]) for side in sides) for number in (0, 1))
    return f"{file.kind}, lines {here} here and {there} there"


def span(lines: Lines) -> str:
    """Write a range of lines."""
    if lines is None:
        return "none"
    first, last = lines
    return str(first) if first == last else f"{first}-{last}"
