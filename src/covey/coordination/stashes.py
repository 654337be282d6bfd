"""Whose the entries of a stash are: what is said to a command that takes others', and what became of them (C1)."""

from __future__ import annotations

from covey.coordination import places, stash_log
from covey.coordination.commands import Objection
from covey.coordination.locks import STOPPING
from covey.coordination.words import MOST_LISTED, fitting, named, shown
from covey.model.event import Event
from covey.model.moment import clock_time
from covey.model.stash import StashEntry
from covey.model.text import quoted
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.locks import Desk
    from covey.coordination.stash_log import Entry
    from covey.model.lock import Holder, Target
    from covey.model.session import Session
    from covey.model.watch import Watch

TAKERS = ("git stash pop", "git stash apply", "git stash branch")
"""What brings an entry into the worktree; everything else destroys it."""


class Taking(Value):
    """What a command of git's takes out of a stash or destroys there: entries of all that it holds."""

    target: Target
    by: str
    taken: tuple[Entry, ...]
    all_entries: tuple[Entry, ...]


class Stack(Value):
    """A stash that changed while a command of a session's ran; `may_be_new` where that command may have stashed."""

    workspace: str
    worktree: str
    entries: tuple[Entry, ...]
    watch: Watch
    may_be_new: int


def object_to(desk: Desk, holder: Holder, taking: Taking, action: str) -> Objection | None:
    """Say whose entries a command would take; None where they are its session's own, or of nobody who lives."""
    if action not in (*STOPPING, "warn"):
        return None
    known = {entry.commit_id: entry for entry in desk.tx.stash_entries(taking.target.workspace)}
    others = [(entry, known[entry.commit_id]) for entry in taking.taken if entry.commit_id in known]
    others = [(entry, one) for entry, one in others if _is_of_another(desk, one, holder.session_id)]
    if not others:
        return None
    own = [entry.name for entry in taking.all_entries if _is_of(known.get(entry.commit_id), holder.session_id)]
    said = _said_before(desk, taking.by, others, own)
    if action in STOPPING:
        workspace = taking.target.workspace
        desk.tx.append(Event(desk.now.wall, "command.denied", holder.session_id, workspace, "", said))
    return Objection(said, action)


def _is_of(entry: StashEntry | None, session_id: str) -> bool:
    return entry is not None and entry.session_id == session_id


def _is_of_another(desk: Desk, entry: StashEntry, session_id: str) -> bool:
    return entry.session_id != session_id and desk.is_there(entry.session_id)


def _said_before(desk: Desk, by: str, others: Sequence[tuple[Entry, StashEntry]], own: Sequence[str]) -> str:
    deed = "take" if by in TAKERS else "destroy"
    listed = "; ".join(_described(desk, entry, one) for entry, one in others[:MOST_LISTED])
    more = f" and {len(others) - MOST_LISTED} more" if len(others) > MOST_LISTED else ""
    mine = f"This session's own: {', '.join(own[:MOST_LISTED])}." if own else "None of its entries is this session's."
    return fitting(
        f"`{by}` would {deed} what other sessions stashed: {listed}{more}.\n"
        f"All worktrees of a repository share one stash. {mine}"
    )


def _described(desk: Desk, entry: Entry, known: StashEntry) -> str:
    since = clock_time(known.stashed, desk.now.wall)
    return f"{entry.name} {quoted(entry.message)} of {_who(desk, known)}, stashed in {shown(known.worktree)} at {since}"


def _who(desk: Desk, known: StashEntry) -> str:
    session = desk.tx.session(known.session_id)
    return named(session.name, session.task) if session else known.session_id


def follow(desk: Desk, stack: Stack) -> list[str]:
    """Keep whose the new entries are; leave word to the owners of those that are gone, and give what was done."""
    present = {entry.commit_id for entry in stack.entries}
    known = desk.tx.stash_entries(stack.workspace)
    gone = [entry for entry in known if entry.commit_id not in present]
    said = [line for entry in gone for line in _forget(desk, stack.watch, entry)]
    if stack.may_be_new:
        _keep_new(desk, stack, {entry.commit_id for entry in known})
    return said


def forget_gone(desk: Desk, session: Session) -> None:
    """Forget the entries that a session's repository has no more, before a command of its is taken for the cause."""
    worktree = places.worktree_of(session.worktree)
    if worktree is None or worktree.workspace != session.workspace:
        return
    present = {entry.commit_id for entry in stash_log.entries(worktree.common_folder)}
    for entry in desk.tx.stash_entries(session.workspace):
        if entry.commit_id not in present:
            desk.tx.remove_stash_entry(entry)


def _keep_new(desk: Desk, stack: Stack, known: set[str]) -> None:
    watch = stack.watch
    for entry in stack.entries:
        if entry.commit_id not in known and entry.made >= int(watch.started):  # git's times have whole seconds
            made = StashEntry(stack.workspace, entry.commit_id, watch.session_id, stack.worktree, desk.now.wall)
            desk.tx.save_stash_entry(made)
            desk.tx.append(Event(desk.now.wall, "stash.made", watch.session_id, stack.workspace, "", entry.message))


def _forget(desk: Desk, watch: Watch, entry: StashEntry) -> list[str]:
    """Forget an entry that git has no more; where it was another's, say so to both."""
    desk.tx.remove_stash_entry(entry)
    if not _is_of_another(desk, entry, watch.session_id):
        return []
    taker = desk.tx.session(watch.session_id)
    detail = f"{entry.commit_id} of {entry.session_id}, while {quoted(watch.command)} ran"
    desk.tx.append(Event(desk.now.wall, "stash.taken", watch.session_id, entry.workspace, "", detail))
    told = (
        f"What this session stashed in {shown(entry.worktree)} at {clock_time(entry.stashed, desk.now.wall)} was "
        f"taken out of the stash while a command of {taker.name if taker else 'another session'} ran: "
        f"{quoted(watch.command)}. `git stash apply {entry.commit_id}` applies it all the same, "
        "as long as git keeps that commit."
    )
    desk.tx.leave_notice(entry.session_id, told, desk.now.wall)
    desk.called.append(entry.session_id)
    whose = f"What {_who(desk, entry)} had stashed was taken out of the stash while this command ran"
    return [f"{whose}; that session was told. Its commit is {entry.commit_id}."]
