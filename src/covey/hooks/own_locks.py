"""The session's own locks that end with the work: looked for when it commits, and between its turns."""

from __future__ import annotations

from covey.coordination.locks import Desk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit
    from covey.model.lock import Lock

GIT_SECONDS = 2.0


def find_committed(visit: Visit) -> list[Lock]:
    """List the session's locks whose files its command has committed; asks git, so hold no transaction."""
    return find_ended(visit) if "commit" in visit.call.tool_text("command") else []


def find_ended(visit: Visit) -> list[Lock]:
    """List the session's locks whose files are clean by now; asks git, so hold no transaction."""
    with visit.store.read() as tx:
        held = tx.locks_of(visit.call.session_id)
        if not held:
            return []
        from covey.coordination.clean_files import candidates, find_clean  # noqa: PLC0415 - many hold nothing; ADR 0003

        doubtful = candidates(Desk(tx, visit.machine, visit.settings, visit.machine.now()), held)
    return find_clean(doubtful, seconds=GIT_SECONDS)


def release_committed(desk: Desk, locks: list[Lock]) -> None:
    """Release what the session has committed itself, also what it has used in this turn."""
    if locks:
        from covey.coordination.clean_files import release  # noqa: PLC0415 - seldom; ADR 0003

        release(desk, locks)


def release_ended(desk: Desk, locks: list[Lock]) -> None:
    """Release what has ended with the work, unless it is used again by now."""
    if locks:
        from covey.coordination.clean_files import release_unused  # noqa: PLC0415 - seldom; ADR 0003

        release_unused(desk, locks)
