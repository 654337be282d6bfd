"""The waiting line: who has first right to what is free, who is told so, and circles of sessions that wait."""

from __future__ import annotations

from covey.coordination import words
from covey.model.event import Event
from covey.model.lock import Wish, relation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.coordination.locks import Desk
    from covey.model.lock import Lock, Target, Waiting

FIRST_RIGHT_SECONDS = 120.0
"""How long what is free is kept for the one who was told; then the next may have it."""


MOST_IN_CIRCLE = 8
"""How many sessions are looked at for a circle: in a larger crowd everybody waits for everybody."""


class Line:
    """The lines of one workspace, seen from a desk."""

    def __init__(self, desk: Desk) -> None:
        """Work at a desk."""
        self.desk, self.tx, self.now = desk, desk.tx, desk.now

    def call_next(self, targets: Iterable[Target]) -> None:
        """Keep what has become free for whoever is first in each line that touches it."""
        served: set[tuple[str, str]] = set()
        for target in targets:
            for waiting in self.tx.lines_near(target):
                line = (waiting.worktree, waiting.key)
                if line in served or not relation(target, waiting.target) or self._is_over(waiting):
                    continue
                served.add(line)
                if waiting.offered is None and self._is_free(waiting):
                    self._offer(waiting, heard=0)
                    self.desk.called.append(waiting.session_id)

    def is_due(self, first: Waiting) -> bool:
        """Tell whether a line should move on: what its first waits for is free, and not kept, or was kept in vain."""
        return (first.offered is None or self._is_missed(first)) and self.desk.stands_free(
            Wish(first.holder, first.target)
        )

    def ahead(self, wish: Wish, line: list[Waiting]) -> Waiting | None:
        """Give who in a line has first right to what is free before the wisher; it is kept from now on, if not yet.

        Who waits for the wisher's own hold on more, as on a pattern, has none.
        """
        for waiting in line:
            if waiting.session_id == wish.holder.session_id:
                return None
            if self._is_over(waiting) or wish.holder.session_id in self._holders(waiting):
                continue
            if waiting.offered is None:
                self._offer(waiting, heard=0)
                self.desk.called.append(waiting.session_id)
            return waiting
        return None

    def news(self, session_id: str) -> list[str]:
        """Tell a session what it waited for and can have now: each once, as long as it is so."""
        told: list[str] = []
        for waiting in self.tx.awaited(session_id):
            if not self._is_free(waiting):
                self.tx.note_offer(waiting.but(offered=None, heard=0))
            elif not waiting.heard and self._is_next(waiting):
                self._offer(waiting, heard=1)
                told.append(words.offer(waiting.target, self.now.wall + FIRST_RIGHT_SECONDS, self.now.wall))
        return told

    def circle(self, wish: Wish, blockers: tuple[Lock, ...]) -> list[tuple[str, str]]:
        """Find a circle of sessions that the wish would close: who waits for which path, held by the next of them."""
        start = wish.holder.session_id
        if not self.tx.locks_of(start):
            return []  # who holds nothing keeps nobody waiting
        trails = [[(start, wish.target.path), (lock.session_id, "")] for lock in blockers]
        seen = {start}
        for trail in trails:
            here = trail[-1][0]
            if here == start:
                return trail[:-1]
            if here in seen:
                continue
            seen.add(here)
            if len(seen) > MOST_IN_CIRCLE:
                break
            for waiting in self.tx.awaited(here):
                trails += [[*trail[:-1], (here, waiting.path), (other, "")] for other in self._holders(waiting)]
        return []

    def break_circle(self, wish: Wish, blockers: tuple[Lock, ...]) -> None:
        """Where a wish closes a circle, tell everybody in it, and ask the youngest session to yield."""
        circle = self.circle(wish, blockers)
        sessions = [session for one, _ in circle if (session := self.tx.session(one)) is not None]
        if not sessions:
            return
        youngest = max(sessions, key=lambda session: (session.started, session.session_id))
        for session in sessions:
            text = words.circle(self.tx, circle, session, youngest)
            self.tx.leave_notice(session.session_id, text, self.now.wall)
        self._log("lock.circle", wish.target, youngest.session_id, f"{len(sessions)} sessions wait in a circle")

    def _holders(self, waiting: Waiting) -> set[str]:
        """Name the sessions that keep somebody from what they wait for."""
        found = self.desk.conflicts(Wish(waiting.holder, waiting.target))
        return {lock.session_id for lock, is_elsewhere in found if not is_elsewhere}

    def _is_next(self, waiting: Waiting) -> bool:
        return self.ahead(Wish(waiting.holder, waiting.target), self.tx.line(waiting.target)) is None

    def _is_free(self, waiting: Waiting) -> bool:
        return not self.desk.is_blocked(Wish(waiting.holder, waiting.target))

    def _is_over(self, waiting: Waiting) -> bool:
        """Take somebody out of the line who has ended, is gone, or did not come while it was kept for them."""
        missed = self._is_missed(waiting)
        if missed or not self.desk.is_there(waiting.session_id):
            self.tx.leave_line(waiting.holder, waiting.target)
            if missed and not waiting.heard:
                self.tx.leave_notice(waiting.session_id, words.missed(waiting.target), self.now.wall)
            return True
        return False

    def _is_missed(self, waiting: Waiting) -> bool:
        return waiting.offered is not None and self.now.wall - waiting.offered >= FIRST_RIGHT_SECONDS

    def _offer(self, waiting: Waiting, heard: int) -> None:
        self.tx.note_offer(waiting.but(offered=self.now.wall, heard=heard))
        if waiting.offered is None:
            self._log("lock.offered", waiting.target, waiting.session_id, "it is free, and kept for this session")

    def _log(self, kind: str, target: Target, session_id: str, why: str) -> None:
        self.tx.append(Event(self.now.wall, kind, session_id, target.workspace, target.path, why))
