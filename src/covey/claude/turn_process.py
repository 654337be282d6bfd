"""The process of a turn: started once, whoever tries and however often, taken up by whoever comes later, and ended."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.claude.claim import claim_in
from covey.claude.turn_files import ERRORS, PROMPT, STREAM, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from covey.claude.claim import Claim
    from covey.model.moment import Moment
    from covey.model.session import Process

CLAIM_SECONDS, LOOK_SECONDS, END_SECONDS = 60.0, 0.01, 5.0


@dataclass(frozen=True)
class Senses:
    """What is seen of the machine, given from outside.

    `is_gone` tells that a process has certainly ended, `is_here` that it lives on this very machine. `wait` waits so
    many seconds, less when the process with that pid ends; `family` gives the living processes of the turn in a folder,
    each with the seconds of CPU that it and its ended children took.
    """

    now: Callable[[], Moment]
    is_gone: Callable[[Process], bool]
    is_here: Callable[[Process], bool]
    wait: Callable[[int, float], None]
    family: Callable[[Path], Mapping[int, float]]


class TurnProcess:
    """One turn's process, whether it is our child or was found."""

    def __init__(self, folder: Path, claim: Claim, senses: Senses, child: subprocess.Popen[bytes] | None) -> None:
        """Take the process that claimed the turn of a folder, be it gone."""
        self.folder, self.process, self.began = folder, claim.process, claim.began
        self._senses, self._child = senses, child

    def is_over(self) -> bool:
        """Tell whether it has ended; an ended child is taken leave of."""
        return self._senses.is_gone(self.process) if self._child is None else self._child.poll() is not None

    @property
    def exit_status(self) -> int | None:
        """How it ended, as far as that is known."""
        return None if self._child is None else self._child.returncode

    def wait(self, seconds: float) -> None:
        """Wait at most so long for its end."""
        self._senses.wait(self.process.pid, seconds)

    def end(self) -> None:
        """End it and all that it started: kindly first, so that it can end its tools and keep its transcript."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.is_over() or not self._signal(number) or self._is_over_within(END_SECONDS):
                break
        end_family(self.folder, self._senses)

    def _signal(self, number: int) -> bool:
        """Signal its group, if it is still that process, and tell so: its number may be another's by now, or there."""
        is_here = self._senses.is_here(self.process)
        if is_here:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
        return is_here

    def _is_over_within(self, seconds: float) -> bool:
        until = self._senses.now().awake + seconds
        while not self.is_over():
            left = until - self._senses.now().awake
            if left <= 0:
                return False
            self.wait(left)
        return True


def end_family(folder: Path, senses: Senses) -> bool:
    """Kill what is left of a turn's processes, and what they start meanwhile; tell whether anything was left."""
    until = senses.now().awake + END_SECONDS
    was_any = False
    while (left := senses.family(folder)) and senses.now().awake < until:
        was_any = True
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        senses.wait(min(left), LOOK_SECONDS)
    return was_any


def found(folder: Path, senses: Senses) -> TurnProcess | None:
    """Give the process that has claimed the turn of a folder, be it gone; None where none has."""
    claim = claim_in(folder)
    return None if claim is None else TurnProcess(folder, claim, senses, None)


@dataclass(frozen=True)
class Begin:
    """How a turn is begun: its folder, that of the project, a command that claims it, and what that reads."""

    folder: Path
    project: Path
    command: Sequence[str]
    environ: Mapping[str, str]
    message: str


def start(begin: Begin, senses: Senses) -> TurnProcess | None:
    """Start a turn; give None where its command ended without a claim; raise OSError where it cannot be started.

    Where another has claimed the turn meanwhile, that is the turn's process.
    """
    folder = begin.folder
    child = _child(begin)
    until = senses.now().awake + CLAIM_SECONDS
    while (claim := claim_in(folder)) is None and child.poll() is None:
        if senses.now().awake > until:
            child.kill()
        senses.wait(child.pid, LOOK_SECONDS)
    claim = claim or claim_in(folder)
    is_ours = claim is not None and claim.process.pid == child.pid
    if not is_ours:
        child.kill()
        child.wait()
    return None if claim is None else TurnProcess(folder, claim, senses, child if is_ours else None)


def _child(begin: Begin) -> subprocess.Popen[Any]:
    """Start the command in a session of its own, so that no signal of our terminal reaches it."""
    folder = begin.folder
    write_whole(folder / PROMPT, begin.message)
    with (
        (folder / PROMPT).open("rb") as given,
        (folder / STREAM).open("ab") as stream,
        (folder / ERRORS).open("ab") as errors,
    ):
        how: dict[str, Any] = {"cwd": begin.project, "env": begin.environ, "start_new_session": True}
        return subprocess.Popen(begin.command, stdin=given, stdout=stream, stderr=errors, **how)
