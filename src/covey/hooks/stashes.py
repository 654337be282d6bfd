"""What a command takes out of a stash, as its text and git's log tell, and stashes that changed while one ran."""

from __future__ import annotations

from covey.coordination import places, stash_log
from covey.coordination.watching import cause
from covey.errors import UserError
from covey.model.shell.effect import REMOVE, REWRITE, STASH, SWEEP, UNRESOLVED, WRITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.coordination.places import Worktree
    from covey.coordination.stash_log import Entry
    from covey.coordination.stashes import Stack, Taking
    from covey.hooks.door import Visit
    from covey.model.session import Session
    from covey.model.shell.effect import Effect
    from covey.model.watch import Watch

GIT_SECONDS = 2.0

PUSH, COPY = "git stash", "git stash apply"
UNTRACKED = "??"
WITH_NEW_FILES = {"-u", "--include-untracked", "-a", "--all", "-ua", "-au"}


def takings(visit: Visit, effects: Sequence[Effect]) -> list[Taking]:
    """List what a command takes out of stashes, each as it is when the command comes to that."""
    from covey.coordination.stashes import Taking  # noqa: PLC0415 - most calls only look; ADR 0003

    stacks: dict[str, list[Entry | None]] = {}
    found: list[Taking] = []
    for at, effect in enumerate(effects):
        worktree = _worktree(effect)
        if worktree is None:
            continue
        whole = stash_log.entries(worktree.common_folder)
        stack = stacks.setdefault(worktree.common_folder, [*whole])
        if effect.kind == SWEEP:
            is_pushed = bool(whole) and _is_pushed(visit, worktree.root, effects[:at])
            stack[:0] = [None] * is_pushed  # that one is the session's own
            continue
        chosen = stash_log.positions([entry.commit_id if entry else "" for entry in stack], effect.path)
        taken = tuple(entry for number in chosen if (entry := stack[number]) is not None)
        found.append(Taking(places.target(worktree.root), effect.by, taken, tuple(whole)))
        if effect.by != COPY:
            stack[:] = [entry for number, entry in enumerate(stack) if number not in chosen]
    return found


def _worktree(effect: Effect) -> Worktree | None:
    """Give where git stashes, or takes from the stash; None for what is about no stash."""
    if effect.kind != STASH and (effect.kind, effect.by) != (SWEEP, PUSH):
        return None
    try:
        return places.worktree_of(places.real(effect.base))
    except UserError:
        return None


def _is_pushed(visit: Visit, root: str, before: Iterable[Effect]) -> bool:
    """Tell whether a `git stash` finds anything to stash: without, it makes no entry, and fails nothing."""
    if any(effect.kind in (WRITE, REMOVE, REWRITE, UNRESOLVED) for effect in before):
        return True
    from covey.coordination.git_status import status  # noqa: PLC0415 - subprocess costs 10 ms; few commands stash and pop; ADR 0003

    takes_new = not WITH_NEW_FILES.isdisjoint(visit.call.tool_text("command").split())
    found = status(root, seconds=GIT_SECONDS)
    return found is None or any(takes_new or code != UNTRACKED for code, _ in found)


def look(visit: Visit, sessions: Iterable[Session], watches: Sequence[Watch]) -> list[Stack]:
    """List the stashes that changed while commands of the session's ran, of all repositories that sessions work in."""
    found: dict[str, Stack] = {}
    for root in dict.fromkeys([visit.root, *(session.worktree for session in sessions)]):
        worktree = places.worktree_of(root) if root else None
        if worktree is None or worktree.common_folder in found:
            continue
        watch = cause(watches, stash_log.changed_at(worktree.common_folder))
        if watch is not None:
            from covey.coordination.stashes import Stack  # noqa: PLC0415 - few commands stash; ADR 0003

            entries = tuple(stash_log.entries(worktree.common_folder))
            workspace = places.workspace_of(root)[0]
            found[worktree.common_folder] = Stack(workspace, worktree.root, entries, watch, _may_stash(visit, watch))
    return list(found.values())


def _may_stash(visit: Visit, watch: Watch) -> int:
    """Tell whether a command names the stash: what a person stashes while another command runs is theirs."""
    return int("stash" in watch.command or "stash" in visit.call.tool_text("command"))
