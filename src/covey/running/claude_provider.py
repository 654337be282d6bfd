"""The provider `claude`: a turn is one process of the real Claude Code client, which outlives whoever asked for it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.conversations import hold
from covey.claude.place import Place
from covey.claude.program import Program
from covey.claude.registry import live_sessions
from covey.claude.turn import GRACE_SECONDS, Bounds, Turn
from covey.claude.turn_command import arguments, first_message
from covey.claude.turn_files import errors_of
from covey.claude.turn_process import Begin, Senses, TurnProcess, end_family, found, start
from covey.coordination.interpreter import python_of
from covey.coordination.machine import Machine
from covey.model.outcome import CANCELLED, CUT_OFF, FAILED, NOT_INSTALLED, TIMED_OUT, Outcome
from covey.running import turn_family
from covey.running.claude_ending import ended, transcript_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.model.ask import Ask
    from covey.running.provider import Onlooker

LAUNCH = Path(__file__).with_name("launch.py")
HANG_SECONDS, WAIT_SECONDS = 600.0, 0.2


class ClaudeProvider:
    """Carries turns out with the `claude` on the PATH, in the environment that it is given."""

    name = "claude"
    keeps_conversations = True

    def __init__(
        self,
        home: str,
        environ: Mapping[str, str] = os.environ,
        *,
        hang_seconds: float = HANG_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        """Take covey's state folder, and the bounds of a turn without a sign of life, and of one after its result."""
        self._home, self._environ = Path(home), dict(environ)
        self._hang_seconds, self._grace_seconds = hang_seconds, grace_seconds
        self._config = Place.of(environ).config
        self._machine = Machine()
        self._senses = Senses(
            now=self._machine.now,
            is_gone=self._machine.is_gone,
            is_here=lambda process: self._machine.process(process.pid) == process,
            wait=turn_family.wait_for_end,
            family=turn_family.family,
        )

    def carry_out(self, ask: Ask, onlooker: Onlooker) -> Outcome:
        """Carry a turn out to its end, or take up the one that was begun in its folder; never raise for its failure."""
        with ExitStack() as kept:
            try:
                process = self._take_up(ask, onlooker, kept)
            except (OSError, ValueError) as error:  # ValueError: a word that no command can have
                return Outcome(FAILED, detail=f"claude cannot be started in {ask.project}: {error}")
            return process if isinstance(process, Outcome) else self._follow(process, ask, onlooker)

    def end_what_is_left(self, folder: str) -> bool:
        """End what a killed caller left running in a turn's folder; tell whether anything was."""
        process = found(Path(folder), self._senses)
        if process is not None and not process.is_over():
            process.end()
            return True
        return end_family(Path(folder), self._senses)

    def _take_up(self, ask: Ask, onlooker: Onlooker, kept: ExitStack) -> TurnProcess | Outcome:
        """Take up the turn that was begun, or begin it as soon as nobody else has its conversation open."""
        until = self._machine.now().awake + ask.timeout
        while (process := found(Path(ask.folder), self._senses)) is None:
            with ExitStack() as held:
                other = self._hold(ask, held) or self._opener(ask.conversation)
                if not other:
                    kept.push(held.pop_all())
                    return self._begin(ask)
            kind = CANCELLED if onlooker.wants_end() else ""
            kind = kind or (TIMED_OUT if self._machine.now().awake >= until else "")
            if kind:
                return Outcome(kind, detail=f"the conversation is open in {other}")
            onlooker.sees(f"waits: open in {other}")
            self._senses.wait(os.getpid(), WAIT_SECONDS)
        self._hold(ask, kept)
        return process

    def _hold(self, ask: Ask, held: ExitStack) -> str:
        """Hold the conversation, so that no other turn goes on with it; say who has it where we cannot."""
        if ask.conversation is None:
            return ""
        handle = hold(self._home, ask.conversation, is_shared=ask.fork)
        if handle is None:
            return "another turn"
        held.callback(os.close, handle)
        return ""

    def _opener(self, conversation: str | None) -> str:
        """Say which process has a conversation open, a person's or that of a turn; '' where none has."""
        for session in live_sessions(self._config, self._machine.lives) if conversation else []:
            if session.session_id == conversation:
                return f"process {session.pid}, in {session.cwd}"
        return ""

    def _begin(self, ask: Ask) -> TurnProcess | Outcome:
        folder, program = Path(ask.folder), Program.find(self._environ)
        if program is None:
            return Outcome(NOT_INSTALLED, detail="there is no `claude` on the PATH")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shim = [python_of(str(self._home)), "-I", "-S", str(LAUNCH), ask.folder]
        command = [*shim, str(program.path), *arguments(ask)]
        environ = program.environment() | {turn_family.MARK: ask.folder}
        process = start(Begin(folder, Path(ask.project), command, environ, first_message(ask)), self._senses)
        return process or Outcome(CUT_OFF, detail=errors_of(folder) or "it ended before it began")

    def _follow(self, process: TurnProcess, ask: Ask, onlooker: Onlooker) -> Outcome:
        now = self._machine.now()
        gone_by = max(0.0, now.wall - process.began)
        bounds = Bounds(now.awake + ask.timeout - gone_by, self._hang_seconds, self._grace_seconds)
        turn = Turn(process, self._senses, transcript_size(self._config, ask))
        turn.follow(bounds, onlooker.sees, onlooker.wants_end)
        return ended(turn, ask, self._machine.now().wall)
