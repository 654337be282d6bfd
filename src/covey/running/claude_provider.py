"""The provider `claude`: a turn is one process of the real Claude Code client, which outlives whoever asked for it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.conversations import held
from covey.claude.outcome import Ending, judge
from covey.claude.place import Place
from covey.claude.program import Program
from covey.claude.registry import live_sessions
from covey.claude.transcripts import transcript
from covey.claude.turn import GRACE_SECONDS, Bounds, Turn
from covey.claude.turn_command import arguments, first_message
from covey.claude.turn_files import ENDED, NOT_STARTED, errors_of, noted
from covey.claude.turn_process import Begin, Senses, end_family, found, start
from covey.coordination.interpreter import python_of
from covey.coordination.machine import Machine
from covey.model.outcome import CANCELLED, CUT_OFF, FAILED, NOT_INSTALLED, TIMED_OUT, Outcome
from covey.running import turn_family

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.claude.turn_process import TurnProcess
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
        self._senses = Senses(self._machine.now, self._machine.is_gone, turn_family.wait_for_end, turn_family.family)

    def carry_out(self, ask: Ask, onlooker: Onlooker) -> Outcome:
        """Carry a turn out to its end, or take up the one that was begun in its folder; never raise for its failure."""
        until = self._machine.now().awake + ask.timeout
        while True:
            process = found(Path(ask.folder), self._senses)
            if process is not None:
                return self._follow(process, ask, onlooker)
            with held(self._home, ask.conversation, is_shared=ask.fork) as is_ours:
                other = self._opener(ask.conversation) if is_ours else "another turn"
                if not other:
                    return self._begin(ask, onlooker)
            if onlooker.wants_end():
                return Outcome(CANCELLED, detail=f"the conversation was open in {other}")
            if self._machine.now().awake >= until:
                return Outcome(TIMED_OUT, detail=f"the conversation was open in {other}")
            onlooker.sees(f"waits: open in {other}")
            self._senses.wait(os.getpid(), WAIT_SECONDS)

    def is_open_elsewhere(self, conversation: str) -> str:
        """Say which living process has a conversation open, and where; '' where none has."""
        return self._opener(conversation)

    def end_what_is_left(self, folder: str) -> bool:
        """End what a killed caller left running in a turn's folder; tell whether anything was."""
        process = found(Path(folder), self._senses)
        if process is not None and not process.is_over():
            process.end()
            return True
        return end_family(Path(folder), self._senses)

    def _opener(self, conversation: str | None) -> str:
        for session in live_sessions(self._config, self._machine.lives):
            if session.session_id == conversation:
                return f"process {session.pid}, {session.cwd}"
        return ""

    def _begin(self, ask: Ask, onlooker: Onlooker) -> Outcome:
        folder, program = Path(ask.folder), Program.find(self._environ)
        if program is None:
            return Outcome(NOT_INSTALLED, detail="there is no `claude` on the PATH")
        shim = [python_of(str(self._home)), "-I", "-S", str(LAUNCH), ask.folder]
        environ = program.environment() | {turn_family.MARK: ask.folder}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            command = [*shim, str(program.path), *arguments(ask)]
            process = start(Begin(folder, Path(ask.project), command, environ, first_message(ask)), self._senses)
        except OSError as error:
            return Outcome(FAILED, detail=f"claude cannot be started in {ask.project}: {error}")
        if process is None:
            return Outcome(CUT_OFF, detail=errors_of(folder) or "it ended before it began")
        return self._follow(process, ask, onlooker)

    def _follow(self, process: TurnProcess, ask: Ask, onlooker: Onlooker) -> Outcome:
        project = Path(ask.project)

        def size(conversation: str) -> int:
            known = transcript(self._config, project, conversation)
            return known.size if known else 0

        turn = Turn(process, self._senses, size)
        turn.follow(self._bounds(process, ask), onlooker.sees, onlooker.wants_end)
        ending = Ending(
            now=datetime.fromtimestamp(self._machine.now().wall).astimezone(),
            ended=noted(process.folder, ENDED),
            not_started=noted(process.folder, NOT_STARTED),
            exit_status=process.exit_status,
            errors=errors_of(process.folder),
            has_transcript=size(turn.seen.session_id) > 0,
            before=ask.before,
        )
        return judge(turn.seen, ending)

    def _bounds(self, process: TurnProcess, ask: Ask) -> Bounds:
        now = self._machine.now()
        gone_by = max(0.0, now.wall - process.began)
        return Bounds(now.awake + ask.timeout - gone_by, self._hang_seconds, self._grace_seconds)
