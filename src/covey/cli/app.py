"""What every command works with: the environment, the settings, the state folder and the store."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.manifests import Manifests
from covey.errors import UnavailableError, UserError
from covey.hooks.background import wake
from covey.settings import claude_folder, load, state_folder
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from covey.errors import CoveyError
    from covey.model.session import Session
    from covey.store.contract import Store, Transaction


class App:
    """One run of the command line."""

    def __init__(self) -> None:
        """Look at the environment; nothing is opened yet."""
        self.home = state_folder(os.environ, sys.platform)
        self.claude_folder = claude_folder(os.environ)
        self.settings = load(os.environ)
        self.machine = Machine()
        self.manifests = Manifests(self.claude_folder)

    @cached_property
    def store(self) -> Store:
        """The store, opened when first needed."""
        return SqliteStore(self.home)

    @contextmanager
    def changing(self) -> Generator[Desk]:
        """Work at a desk that may change things."""
        with self.store.write() as tx:
            desk = Desk(tx, self.machine, self.settings, self.machine.now())
            yield desk
        with suppress(OSError):  # no more processes: they hear of it at their next contact
            wake(self.home, desk.called)

    @contextmanager
    def looking(self) -> Generator[Desk]:
        """Work at a desk that only looks."""
        with self.store.read() as tx:
            yield Desk(tx, self.machine, self.settings, self.machine.now())

    def show_manifests(self, changed: Iterable[Session]) -> list[CoveyError]:
        """Write the manifests of sessions, as the store has them by now; they are views, so a failure is only told."""
        return self._write_manifests(lambda tx: self.manifests.renew(tx, changed))

    def show_all_manifests(self) -> list[CoveyError]:
        """Bring all manifests to what the store says."""
        return self._write_manifests(self.manifests.reconcile)

    def _write_manifests(self, write: Callable[[Transaction], None]) -> list[CoveyError]:
        try:
            with self.store.write() as tx:
                write(tx)
        except OSError as error:
            said = f"the change is made, but its manifest is not written: {error.filename}: {error.strerror}"
            return [UnavailableError(said, hint="make that folder writable for you", code="manifest_not_written")]
        return []


def current_folder() -> str:
    """Name the folder that the command was called in."""
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        raise UserError("this folder is no longer there", hint="cd to another", code="folder_gone") from None
