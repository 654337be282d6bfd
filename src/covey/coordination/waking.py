"""How an idle terminal session is told at once what it waited for.

Claude Code listens on a socket that its registry names; its form is not documented, so whatever does not fit is left
alone, and the session hears the same at its next contact (reference: claude-code, section 11).
"""

from __future__ import annotations

import json
import os
import socket

from covey.coordination import notices, words
from covey.coordination.locks import Desk
from covey.coordination.settings_files import in_force
from covey.model.session import IDLE
from covey.settings import claude_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from covey.coordination.machine import Machine
    from covey.model.session import Session
    from covey.store.contract import Store, Transaction

ANSWER_SECONDS = 0.5  # the store waits for us meanwhile


def wake(store: Store, machine: Machine, environ: Mapping[str, str], session_id: str) -> bool:
    """Deliver what waits for a session through its socket, and tell whether anything was.

    Where that fails it raises OSError, and nothing counts as told.
    """
    with store.write() as tx:
        session = tx.session(session_id)
        path = socket_of(environ, session) if session is not None and may_be_woken(session) else ""
        if session is None or not path:
            return False
        settings = in_force(environ, session.worktree, tx)
        text = notices.news(Desk(tx, machine, settings, machine.now()), session_id)
        if text:
            send(path, words.explained(f"covey: {text}"))  # raises where it fails, and all that was noted is taken back
    return bool(text)


def to_be_woken(tx: Transaction, environ: Mapping[str, str]) -> list[str]:
    """List the idle sessions that stand in line, that somebody can reach, and that have not heard what is new.

    Who waits for nothing hears its messages when it is next at work: a wake-up costs its user a turn.
    """
    waiting = tx.lines()
    unheard = {one.session_id for one in waiting if one.offered is not None and not one.heard}
    in_line = [session for each in {one.session_id: 0 for one in waiting} if (session := tx.session(each)) is not None]
    return [
        session.session_id
        for session in in_line
        if may_be_woken(session)
        and (session.session_id in unheard or tx.notices(session.session_id))
        and socket_of(environ, session)
    ]


def may_be_woken(session: Session) -> bool:
    """Tell whether a session sits idle in a terminal; a headless one that is idle is about to end."""
    return session.ended is None and session.status == IDLE and session.kind == "interactive"


def socket_of(environ: Mapping[str, str], session: Session) -> str:
    """Give the socket that a client listens on, as its own registry tells; '' where it has none."""
    try:
        with open(os.path.join(claude_folder(environ), "sessions", f"{session.pid}.json"), encoding="utf-8") as file:
            entry: Any = json.load(file)
        path = entry["messagingSocketPath"] if entry["sessionId"] == session.session_id else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return path if isinstance(path, str) else ""


def send(path: str, text: str) -> None:
    """Write one message to a client's socket."""
    line = json.dumps({"type": "user", "message": {"role": "user", "content": text}}) + "\n"
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_SECONDS)
        client.connect(path)
        client.sendall(line.encode())
        client.shutdown(socket.SHUT_WR)
