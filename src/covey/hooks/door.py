"""The way in and out of a hook's process: read the call, open the store, answer, and never break the session.

Our own failure lets Claude Code go on, loudly: it is recorded, and the user is told (rule 1 of the design).
"""

from __future__ import annotations

import os
import sys
import time

from covey import __version__
from covey.coordination import failures, places
from covey.coordination.failures import Failure
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.hooks import answers
from covey.hooks.call import Call, read
from covey.model.event import Contact
from covey.model.value import Value
from covey.settings import Settings, load, setting_paths, state_folder, state_of
from covey.store.sqlite import SqliteStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from collections.abc import Callable
    from types import FrameType
    from typing import TypeVar

    from covey.coordination.importance import Patterns
    from covey.coordination.registry import Arrival
    from covey.model.lock import Lock, Target
    from covey.model.moment import Moment
    from covey.model.session import Session
    from covey.store.contract import Store, Transaction

    T = TypeVar("T")
else:
    import _signal  # what the package `signal` wraps in enums, at 4 ms

GIT_SECONDS = 2.0
DEADLINE_SECONDS = 8.0
"""Claude Code waits 10 s for our hooks; this leaves time to say that we failed."""

REPEAT_SECONDS = 0.5
"""An exception that a signal raises can be lost, as in a callback of C code: so the alarm comes again."""


class DeadlineError(BaseException):
    """Raised by the alarm wherever the process is; no `except OSError` or `except Exception` on the way takes it."""


class Law(Value):
    """The settings in force in one worktree, and its path patterns; without any, all files are critical."""

    settings: Settings
    patterns: Patterns | None = None

    def guards(self, target: Target) -> bool:
        """Tell whether edits of a file are looked at: locks may be switched off, and a file may be ignored."""
        if self.settings.enable_file_locks == "no":
            return False
        return self.patterns is None or self.patterns.level(target) > 0

    def action(self, target: Target) -> str:
        """Say what happens to an edit of a file that another holds: block, ask, warn or proceed."""
        return self.settings.conflict_action if self.patterns is None else self.patterns.action(self.settings, target)


class Undone(Exception):  # noqa: N818 - it is no error
    """Takes a transaction back, since git must be asked first about the locks that stood in its way."""

    def __init__(self, doubtful: list[Lock]) -> None:
        """Name these locks."""
        self.doubtful = doubtful


class Visit:
    """What a handler works with: the call, the machine, the settings and the store."""

    def __init__(self, call: Call, home: str, settings: Settings, deadline: float | None = None) -> None:
        """Open the store; its queries end at the deadline."""
        self.call, self.home = call, home
        self.law = self._without_files = Law(settings)
        self.machine = Machine()
        self.desks: list[Desk] = []
        self.store: Store = SqliteStore(home, deadline=deadline)
        self.problems: tuple[str, ...] = ()
        self._root: str = ""
        self.root = _root_of(call.cwd)
        self.settle(self.root)

    def settle(self, root: str) -> None:
        """Take the settings of a worktree, '' for none: the files of the user and of the repository count."""
        if root and root == self._root:
            return
        self._root, paths = root, setting_paths(os.environ, root)
        self.law, self.problems = self._without_files, ()
        if all(state_of(path) is None for path in paths):
            return
        from covey.hooks.chosen import chosen  # noqa: PLC0415 - for those who have settings files; ADR 0003

        found = chosen(self, paths)
        self.law, self.problems = Law(found.settings, found.patterns), found.problems

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.law.settings

    def takes_part(self) -> bool:
        """Tell whether the session is followed: with `auto_register: no`, only one that was entered before."""
        if self.settings.auto_register == "yes":
            return True
        with self.store.write() as tx:
            tx.note_contact(Contact(self.call.event, self.machine.now().wall, self.call.session_id, __version__))
            session = tx.session(self.call.session_id)
            return session is not None and session.ended is None

    def arrival(self) -> Arrival:
        """Describe the session that calls, for the record it is not in yet."""
        from covey.hooks.arrival import arrival_of  # noqa: PLC0415 - the common path does not pay for it; ADR 0003

        return arrival_of(self)

    def note_failure(self, error: Exception) -> None:
        """Keep a failure that need not stop the answer."""
        record_failure(self.home, self.call, error)

    def desk(self, tx: Transaction, now: Moment) -> Desk:
        """Begin work in a transaction, noting that this hook fired."""
        tx.note_contact(Contact(self.call.event, now.wall, self.call.session_id, __version__))
        self.desks.append(Desk(tx, self.machine, self.settings, now))
        return self.desks[-1]

    def desk_under(self, law: Law, desk: Desk) -> Desk:
        """Go on in the same transaction under the settings of another worktree."""
        self.desks.append(Desk(desk.tx, desk.machine, law.settings, desk.now))
        return self.desks[-1]

    def decide(self, judge: Callable[[Transaction], T]) -> T:
        """Judge a call in one transaction; once more, where a lock in its way turns out to have ended with the work."""
        try:
            with self.store.write() as tx:
                answer = judge(tx)
                unused = [(desk, lock) for desk in self.desks for lock in desk.blockers if not desk.is_in_use(lock)]
                if unused:
                    self._doubt(unused)
                return answer
        except Undone as undone:
            self.desks.clear()
            doubtful = undone.doubtful
        from covey.coordination.clean_files import find_clean, release_unused  # noqa: PLC0415 - seldom; ADR 0003

        clean = find_clean(doubtful, seconds=GIT_SECONDS)
        with self.store.write() as tx:
            self.desks.append(Desk(tx, self.machine, self.settings, self.machine.now()))
            release_unused(self.desks[-1], clean)
            return judge(tx)

    @staticmethod
    def _doubt(unused: list[tuple[Desk, Lock]]) -> None:
        """Raise Undone where a lock that stood in the way may have ended with the work."""
        from covey.coordination.clean_files import candidates  # noqa: PLC0415 - few edits meet such locks; ADR 0003

        doubtful = {lock.generation: lock for desk, lock in unused if candidates(desk, [lock])}
        if doubtful:
            raise Undone(list(doubtful.values()))

    def look_at_dirt(self, session: Session) -> None:
        """Have a session's worktree looked at, by a process of its own."""
        from covey.hooks.background import look_at_dirt  # noqa: PLC0415 - the gate does not pay for it; ADR 0003

        try:
            look_at_dirt(self.home, session)
        except OSError as error:  # no more processes: the session goes on without
            self.note_failure(error)

    def forecast_merges(self, session: Session) -> None:
        """Have the merge of a session's work with that of the others tried, by a process of its own."""
        from covey.hooks.background import forecast_merges  # noqa: PLC0415 - as above; ADR 0003

        try:
            forecast_merges(self.home, session)
        except OSError as error:  # no more processes: the next end of a turn tries again
            self.note_failure(error)

    def start_monitor(self) -> None:
        """Have the monitor started where the user wants that, unless one runs."""
        if self.settings.auto_start == "no":
            return
        from covey.coordination.monitor import incumbent  # noqa: PLC0415 - for those who want it; ADR 0003
        from covey.hooks.background import start_monitor, without_session  # noqa: PLC0415 - as above; ADR 0003

        if incumbent(self.home, self.machine) is not None:
            return
        try:
            start_monitor(self.home, without_session(os.environ))
        except OSError as error:  # no more processes: the next start of a session tries again
            self.note_failure(error)

    def wake_the_called(self) -> None:
        """Have the sessions told for which something was kept meanwhile."""
        called = [session_id for desk in self.desks for session_id in desk.called]
        if not called:
            return
        from covey.hooks.background import wake  # noqa: PLC0415 - seldom; ADR 0003

        try:
            wake(self.home, called)
        except OSError as error:  # no more processes: they hear of it at their next contact
            self.note_failure(error)


def enter(handle: Callable[[Visit], str], *, is_gate: bool = False) -> None:
    """Run one hook from its standard input to its answer, and end the process."""
    home, settings = "", Settings()
    call: Call | None = None
    visit: Visit | None = None
    try:
        deadline = start_clock(DEADLINE_SECONDS)
        settings = load(os.environ)
        home = home_of(sys.argv)
        call = read(0)
        visit = Visit(call, home, settings, deadline)
        answer = handle(visit) if visit.takes_part() else ""
        visit.wake_the_called()
        visit.store.abandon()
        stop_clock()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the user's session goes on
        stop_clock()
        said = record_failure(home, call, error)
        in_force = visit.settings if visit else without_store(settings, call)
        stops = is_gate and not (call and call.is_of_our_tool)  # one of ours that is nobody's can do no harm
        answer = _failed_gate(in_force, said) if stops else _failed(said)
    if answer:
        _send(answer)
    os._exit(0)  # the interpreter's own farewell would cost 1 ms, and SQLite needs none


def start_clock(seconds: float) -> float:
    """Let DeadlineError be raised, wherever we are, when our time is over; give when that is, for the store."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise DeadlineError(f"no answer within {seconds:g} s")

    _signal.signal(_signal.SIGALRM, end)
    _signal.setitimer(_signal.ITIMER_REAL, seconds, REPEAT_SECONDS)
    return time.monotonic() + seconds


def stop_clock() -> None:
    """Let what follows take its time."""
    _signal.setitimer(_signal.ITIMER_REAL, 0)


def _root_of(folder: str) -> str:
    """Give the root of the worktree that a session works in, '' for none."""
    try:
        worktree = places.worktree_of(os.path.realpath(folder)) if folder.startswith("/") else None
    except (OSError, ValueError):
        return ""
    return worktree.root if worktree else ""


def without_store(settings: Settings, call: Call | None) -> Settings:
    """Give the settings that matter for a failure, where the store could not be asked for what the files say."""
    from covey.hooks.chosen import says_closed  # noqa: PLC0415 - for the rare case that something failed

    paths = setting_paths(os.environ, _root_of(call.cwd) if call else "")
    is_closed = "COVEY_ON_ERROR" not in os.environ and says_closed(paths)
    return settings.but(on_error="closed") if is_closed else settings


def home_of(arguments: list[str]) -> str:
    """Give the state folder: the one that the installer wrote into the command, else the environment's."""
    if arguments[-2:-1] == ["--home"]:
        return arguments[-1]
    return state_folder(os.environ, sys.platform)


def record_failure(home: str, call: Call | None, error: BaseException) -> str:
    """Keep a failure of ours for `covey doctor`, and give it in words."""
    event, session_id = (call.event, call.session_id) if call else ("", "")
    message = failures.one_line(f"{type(error).__name__}: {error}")
    recorded = failures.record(home, Failure(Machine().now().wall, event, session_id, message, _where(error)))
    return f"{message}." if recorded else f"{message}. This could not be recorded in {home or 'any folder'}."


def _failed_gate(settings: Settings, said: str) -> str:
    if settings.on_error == "closed":
        return answers.deny(f"covey could not check this edit, and on_error is closed: {said}")
    return answers.tell_user(f"covey could not check this edit, and let it pass: {said}")


def _failed(said: str) -> str:
    return answers.tell_user(f"covey could not follow this session: {said} `covey doctor` says more.")


def _where(error: BaseException) -> str:
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-6:])


def _send(answer: str) -> None:
    rest = answer.encode()
    try:
        while rest:
            rest = rest[os.write(1, rest) :]
    except OSError:
        pass  # nobody listens any more
