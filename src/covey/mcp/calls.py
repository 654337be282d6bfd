"""One call of a tool: who makes it, from which folder, and the desk at which it is carried out."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.registry import live_sessions
from covey.coordination import places, waking
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.manifests import Manifests
from covey.coordination.settings_files import in_force
from covey.coordination.sightings import sightings
from covey.errors import CoveyError, UserError
from covey.model.lock import Holder
from covey.settings import Settings, claude_folder
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from covey.coordination.overview import Sighting
    from covey.mcp.callers import Caller
    from covey.model.session import Session
    from covey.store.contract import Store, Transaction


class Call:
    """A call's surroundings; each `changing` and `looking` is one transaction.

    `session` is who calls, once a desk was opened: only what our hook noted tells it, and nobody is None.
    """

    def __init__(self, home: str, caller: Caller) -> None:
        """Take what the request says; nothing is opened yet."""
        self.home, self._caller = home, caller
        self.machine = Machine()
        self.session: Session | None = None
        self._holder: Holder | None = None
        self._settings = Settings()

    @property
    def session_id(self) -> str:
        """The id of the session that calls; '' for nobody."""
        return self.session.session_id if self.session else ""

    @property
    def folder(self) -> str:
        """What relative paths and project databases start from: the caller's worktree, else its project."""
        return self.session.worktree if self.session else self._caller.folder

    @contextmanager
    def changing(self) -> Generator[Desk]:
        """Work at a desk that may change things; the call counts once, and wakes whom it calls."""
        with self._store() as store:
            with store.write() as tx:
                self._holder = self._holder or tx.take_tool_call(self._caller.tool_use_id)
                desk = self._desk(tx)
                yield desk
            for session_id in desk.called:
                with suppress(OSError, CoveyError):  # it hears of it at its next contact
                    waking.wake(store, self.machine, os.environ, session_id)

    @contextmanager
    def looking(self) -> Generator[Desk]:
        """Work at a desk that only looks."""
        with self._store() as store, store.read() as tx:
            self._holder = self._holder or tx.tool_caller(self._caller.tool_use_id)
            yield self._desk(tx)

    @contextmanager
    def _store(self) -> Generator[Store]:
        store = SqliteStore(self.home)
        try:
            yield store
        finally:
            store.close()

    def _desk(self, tx: Transaction) -> Desk:
        if self._holder is not None:
            self.session = tx.session(self._holder.session_id)
        worktree = places.worktree_of(places.real(self.folder))
        self._settings = in_force(os.environ, worktree.root if worktree else "", tx)
        return Desk(tx, self.machine, self._settings, self.machine.now())

    def own_session(self) -> Session:
        """Give the live session that calls; raise UserError for a caller that has none."""
        if self.session is None:
            hint = "covey's hooks name the session of each call in Claude Code; `covey doctor` says if they fire"
            raise UserError("this call is made for no session that covey knows", hint=hint, code="no_session")
        if self.session.ended is not None:
            raise UserError(f"{self.session.name} has ended", hint="a live session has to ask", code="session_gone")
        return self.session

    def own_holder(self) -> Holder:
        """Give who holds what this call takes: the session, or its subagent where the hook tells these apart."""
        session_id = self.own_session().session_id
        return self._holder or Holder(session_id)

    def sightings(self) -> list[Sighting]:
        """List the sessions that Claude Code says are running, and that are."""
        return sightings(live_sessions(Path(claude_folder(os.environ)), self.machine.lives))

    def show_manifests(self, changed: Iterable[Session]) -> None:
        """Write the manifests of sessions, which are views: where that fails, the change stands all the same."""
        archives = self._settings.archive_completed == "yes"
        with suppress(OSError), self._store() as store, store.write() as tx:
            Manifests(claude_folder(os.environ), archives=archives).renew(tx, changed)
