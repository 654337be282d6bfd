"""Many warm processes that want the same thing at the same moment, as a whole: started, let go, asked and ended."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Self

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Report", "Rivals"]

LONGEST_SECONDS = 600.0


@dataclass(frozen=True)
class Report:
    """What one rival told of its work: who it is, the words for what came of it, and each operation's microseconds."""

    session_id: str
    outcome: tuple[str, ...]
    microseconds: tuple[int, ...]


class Rivals:
    """Rival processes, each a session of one workspace; leaving the context ends them all."""

    def __init__(self, home: Path, workspace: Path, count: int, work: str, times: int = 1) -> None:
        """Start the processes; they wait at a gate."""
        self._words = {"race": 1, "mill": 2, "record": 2}[work]
        pipes = [os.pipe(), os.pipe()]
        self._doors = [writing for _, writing in pipes]
        self._turns = cycle(self._doors)
        gates = [reading for reading, _ in pipes]
        command = [sys.executable, "-m", "covey.testing.rival", str(home), str(workspace)]
        rest = [",".join(map(str, gates)), work, str(times)]
        self.processes = {
            name: subprocess.Popen([*command, name, *rest], stdout=subprocess.PIPE, pass_fds=gates, text=True)
            for name in (f"rival-{number}" for number in range(count))
        }
        for gate in gates:
            os.close(gate)
        self._alarm = threading.Timer(LONGEST_SECONDS, self.kill)
        self._alarm.daemon = True

    def __enter__(self) -> Self:
        """Wait until everybody stands at the gate."""
        self._alarm.start()
        try:
            for session_id in self.processes:
                self._line(session_id)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_failure: object) -> None:
        """End all processes."""
        self._alarm.cancel()
        for door in self._doors:
            os.close(door)
        self.kill()
        for process in self.processes.values():
            process.wait()
            if process.stdout:
                process.stdout.close()

    def open_gate(self) -> None:
        """Let every rival do its work once, all at the same moment."""
        os.write(next(self._turns), b"." * len(self.processes))

    def reports(self) -> list[Report]:
        """Wait until all have done their work, and give what they tell."""
        return [self._report(session_id) for session_id in self.processes]

    def kill(self) -> None:
        """Kill all processes."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.kill()

    def _report(self, session_id: str) -> Report:
        words = self._line(session_id).split()
        told = tuple(words[: self._words])
        return Report(session_id, told, tuple(int(word) for word in words[self._words :]))

    def _line(self, session_id: str) -> str:
        stream = self.processes[session_id].stdout
        line = stream.readline() if stream else ""
        if not line:
            raise UnavailableError(f"{session_id} has ended too early", hint="its standard error says why")
        return line
