"""What every command works with: the environment, the settings, the state folder and the store."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.registry import live_sessions
from covey.coordination import places, settings_files
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.manifests import Manifests
from covey.coordination.sightings import sightings
from covey.errors import StoreError, UnavailableError, UserError
from covey.hooks.background import wake
from covey.settings import claude_folder, setting_paths, state_folder, state_of
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from covey.coordination.overview import Sighting
    from covey.coordination.settings_files import Chosen
    from covey.errors import CoveyError
    from covey.model.session import Session
    from covey.settings import SettingFile, Settings
    from covey.store.contract import Store, Transaction


class App:
    """One run of the command line."""

    def __init__(self) -> None:
        """Look at the environment; nothing is opened yet."""
        self.home = state_folder(os.environ, sys.platform)
        self.claude_folder = claude_folder(os.environ)
        self.machine = Machine()

    @cached_property
    def chosen(self) -> Chosen:
        """The settings in force in this folder, with their sources; files that changed are read now."""
        return self._chosen(_root())

    @cached_property
    def settings(self) -> Settings:
        """The settings in force in this folder."""
        return self.chosen.settings

    @cached_property
    def own_settings(self) -> Settings:
        """The settings that are the user's own, whatever the repository here says."""
        return self._chosen("").settings

    def _chosen(self, root: str) -> Chosen:
        paths = setting_paths(os.environ, root)
        if all(state_of(path) is None for path in paths):
            return settings_files.chosen(os.environ, paths, [])
        try:
            with self.store.read() as tx:
                known = tx.setting_files(paths)
            if settings_files.stale(paths, known) or any(settings_files.UNREAD in file.problems for file in known):
                known = self._read(paths)
        except StoreError as error:
            found = settings_files.chosen(os.environ, paths, [])
            return found.but(problems=(*found.problems, f"settings files were not read: {error.message}"))
        return settings_files.chosen(os.environ, paths, known)

    def _read(self, paths: Sequence[str]) -> list[SettingFile]:
        """Read the files anew, also those that a hook was unable to read at all."""
        from covey.cli.settings_yaml import read

        with self.store.write() as tx:
            known = {file.path: file for file in tx.setting_files(tuple(paths))}
            found = [file for path in paths if path and (file := read(path, known.get(path))) is not None]
            for file in found:
                tx.save_setting_file(file)
        return found

    @cached_property
    def manifests(self) -> Manifests:
        """The manifests, which are views of the store."""
        return Manifests(self.claude_folder, archives=self.settings.archive_completed == "yes")

    @cached_property
    def store(self) -> Store:
        """The store, opened when first needed."""
        return SqliteStore(self.home)

    @contextmanager
    def changing(self) -> Generator[Desk]:
        """Work at a desk that may change things."""
        settings = self.settings  # known before the transaction: to know them may take one
        with self.store.write() as tx:
            desk = Desk(tx, self.machine, settings, self.machine.now())
            yield desk
        with suppress(OSError):  # no more processes: they hear of it at their next contact
            wake(self.home, desk.called)

    @contextmanager
    def looking(self) -> Generator[Desk]:
        """Work at a desk that only looks."""
        settings = self.settings  # known before the transaction: to know them may take one
        with self.store.read() as tx:
            yield Desk(tx, self.machine, settings, self.machine.now())

    def sightings(self) -> list[Sighting]:
        """List the sessions that Claude Code says are running, and that are."""
        return sightings(live_sessions(Path(self.claude_folder), self.machine.lives))

    def show_manifests(self, changed: Iterable[Session]) -> list[CoveyError]:
        """Write the manifests of sessions, as the store has them by now; they are views, so a failure is only told."""
        manifests = self.manifests  # known before the transaction: to know the settings may take one
        return self._write_manifests(lambda tx: manifests.renew(tx, changed))

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


def _root() -> str:
    try:
        worktree = places.worktree_of(str(Path.cwd()))
    except OSError:
        return ""
    return worktree.root if worktree else ""


def current_folder() -> str:
    """Name the folder that the command was called in."""
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        raise UserError("this folder is no longer there", hint="cd to another", code="folder_gone") from None
