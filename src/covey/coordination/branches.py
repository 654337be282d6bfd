"""Which branch a session's checkout is on now; what the record has is what some hook saw last."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.coordination.words import shown
from covey.model.event import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.coordination.machine import Machine
    from covey.model.session import Session

SHORT_COMMIT = 12
"""How many digits of a commit stand for the branch of a checkout that is on none."""


def branch_now(machine: Machine, session: Session) -> str | None:
    """Read the branch that a session is on; give the recorded one where its files are not seen from here."""
    is_seen = session.ended is None and bool(machine.is_same(session.host)) and os.path.isdir(session.path)
    return places.branch_of(session.path) if is_seen else session.git_branch


def note_branch(desk: Desk, session: Session, branch: str | None, why: str = "") -> Session:
    """Write the branch that a session is on into its record, and log it where it is another than before."""
    if branch == session.git_branch:
        return session
    changed = session.but(git_branch=branch)
    desk.tx.save_session(changed)
    detail = f"from {shown_branch(session.git_branch)} to {shown_branch(branch)}{f', {why}' if why else ''}"
    desk.tx.append(Event(desk.now.wall, "session.branch", session.session_id, session.workspace, "", detail))
    return changed


def is_switch(before: str | None, after: str | None) -> bool:
    """Tell whether a checkout left its branch or came onto one; a commit on no branch moves nobody."""
    if before is None or after is None or before == after:
        return False
    return not (_is_commit(before) and _is_commit(after))


def shown_branch(branch: str | None) -> str:
    """Write a branch for a model, or the commit of a checkout that is on none."""
    if branch is None:
        return "no branch"
    return f"no branch (commit {branch})" if _is_commit(branch) else shown(branch)


def _is_commit(branch: str) -> bool:
    return len(branch) == SHORT_COMMIT and not set(branch) - set("0123456789abcdef")
