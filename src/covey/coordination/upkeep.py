"""What is due although nobody asks: who is gone, what counts no more, and which lines should move on."""

from __future__ import annotations

from covey.coordination.clean_files import candidates, release_unused
from covey.coordination.line import Line
from covey.coordination.locks import Desk
from covey.coordination.registry import GONE, STALE, Register, is_suspicious
from covey.coordination.settings_files import in_force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from covey.coordination.git_folders import GitFolders
    from covey.coordination.machine import Machine
    from covey.model.lock import Lock, Waiting
    from covey.model.moment import Moment
    from covey.model.session import Session
    from covey.store.contract import Transaction


class Upkeep:
    """All workspaces at one moment, within one open transaction, each with the settings of its own.

    `gone` and `stale` list sessions by what we know of their lives, `spared` those that look gone and are so many that
    it is likelier that we are wrong.
    """

    def __init__(self, tx: Transaction, machine: Machine, environ: Mapping[str, str], now: Moment) -> None:
        """Look at every live session once."""
        self.tx, self._machine, self._environ, self._now = tx, machine, environ, now
        self._desks: dict[str, Desk] = {}
        self._register = Register(self.desk())
        census = self._register.census()
        gone = [session for session, life in census if life == GONE]
        self.stale = [session for session, life in census if life == STALE]
        self.spared = gone if is_suspicious(gone, [session for session, _ in census]) else []
        self.gone = [] if self.spared else gone

    def desk(self, worktree: str = "") -> Desk:
        """Give the desk of a worktree, or of the user's own settings."""
        if worktree not in self._desks:
            settings = in_force(self._environ, worktree, self.tx)
            self._desks[worktree] = Desk(self.tx, self._machine, settings, self._now)
        return self._desks[worktree]

    def is_due(self) -> bool:
        """Tell whether there is anything to mend; this only looks."""
        return bool(self._to_archive() or void_locks(self.desk(), self.gone) or self._due_lines())

    def mend(self) -> list[Session]:
        """Archive who is gone, free what counts no more, and let the lines move on; give those who were archived."""
        archived = self._register.prune(self._to_archive())
        for lock, why in void_locks(self.desk(), self.gone):
            self.desk(lock.worktree).release(lock, why, "lock.reclaimed")
        for first in self._due_lines():
            Line(self.desk(first.worktree)).call_next([first.target])
        return archived

    def doubtful(self, git: GitFolders) -> list[Lock]:
        """List the locks that may have ended with the work, in worktrees where git has done something meanwhile.

        What changes without git, such as the end of a turn, is a contact of the holder's, which looks itself.
        """
        workspaces = {worktree: workspace for workspace, worktree in self.tx.held_worktrees()}
        found: list[Lock] = []
        for worktree in git.changed(workspaces):
            desk, held = self.desk(worktree), self.tx.locks(workspaces[worktree])
            unused = [lock for lock in held if lock.worktree == worktree and not desk.is_in_use(lock)]
            found += candidates(desk, unused)
        return found

    def release(self, clean: Iterable[Lock]) -> None:
        """Release locks whose files are clean, unless they are used by now."""
        for lock in clean:
            release_unused(self.desk(lock.worktree), [lock])

    def _to_archive(self) -> list[Session]:
        return [] if self.desk().settings.auto_cleanup_stale == "no" else self.gone

    def _due_lines(self) -> list[Waiting]:
        """List the first of each line that should move on."""
        firsts: dict[tuple[str, str, str, int], Waiting] = {}
        for one in self.tx.lines():
            firsts.setdefault((one.workspace, one.worktree, one.key, one.is_pattern), one)
        return [first for first in firsts.values() if Line(self.desk(first.worktree)).is_due(first)]


def void_locks(desk: Desk, gone: Iterable[Session]) -> list[tuple[Lock, str]]:
    """List the locks that count no more, and why: those whose time is over, and those of sessions that are gone."""
    orphaned = [lock for session in gone for lock in desk.tx.locks_of(session.session_id)]
    found = {lock.generation: lock for lock in (*desk.tx.lapsed_locks(desk.now.wall), *orphaned)}
    return [(lock, why) for lock in found.values() if (why := desk.void(lock))]
