"""What a commit or a push may not touch: the files that other sessions hold, by the rules of the gate."""

from __future__ import annotations

from covey.coordination import words
from covey.model.event import Event
from covey.model.lock import Holder, Wish
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target
    from covey.model.moment import Moment
    from covey.store.contract import Transaction

REFUSED, WARNED, UNCHECKED = "git.refused", "git.warned", "git.unchecked"
MOST_LISTED, MOST_COUNTED = 10, 500
"""Paths that are named, on the screen and in the log, and paths that are looked for at all once one is refused."""

WAYS = {
    "commit": "The other files can be committed: `git commit -- PATH`. `covey locks list` says when these are free.",
    "push": "Commits without these files can be pushed. `covey locks list` says when these are free.",
}
"""What goes without waiting."""


class Held(Value):
    """A path that others hold: the locks that block it, and those in other worktrees that only warn."""

    target: Target
    blockers: tuple[Lock, ...]
    elsewhere: tuple[Lock, ...]


def held(desk: Desk, target: Target, session_id: str) -> Held | None:
    """Tell who but a session holds a path, by the locks that count; git tells no subagents apart, so we do not."""
    blocking, elsewhere = desk.rivals(Wish(Holder(session_id), target))
    others = [tuple(lock for lock in locks if lock.session_id != session_id) for locks in (blocking, elsewhere)]
    return Held(target, *others) if any(others) else None


def note(desk: Desk, kind: str, found: list[Held], session_id: str, hook: str) -> None:
    """Write into the log what was refused, or passed with a warning."""
    for one in found[:MOST_LISTED]:
        holders = {lock.session_id for lock in (*one.blockers, *one.elsewhere)}
        detail = f"{hook}: held by {', '.join(sorted(holders))}"
        desk.tx.append(Event(desk.now.wall, kind, session_id, one.target.workspace, one.target.path, detail))


def note_unchecked(tx: Transaction, session_id: str, workspace: str, now: Moment, why: str) -> None:
    """Write into the log that git did not say what a commit or a push touches."""
    tx.append(Event(now.wall, UNCHECKED, session_id, workspace, detail=why))


def refusal(desk: Desk, found: list[Held], deed: str, *, is_person: bool) -> str:
    """Say why a commit or a push was refused, by whom, for how long, and what goes without waiting."""
    lines = [f"covey: this {deed} is refused, since it touches what another session holds."]
    for one in found[:MOST_LISTED]:
        lines += words.held(desk, one.target, one.blockers)
    lines += _rest(found)
    lines.append(WAYS[deed])
    if is_person:
        lines.append(f"`git {deed} --no-verify` goes past this check.")
    return "\n".join(lines)


def warning(desk: Desk, found: list[Held], deed: str) -> str:
    """Say that a commit or a push touches what others hold, where that does not stop it."""
    lines = [f"covey: this {deed} touches what another session holds."]
    lines += [words.warning(desk, one.target, (*one.blockers, *one.elsewhere)) for one in found[:MOST_LISTED]]
    return "\n".join(lines + _rest(found))


def _rest(found: list[Held]) -> list[str]:
    more = len(found) - MOST_LISTED
    at_least = "at least " * (len(found) >= MOST_COUNTED)
    return [f"And {at_least}{more} more file{'s' * (more != 1)}."] if more > 0 else []
