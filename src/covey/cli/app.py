"""What every command works with: the environment, the state folder, the store, and the session one speaks for."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.manifests import Manifests
from covey.coordination.registry import GONE, Register
from covey.errors import UserError
from covey.settings import claude_folder, load, state_folder
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.session import Session
    from covey.store.contract import Store


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
    def changing(self) -> Iterator[Desk]:
        """Work at a desk that may change things."""
        with self.store.write() as tx:
            yield Desk(tx, self.machine, self.settings, self.machine.now())

    @contextmanager
    def looking(self) -> Iterator[Desk]:
        """Work at a desk that only looks."""
        with self.store.read() as tx:
            yield Desk(tx, self.machine, self.settings, self.machine.now())


def here(desk: Desk) -> list[Session]:
    """List the sessions one may speak for: Claude's own if it calls us, else those that work in this folder."""
    own = desk.tx.session(os.environ.get("CLAUDE_CODE_SESSION_ID", ""))
    if own is not None and own.ended is None:
        return [own]
    workspace, worktree, _ = places.workspace_of(os.getcwd())
    near = [session for session in desk.tx.live_sessions(workspace) if session.worktree == worktree]
    exact = [session for session in near if places.real(session.path) == places.real(os.getcwd())]
    alive = [session for session in exact or near if Register(desk).life(session) != GONE]
    return sorted(alive, key=lambda session: -session.last_seen)


def speaker(desk: Desk, wanted: str | None) -> Session:
    """Give the one session that a command speaks for; raise UserError where there is none, or more than one."""
    if wanted:
        return named(desk, wanted)
    found = here(desk)
    if not found:
        raise UserError(
            "no session works in this folder",
            hint="run this in a session's folder, or name one with --session; `covey sessions live` lists them",
            code="no_session",
        )
    if len(found) > 1:
        names = ", ".join(session.name for session in found)
        raise UserError(f"several sessions work here: {names}", hint="name one with --session", code="which_session")
    return found[0]


def holding(desk: Desk, wanted: str | None) -> Session:
    """Give the one session that is to hold something; raise UserError where it cannot, since it does not live."""
    session = speaker(desk, wanted)
    if session.ended is not None or Register(desk).life(session) == GONE:
        raise UserError(f"{session.name} has ended and can hold nothing", hint="name a live one", code="session_gone")
    return session


def named(desk: Desk, wanted: str) -> Session:
    """Find a session by its id, the beginning of its id, or its name, live ones first."""
    exact = desk.tx.session(wanted)
    if exact is not None:
        return exact
    live = desk.tx.live_sessions()
    ended = desk.tx.ended_sessions(0, float("inf"))
    for sessions in (live, ended):
        found = [session for session in sessions if wanted in (session.name, session.session_id[: len(wanted)])]
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(f"{wanted} may mean {len(found)} sessions", hint="give more of the id", code="which_session")
    raise UserError(f"there is no session {wanted}", hint="`covey sessions live` and `history` list them", code="no_session")
