"""What each event of a session's life means to the record; every handler may be called twice for one event."""

from __future__ import annotations

import os

from covey.coordination import words
from covey.coordination.manifests import Manifests
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.hooks import answers, tools
from covey.hooks.background import look_at_dirt
from covey.model.session import BUSY, CLEARED, COMPLETED, IDLE, WAITING
from covey.model.task import title
from covey.settings import claude_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit
    from covey.model.session import Session
    from covey.store.contract import Transaction

WAITING_FOR = {
    "permission_prompt": "permission prompt",
    "elicitation_dialog": "input needed",
    "elicitation_url_dialog": "input needed",
    "agent_needs_input": "input needed",
}
"""Notifications that mean a person's answer is awaited, in the words of `claude agents`."""


def on_event(visit: Visit) -> str:
    """Answer any event but the gate's; raise UserError for one that we do not know."""
    handler = HANDLERS.get(visit.call.event)
    if handler is None:
        raise UserError(f"the hook was called for {visit.call.event or 'no event'}", code="hook_input")
    return handler(visit)


def session_start(visit: Visit) -> str:
    """Enter the session, tidy what others left behind, and tell it who else is here (S4-2)."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        register = Register(desk)
        session = register.arrive(visit.arrival())
        register.sweep()
        others = [other for other in tx.live_sessions(session.workspace) if other.session_id != session.session_id]
        text = words.company(desk, session, [other for other in others if register.life(other) != "gone"])
        _show(tx, session)
        _manifests().reconcile(tx)
    look_at_dirt(visit, session)
    return answers.context("SessionStart", text)


def user_prompt(visit: Visit) -> str:
    """Note that a turn begins; the first prompt becomes the task where none is set."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        register = Register(desk)
        session = _present(visit, register, BUSY)
        task = title(visit.call.text("prompt"))
        if session.task is None and task and not task.startswith("/"):
            session = register.change(session, "session.task", task, task=task)
            _show(tx, session)
        _forget_the_gone(desk, register)
        return _news(visit, desk)


def stop(visit: Visit) -> str:
    """Note that the turn is over."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        register = Register(desk)
        session = _present(visit, register, IDLE)
        if "turn" in visit.settings.release_on:
            desk.release_all(session.session_id, "the turn is over")
        _forget_the_gone(desk, register)
    look_at_dirt(visit, session)
    return ""


def stop_failure(visit: Visit) -> str:
    """Note that the turn was broken off, and by what."""
    return _status(visit, IDLE, visit.call.text("error") or None)


def notification(visit: Visit) -> str:
    """Note that a person's answer is awaited, or that the session has been idle."""
    kind = visit.call.text("notification_type")
    if kind in WAITING_FOR:
        return _status(visit, WAITING, WAITING_FOR[kind])
    return _status(visit, IDLE, None) if kind == "idle_prompt" else _contact(visit)


def cwd_changed(visit: Visit) -> str:
    """Follow the session to its new folder."""
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        session = _present(visit, register, BUSY)
        session = register.move(session, visit.call.text("new_cwd") or visit.call.cwd or session.path)
        _show(tx, session)
    look_at_dirt(visit, session)
    return ""


def subagent_stop(visit: Visit) -> str:
    """Release what a subagent held for itself."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        session = _present(visit, Register(desk), BUSY)
        if visit.call.agent_id:
            desk.release_all(session.session_id, "the subagent has finished", visit.call.agent_id)
    return ""


def session_end(visit: Visit) -> str:
    """Archive the session and release all it holds (S1-5, S4-3)."""
    outcome = CLEARED if visit.call.text("reason") == "clear" else COMPLETED
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        session = tx.session(visit.call.session_id)
        if session is None or session.ended is not None:
            return ""
        _show(tx, register.end(session, outcome, visit.call.text("reason")))
    return ""


def _contact(visit: Visit) -> str:
    with visit.store.write() as tx:
        _present(visit, Register(visit.desk(tx, visit.machine.now())), BUSY)
    return ""


def _status(visit: Visit, status: str, waiting_for: str | None) -> str:
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        session = _present(visit, register, status)
        register.change(session, f"session.{status}", waiting_for or "", waiting_for=waiting_for)
    return ""


def after_tool(visit: Visit) -> str:
    """Look at what a tool did: an edit renews its lock, a commit may release some; then tell what is new."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        _present(visit, Register(desk), BUSY)
        said = [text for text in (tools.after(visit, desk), _freed(visit, desk)) if text]
    return answers.context(visit.call.event, words.fitting("\n".join(said))) if said else ""


def _news(visit: Visit, desk: Desk) -> str:
    text = _freed(visit, desk)
    return answers.context(visit.call.event, text) if text else ""


def _freed(visit: Visit, desk: Desk) -> str:
    free = desk.freed(visit.call.session_id)
    return words.freed(free) if free else ""


def _present(visit: Visit, register: Register, status: str) -> Session:
    session_id = visit.call.session_id
    register.present(session_id, status, visit.arrival)
    session = register.tx.session(session_id)
    assert session is not None  # noqa: S101 - `present` has just written it, in this transaction
    return session


def _forget_the_gone(desk: Desk, register: Register) -> None:
    for session in register.sweep():
        _show(desk.tx, session)


def _manifests() -> Manifests:
    return Manifests(claude_folder(os.environ))


def _show(_tx: Transaction, session: Session) -> None:
    _manifests().show(session)


HANDLERS: dict[str, Callable[[Visit], str]] = {
    "SessionStart": session_start,
    "UserPromptSubmit": user_prompt,
    "PostToolUse": after_tool,
    "PostToolUseFailure": after_tool,
    "SubagentStart": _contact,
    "SubagentStop": subagent_stop,
    "Stop": stop,
    "StopFailure": stop_failure,
    "Notification": notification,
    "CwdChanged": cwd_changed,
    "SessionEnd": session_end,
}
