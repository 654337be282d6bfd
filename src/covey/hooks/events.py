"""What each event of a session's life means to the record; every handler may be called twice for one event."""

from __future__ import annotations

import os

from covey.coordination import notices, words
from covey.coordination.registry import Register
from covey.errors import StoreError, UserError
from covey.hooks import answers, own_locks, tools
from covey.hooks.gate import SHELLS
from covey.model.session import BUSY, CLEARED, COMPLETED, IDLE, WAITING
from covey.model.task import title
from covey.settings import claude_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.coordination.locks import Desk
    from covey.coordination.manifests import Manifests
    from covey.hooks.aftermath import Look
    from covey.hooks.door import Visit
    from covey.model.session import Session
    from covey.store.contract import Transaction

TASK_TOOLS = ("TaskCreate", "TaskUpdate", "TodoWrite")
"""The tools with which a model keeps its own task list: the third in older clients, or where the first two are off."""

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
        others = register.others(session.session_id, session.workspace)
        text = words.company(desk, session, others)
    _write_manifests(visit, lambda manifests, tx: manifests.reconcile(tx))
    visit.look_at_dirt(session)
    visit.start_monitor()
    text = "" if visit.settings.show_notifications == "no" else _advised(visit, session, others, text)
    return answers.told("SessionStart", text, _problems(visit))


def _advised(visit: Visit, session: Session, others: list[Session], text: str) -> str:
    """Add to a starting session's text what is free, where others are here."""
    if not others:
        return text
    from covey.hooks.advice import at_start  # noqa: PLC0415 - only a start among others needs it; ADR 0003

    return words.fitting(f"{text}\n{at_start(visit, session)}".rstrip())


def _problems(visit: Visit) -> str:
    """Say to the person what is not taken of the settings, since they believe that it is in force."""
    if not visit.problems:
        return ""
    first, *others = visit.problems
    more = f" (and {len(others)} more)" if others else ""
    return f"covey: a setting is not taken: {first}{more}. `covey doctor` says more."


def user_prompt(visit: Visit) -> str:
    """Note that a turn begins; the first prompt becomes the task where none is set."""
    from covey.hooks.git_state import note as note_git_state  # noqa: PLC0415 - once in a turn; ADR 0003

    ended, findings = own_locks.find_ended(visit), _findings(visit)
    tell_of_git = _git_state(visit, findings)
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        register = Register(desk)
        register.present(visit.call.session_id, BUSY, visit.arrival)
        before = note_git_state(desk, known(tx, visit.call.session_id)).but(turn_started=desk.now.wall)
        tx.save_session(before)
        own_locks.release_ended(desk, ended)
        session = _with_task(register, before, title(visit.call.text("prompt")))
        gone = register.sweep()
        told = _begins(visit, register, session) if session.task != before.task else None
        of_git = tell_of_git(desk) if tell_of_git else []
        said = [*_told(visit, desk, findings), *of_git, notices.news(desk, visit.call.session_id)]
    _show(visit, session, *gone)
    text = _lines([*said, told() if told else ""])
    return answers.told("UserPromptSubmit", text, _to_person(of_git))


def _begins(visit: Visit, register: Register, session: Session) -> Callable[[], str] | None:
    """Tell those who have nearly the task that has just begun; give what says the rest, once the store is free."""
    if visit.settings.show_notifications == "no" or not register.others(session.session_id, session.workspace):
        return None
    from covey.coordination.advice import tell_twins  # noqa: PLC0415 - once in a session; ADR 0003
    from covey.hooks.advice import at_task  # noqa: PLC0415 - the same

    twins = tell_twins(register.desk, session)
    return lambda: at_task(visit, session, twins)


def _with_task(register: Register, session: Session, task: str) -> Session:
    if session.task is not None or not task or task.startswith("/"):
        return session
    return register.change(session, "session.task", task, task=task)


def stop(visit: Visit) -> str:
    """Note that the turn is over."""
    ended, findings = own_locks.find_ended(visit), _findings(visit)
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        register = Register(desk)
        if not _present(visit, register, IDLE):
            return ""
        own_locks.release_ended(desk, ended)
        if "turn" in visit.settings.release_on:
            desk.release_all(visit.call.session_id, "the turn is over")
        gone = register.sweep()
        session = known(tx, visit.call.session_id)
        said = _told(visit, desk, findings)
        # what is said here makes the session go on: not again in a turn that goes on for that reason
        said = [] if visit.call.payload.get("stop_hook_active") else [*said, notices.news(desk, session.session_id)]
        is_apart = any(other.worktree != session.worktree for other in tx.live_sessions(session.workspace))
    _show(visit, *gone)
    visit.look_at_dirt(session)
    if is_apart:
        visit.forecast_merges(session)
    text = _lines(said)
    return answers.context("Stop", text) if text else ""


def stop_failure(visit: Visit) -> str:
    """Note that the turn was broken off, and by what."""
    return _status(visit, IDLE, visit.call.word("error") or None)


def notification(visit: Visit) -> str:
    """Note that a person's answer is awaited, or that the session has been idle; others say nothing of that."""
    kind = visit.call.text("notification_type")
    if kind in WAITING_FOR:
        return _status(visit, WAITING, WAITING_FOR[kind])
    if kind == "idle_prompt":
        return _status(visit, IDLE, None)
    with visit.store.write() as tx:
        Register(visit.desk(tx, visit.machine.now())).hear(visit.call.session_id, visit.arrival)
    return ""


def cwd_changed(visit: Visit) -> str:
    """Follow the session to its new folder."""
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        if not register.hear(visit.call.session_id, visit.arrival):
            return ""
        session = known(tx, visit.call.session_id)
        session = register.move(session, visit.call.text("new_cwd") or visit.call.cwd or session.path)
    _show(visit, session)
    visit.look_at_dirt(session)
    return ""


def subagent_stop(visit: Visit) -> str:
    """Release what a subagent held for itself."""
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        if Register(desk).hear(visit.call.session_id, visit.arrival) and visit.call.agent_id:
            desk.release_all(visit.call.session_id, "the subagent has finished", visit.call.agent_id)
    return ""


def after_tool(visit: Visit) -> str:
    """Look at what a tool did: an edit renews its lock, a commit may release some; then tell what is new."""
    tools.settle(visit)
    committed, findings = own_locks.find_committed(visit), _findings(visit)
    tell_of_git = _git_state(visit, findings)
    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        if not _present(visit, Register(desk), BUSY):
            return ""
        own_locks.release_committed(desk, committed)
        tools.end_own(visit, desk)
        said = [tools.after_edit(visit, desk), *_told(visit, desk, findings)]
        of_git = tell_of_git(desk) if tell_of_git else []
        said += [*of_git, notices.news(desk, visit.call.session_id)]
    return answers.told(visit.call.event, _lines(said), _to_person(of_git))


def _findings(visit: Visit) -> list[Look]:
    """Look at what the session's commands changed, where any are watched; asks git, so hold no transaction."""
    if visit.call.text("tool_name") not in ("", *SHELLS):
        return []
    with visit.store.read() as tx:
        if not tx.watches(visit.call.session_id):
            return []
    from covey.hooks.aftermath import look  # noqa: PLC0415 - most events have no command to look at; ADR 0003

    return look(visit)


def _told(visit: Visit, desk: Desk, findings: list[Look]) -> list[str]:
    if not findings:
        return []
    from covey.hooks.aftermath import tell  # noqa: PLC0415 - as above; ADR 0003

    return tell(visit, desk, findings)


def _git_state(visit: Visit, findings: list[Look]) -> Callable[[Desk], list[str]] | None:
    """Look at what commands did to branches and stashes; asks git, so hold no transaction."""
    if not findings:
        return None
    from covey.hooks.git_state import look  # noqa: PLC0415 - as above; ADR 0003

    return look(visit, [one.finding.watch for one in findings])


def _to_person(said: list[str]) -> str:
    return _lines([f"covey: {line}" for line in said])


def _lines(texts: list[str]) -> str:
    return words.fitting("\n".join(text for text in texts if text))


def after_use(visit: Visit) -> str:
    """Note what a tool that succeeded did to the session's own task list; then do as after every tool."""
    if visit.call.text("tool_name") in TASK_TOOLS:
        task_list_changed(visit)
    return after_tool(visit)


def task_list_changed(visit: Visit) -> str:
    """Note a change of the task list that the session's client keeps: how far the session has come."""
    from covey.hooks.task_list import follow  # noqa: PLC0415 - few tools and events are about it; ADR 0003

    with visit.store.write() as tx:
        desk = visit.desk(tx, visit.machine.now())
        if _present(visit, Register(desk), BUSY):
            follow(desk, visit.call)
    return ""


def session_end(visit: Visit) -> str:
    """Archive the session and release all it holds (S1-5, S4-3)."""
    outcome = CLEARED if visit.call.text("reason") == "clear" else COMPLETED
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        session = tx.session(visit.call.session_id)
        if session is None or session.ended is not None:
            return ""
        session = register.end(session, outcome, visit.call.word("reason"))
    _show(visit, session)
    return ""


def subagent_start(visit: Visit) -> str:
    """Note that the session is at work."""
    with visit.store.write() as tx:
        _present(visit, Register(visit.desk(tx, visit.machine.now())), BUSY)
    return ""


def _status(visit: Visit, status: str, waiting_for: str | None) -> str:
    ended = own_locks.find_ended(visit) if status == IDLE else []
    with visit.store.write() as tx:
        register = Register(visit.desk(tx, visit.machine.now()))
        if register.hear(visit.call.session_id, visit.arrival):
            session, why = known(tx, visit.call.session_id), waiting_for or ""
            register.change(session, f"session.{status}", why, status=status, waiting_for=waiting_for)
            own_locks.release_ended(register.desk, ended)
    return ""


def _present(visit: Visit, register: Register, status: str) -> bool:
    """Note what the session does, unless it has said its end: only a start, a prompt or an edit begin it anew."""
    return register.present(visit.call.session_id, status, visit.arrival, revives=False)


def known(tx: Transaction, session_id: str) -> Session:
    """Give the record of a session that was noted a moment ago, in this transaction."""
    session = tx.session(session_id)
    assert session is not None  # noqa: S101 - `present` has just written it
    return session


def _show(visit: Visit, *changed: Session) -> None:
    """Write the manifests of sessions, as the store has them by now."""
    if changed:
        _write_manifests(visit, lambda manifests, tx: manifests.renew(tx, changed))


def _write_manifests(visit: Visit, write: Callable[[Manifests, Transaction], None]) -> None:
    """Write manifests after the change that they show, in turn with all other writers so that the newest comes last.

    They are views: where they cannot be written, the change stands, the failure is kept, and the answer is given. A
    kill before they are written is mended when the next session starts.
    """
    from covey.coordination.manifests import Manifests  # noqa: PLC0415 - json costs 5 ms, and most events write none

    try:
        with visit.store.write() as tx:
            archives = visit.settings.archive_completed == "yes"
            write(Manifests(claude_folder(os.environ), archives=archives), tx)
    except (OSError, StoreError) as error:
        visit.note_failure(error)


HANDLERS: dict[str, Callable[[Visit], str]] = {
    "SessionStart": session_start,
    "UserPromptSubmit": user_prompt,
    "PostToolUse": after_use,
    "PostToolUseFailure": after_tool,
    "TaskCreated": task_list_changed,
    "TaskCompleted": task_list_changed,
    "SubagentStart": subagent_start,
    "SubagentStop": subagent_stop,
    "Stop": stop,
    "StopFailure": stop_failure,
    "Notification": notification,
    "CwdChanged": cwd_changed,
    "SessionEnd": session_end,
}
