"""What `wake` starts: `python -I -S wake.py HOME SESSION` tells an idle terminal session what it waited for.

Claude Code listens on a socket that its registry names; its form is not documented, so whatever does not fit is left
alone, and the session hears the same at its next contact (reference: claude-code, section 11).
"""

from __future__ import annotations

import json
import os
import socket
import sys

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination import failures, notices
from covey.coordination.failures import Failure
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.settings_files import in_force
from covey.hooks.call import text_in
from covey.model.session import IDLE, Session
from covey.settings import claude_folder
from covey.store.sqlite import SqliteStore

ANSWER_SECONDS = 0.5  # the store waits for us meanwhile


def wake(home: str, session_id: str) -> None:
    """Deliver what waits for a session through its socket; where that fails nothing counts as told."""
    machine = Machine()
    with SqliteStore(home).write() as tx:
        session = tx.session(session_id)
        path = socket_of(session) if session is not None and may_be_woken(session) else ""
        if session is None or not path:
            return
        settings = in_force(os.environ, session.worktree, tx)
        text = notices.news(Desk(tx, machine, settings, machine.now()), session_id)
        if text:
            send(path, f"covey: {text}")  # raises where it fails, and all that was noted is taken back


def may_be_woken(session: Session) -> bool:
    """Tell whether a session sits idle in a terminal; a headless one that is idle is about to end."""
    return session.ended is None and session.status == IDLE and session.kind == "interactive"


def socket_of(session: Session) -> str:
    """Give the socket that a client listens on, as its own registry tells; '' where it has none."""
    try:
        with open(os.path.join(claude_folder(os.environ), "sessions", f"{session.pid}.json"), encoding="utf-8") as file:
            entry: object = json.load(file)
    except (OSError, ValueError):
        return ""
    return text_in(entry, "messagingSocketPath") if text_in(entry, "sessionId") == session.session_id else ""


def send(path: str, text: str) -> None:
    """Write one message to a client's socket."""
    line = json.dumps({"type": "user", "message": {"role": "user", "content": text}}) + "\n"
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_SECONDS)
        client.connect(path)
        client.sendall(line.encode())
        client.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    home, session_id = sys.argv[1:3]
    try:
        wake(home, session_id)
    except OSError:
        pass  # nobody listens there; the session hears of it at its next contact
    except Exception as error:  # noqa: BLE001 - nobody waits for this process: the record is all it can leave
        message = f"{type(error).__name__}: {error}"
        failures.record(home, Failure(Machine().now().wall, "wake", session_id, message, "wake.py"))
