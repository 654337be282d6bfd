"""The door that git's hooks come through: a commit or push of what another session holds is refused.

Our own failure lets git go on, loudly, as in the other hooks (rule 1 of the design).
"""

from __future__ import annotations

import os
import sys

from covey.coordination import git_net, places, words
from covey.coordination.locks import STOPPING, Desk
from covey.errors import UnavailableError, UserError
from covey.hooks.call import CHUNK, Call, is_id
from covey.hooks.door import (
    DEADLINE_SECONDS,
    Visit,
    home_of,
    record_failure,
    start_clock,
    stop_clock,
    without_store,
)
from covey.settings import Settings, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.git_net import Held
    from covey.model.lock import Target
    from covey.store.contract import Transaction

GIT_SECONDS = 6.0
"""Of the 8 that a hook has."""

PASSES, REFUSED = 0, 3
"""3 is nobody else's: an interpreter that fails ends with 1, 2 or a signal, and must not stop a commit."""

DEEDS = {"pre-commit": "commit", "pre-push": "push"}


def enter() -> None:
    """Run one of git's hooks from its arguments to its exit status, and end the process."""
    home, settings, call = "", Settings(), _call(sys.argv)
    visit: Visit | None = None
    try:
        deadline = start_clock(DEADLINE_SECONDS)
        settings = load(os.environ)
        home = home_of(sys.argv[:3])
        visit = Visit(call, home, settings, deadline)
        said, status = check(visit, sys.argv[4:])
        visit.wake_the_called()
        visit.store.abandon()
        stop_clock()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the user's commit goes on
        stop_clock()
        in_force = visit.settings if visit else without_store(settings, call)
        said, status = _failed(in_force, call, record_failure(home, call, error))
    _say(said)
    os._exit(status)


def _call(arguments: list[str]) -> Call:
    """Describe who commits, and where: a session by the id that Claude Code gives its shells, else a person."""
    session_id = os.environ.get("CLAUDE_CODE_SESSION_ID", "")
    hook = arguments[3] if len(arguments) > 3 else ""  # noqa: PLR2004 - ENTRY --home DIR HOOK
    return Call(hook, session_id if is_id(session_id) else "", "", os.getcwd(), {})


def check(visit: Visit, arguments: list[str]) -> tuple[str, int]:
    """Give what is to be said of a commit or a push, and how the hook ends."""
    if visit.call.event not in DEEDS:
        raise UserError(f"git has no hook {visit.call.event!r} that covey answers", code="hook_input")
    told = _told() if visit.call.event == "pre-push" else b""
    if not visit.root:
        return "", PASSES
    root = places.target(visit.root)
    if not _near_others(visit, [root]) or visit.settings.conflict_action == "proceed":
        return "", PASSES
    paths = _touched(visit, root.workspace, arguments, told)
    near = _near_others(visit, [places.beside(root, path) for path in sorted(paths)])
    targets = [target for target in near if visit.law.guards(target)]
    return visit.decide(lambda tx: _judged(visit, tx, targets)) if targets else ("", PASSES)


def _touched(visit: Visit, workspace: str, arguments: list[str], told: bytes) -> set[str]:
    """Ask git what is touched; only where somebody else holds something. Leave word in the log where it fails."""
    from covey.hooks import git_touched  # noqa: PLC0415 - subprocess costs 10 ms; ADR 0003

    call = visit.call
    try:
        if call.event == "pre-commit":
            return git_touched.staged(call.cwd, seconds=GIT_SECONDS)
        return git_touched.pushed(call.cwd, arguments[0] if arguments else "", told, seconds=GIT_SECONDS)
    except UnavailableError as error:
        with visit.store.write() as tx:
            git_net.note_unchecked(tx, call.session_id, workspace, visit.machine.now(), error.message)
        raise


def _near_others(visit: Visit, targets: list[Target]) -> list[Target]:
    """List the targets that a lock of others may overlap; what nobody else holds goes no further."""
    with visit.store.read() as tx:
        return [target for target in targets if tx.is_near_others(target, visit.call.session_id)]


def _judged(visit: Visit, tx: Transaction, targets: list[Target]) -> tuple[str, int]:
    call = visit.call
    desk = Desk(tx, visit.machine, visit.settings, visit.machine.now())  # this is no hook of Claude Code's
    visit.desks.append(desk)
    refused, warned = _sorted(visit, desk, targets)
    if refused:
        git_net.note(desk, git_net.REFUSED, refused, call.session_id, call.event)
        is_person = "CLAUDECODE" not in os.environ
        return git_net.refusal(desk, refused, DEEDS[call.event], is_person=is_person), REFUSED
    if warned:
        git_net.note(desk, git_net.WARNED, warned, call.session_id, call.event)
        return git_net.warning(desk, warned, DEEDS[call.event]), PASSES
    return "", PASSES


def _sorted(visit: Visit, desk: Desk, targets: list[Target]) -> tuple[list[Held], list[Held]]:
    """Sort what others hold into what is refused, as much of it as is told, and what is warned of."""
    refused: list[Held] = []
    warned: list[Held] = []
    for target in targets:
        one = git_net.held(desk, target, visit.call.session_id)
        if one is not None:
            is_refused = one.blockers and visit.law.action(one.target) in STOPPING
            (refused if is_refused else warned).append(one)
        if len(refused) == git_net.MOST_COUNTED:
            break
    return refused, warned


def _told() -> bytes:
    parts: list[bytes] = []
    while chunk := os.read(0, CHUNK):
        parts.append(chunk)
    return b"".join(parts)


def _failed(settings: Settings, call: Call, said: str) -> tuple[str, int]:
    what = f"covey could not check this {DEEDS.get(call.event, 'call of git')}"
    if settings.on_error == "closed":
        return f"{what}, and on_error is closed: {said}", REFUSED
    return f"{what}, and let it pass: {said}", PASSES


def _say(text: str) -> None:
    rest = f"{words.explained(text)}\n".encode() if text else b""
    try:
        while rest:
            rest = rest[os.write(2, rest) :]
    except OSError:
        pass  # nobody listens any more
