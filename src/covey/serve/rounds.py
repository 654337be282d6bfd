"""What the monitor does on its rounds: mend and wake, keep fresh, trim. Each looks before it takes the store."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.registry import live_sessions
from covey.coordination.clean_files import find_clean
from covey.coordination.freshness import at_work, keep_fresh
from covey.coordination.git_folders import GitFolders
from covey.coordination.history import forget
from covey.coordination.locks import Desk
from covey.coordination.manifests import Manifests
from covey.coordination.retention import DAY_SECONDS, outdated
from covey.coordination.settings_files import in_force
from covey.coordination.upkeep import Upkeep
from covey.coordination.waking import to_be_woken, wake
from covey.model.moment import local_date
from covey.model.session import BUSY
from covey.serve.journal import WARNING
from covey.settings import claude_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from covey.coordination.machine import Machine
    from covey.model.session import Session
    from covey.serve.journal import Journal
    from covey.settings import Settings
    from covey.store.contract import Store, Transaction

MOST_EVENTS = 1000
GIT_SECONDS = 2.0
WAKE_AGAIN_SECONDS = 60.0
"""How long a session that could not be woken is left alone."""


class Rounds:
    """One monitor's rounds."""

    def __init__(self, machine: Machine, journal: Journal) -> None:
        """Know nothing yet."""
        self._machine, self._journal = machine, journal
        self._git = GitFolders()
        self._told: dict[str, set[str]] = {}
        self._tried: dict[str, float] = {}

    def look(self, store: Store) -> None:
        """Archive who is gone, free what counts no more, let the lines move on, and wake who may go on."""
        with store.read() as tx:
            upkeep = self._upkeep(tx)
            is_due, doubtful = upkeep.is_due(), upkeep.doubtful(self._git)
        self._tell_once("session.stale", upkeep.stale, "it is silent; nothing is taken from it")
        self._tell_once("session.spared", upkeep.spared, "it looks gone, as do too many at once: it stays")
        if is_due:
            self._mend(store)
        clean = find_clean(doubtful, seconds=GIT_SECONDS)
        if clean:
            with self._retelling(store) as upkeep:
                upkeep.release(clean)
        self._git.note()
        self._wake(store)

    def keep_fresh(self, store: Store) -> None:
        """Keep the sessions fresh that are in a long turn, and the manifests as the store is."""
        clients = live_sessions(Path(claude_folder(os.environ)), self._machine.lives)
        resting = {client.session_id for client in clients if client.status not in ("", BUSY)}
        with store.read() as tx:
            session_ids = at_work(self._desk(tx), resting)
        locks = 0
        for session_id in session_ids:
            with store.write() as tx:
                locks += keep_fresh(self._desk(tx), session_id)
        if session_ids:
            self._journal.say("sessions.fresh", f"at work: {len(session_ids)}, locks renewed: {locks}")
        self._reconcile(store)

    def trim(self, store: Store) -> None:
        """Remove what is older than it is kept, a little at a time."""
        now = self._machine.now().wall
        with store.read() as tx:
            days = in_force(os.environ, "", tx).retention_days
            found = outdated(tx, now, days)
        for batch in found.batches():
            with store.write() as tx:
                said = batch.remove(tx, now)
            self._journal.say("record.trimmed", said)
        files = forget(claude_folder(os.environ), local_date(now - days * DAY_SECONDS))
        if files:
            self._journal.say("history.trimmed", f"history files older than retention_days: {files}")

    def _mend(self, store: Store) -> None:
        with self._retelling(store) as upkeep:
            archived = upkeep.mend()
        if archived:
            self._write_manifests(store, lambda manifests, tx: manifests.renew(tx, archived))

    @contextmanager
    def _retelling(self, store: Store) -> Generator[Upkeep]:
        """Mend things in one transaction, and say in the journal what was done."""
        with store.write() as tx:
            before = tx.events(limit=1)
            yield self._upkeep(tx)
            done = tx.events(limit=MOST_EVENTS, after=before[-1][0] if before else 0)
        for _, event in done:
            self._journal.retell(event)

    def _wake(self, store: Store) -> None:
        with store.read() as tx:
            asleep = to_be_woken(tx, os.environ)
        now = self._machine.now().awake
        self._tried = {one: at for one, at in self._tried.items() if one in asleep and now - at < WAKE_AGAIN_SECONDS}
        for session_id in asleep:
            if session_id not in self._tried:
                self._tried[session_id] = now
                self._wake_one(store, session_id)

    def _wake_one(self, store: Store, session_id: str) -> None:
        try:
            if wake(store, self._machine, os.environ, session_id):
                self._journal.say("session.woken", "told what it waited for", session_id=session_id)
        except OSError as error:
            said = f"its client does not listen ({error.strerror}); it hears of it at its next contact"
            self._journal.say("session.asleep", said, session_id=session_id)

    def _reconcile(self, store: Store) -> None:
        with store.read() as tx:
            agree = Manifests(claude_folder(os.environ)).agree(tx)
        if not agree:
            self._write_manifests(store, lambda manifests, tx: manifests.reconcile(tx))

    def _write_manifests(self, store: Store, write: Callable[[Manifests, Transaction], None]) -> None:
        try:
            with store.write() as tx:
                archives = in_force(os.environ, "", tx).archive_completed == "yes"
                write(Manifests(claude_folder(os.environ), archives=archives), tx)
        except OSError as error:
            said = f"a manifest is not written: {error.filename}: {error.strerror}"
            self._journal.say("manifest.failed", said, level=WARNING)

    def _tell_once(self, what: str, sessions: Sequence[Session], detail: str) -> None:
        """Say something of sessions when it begins to be so."""
        known = self._told.get(what, set())
        for session in sessions:
            if session.session_id not in known:
                self._journal.say(what, detail, level=WARNING, session_id=session.session_id)
        self._told[what] = {session.session_id for session in sessions}

    def _upkeep(self, tx: Transaction) -> Upkeep:
        return Upkeep(tx, self._machine, os.environ, self._machine.now())

    def _desk(self, tx: Transaction) -> Desk:
        return Desk(tx, self._machine, self.settings(tx), self._machine.now())

    @staticmethod
    def settings(tx: Transaction) -> Settings:
        """Give the user's settings, as their files were last read."""
        return in_force(os.environ, "", tx)
