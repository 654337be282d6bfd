"""Whom a command speaks for: the session that was named, the one that calls us, or the one of this folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from covey.cli.app import current_folder
from covey.coordination import places
from covey.coordination.naming import living, named
from covey.coordination.registry import GONE, Register
from covey.errors import UserError

if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.session import Session


def caller() -> str:
    """Give the id of the Claude Code session that calls us; '' where a person does."""
    return os.environ.get("CLAUDE_CODE_SESSION_ID", "")


def here(desk: Desk) -> list[Session]:
    """List the live sessions one may speak for: only the caller's own, else those of this folder, newest contact first.

    Of this folder are those that stand in it, else all of its checkout.
    """
    if caller():
        own = desk.tx.session(caller())
        return [own] if own is not None and own.ended is None else []
    folder = current_folder()
    workspace, worktree, _ = places.workspace_of(folder)
    live = [session for session in desk.tx.live_sessions(workspace) if Register(desk).life(session) != GONE]
    near = [session for session in live if session.worktree == worktree]
    exact = [session for session in near if places.real(session.path) == places.real(folder)]
    return sorted(exact or near, key=lambda session: -session.last_seen)


def speaker(desk: Desk, wanted: str | None) -> Session:
    """Give the one session that a command speaks for; raise UserError where there is none, or more than one."""
    if wanted:
        return named(desk, wanted)
    found = here(desk)
    if not found:
        raise nobody()
    if len(found) > 1:
        names = ", ".join(f"{session.session_id[:8]} ({session.task or session.name})" for session in found)
        raise UserError(
            f"{len(found)} sessions work here: {names}", hint="name one with --session", code="which_session"
        )
    return found[0]


def nobody() -> UserError:
    """Say why there is no session to speak for."""
    if caller():
        return UserError(
            "covey does not know the Claude Code session that calls it",
            hint="`covey doctor` says why its hooks do not reach covey",
            code="no_session",
        )
    hint = "`covey sessions live` lists all; `covey doctor` says whether the hooks fire here"
    return UserError("no session works in this folder", hint=hint, code="no_session")


def holder(desk: Desk, wanted: str | None) -> Session:
    """Give the one session that is to hold something; raise UserError where it cannot, since it does not live."""
    return living(desk, speaker(desk, wanted), "can hold nothing")
