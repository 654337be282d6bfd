"""What commands did to what sessions share through git: the branch of a checkout, and the stash of a repository."""

from __future__ import annotations

from covey.coordination.branches import branch_now, note_branch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from covey.coordination.locks import Desk
    from covey.coordination.stashes import Stack
    from covey.coordination.switches import Switch
    from covey.hooks.door import Visit
    from covey.model.session import Session
    from covey.model.watch import Watch


def note(desk: Desk, session: Session) -> Session:
    """Note what others than sessions, a person at a terminal, did to the session's branch and stash before its turn."""
    noted = note_branch(desk, session, branch_now(desk.machine, session))
    if desk.tx.stash_entries(session.workspace):
        from covey.coordination.stashes import forget_gone  # noqa: PLC0415 - few stash; ADR 0003

        forget_gone(desk, session)
    return noted


def look(visit: Visit, commands: Iterable[Watch]) -> Callable[[Desk], list[str]] | None:
    """Look at it after commands, with no transaction open; give what tells of it in one, None where nothing changed."""
    from covey.hooks import stashes, switches  # noqa: PLC0415 - as the caller; ADR 0003

    watches = sorted(commands, key=lambda watch: watch.started)
    with visit.store.read() as tx:
        sessions = [one for one in tx.live_sessions() if visit.machine.is_same(one.host)]
    switched = switches.look(visit, sessions, watches)
    stacks = stashes.look(visit, sessions, watches)
    return (lambda desk: _tell(desk, switched, stacks)) if switched or stacks else None


def _tell(desk: Desk, switched: Sequence[Switch], stacks: Sequence[Stack]) -> list[str]:
    from covey.coordination import stashes, switches  # noqa: PLC0415 - as above; ADR 0003

    said = [line for switch in switched for line in switches.tell(desk, switch)]
    return said + [line for stack in stacks for line in stashes.follow(desk, stack)]
