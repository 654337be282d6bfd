"""The worlds that are measured in: a workspace, a store with sessions and locks, and how a process is timed there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.registry import Arrival, Register
from covey.errors import UnavailableError
from covey.model.lock import Holder, Wish
from covey.settings import PYTHON_RECORD, Settings
from covey.store.sqlite import SqliteStore
from covey.testing.hook_process import HookCaller
from covey.testing.surroundings import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.model.lock import Lock
    from covey.store.contract import Transaction

PYTHON = str(Path(sys.executable).resolve())
FLOOR = [PYTHON, "-I", "-S", "-c", "pass"]
PATTERN_SHARE = 10
"""One lock in so many is a pattern."""


class Scene:
    """A repository, a store of its own, and the hooks of its sessions."""

    def __init__(self, folder: Path) -> None:
        """Make the repository; nobody is there yet."""
        self.home, self.workspace = folder / "covey", folder / "shop"
        for place in (self.workspace, folder / "home", folder / "tmp"):
            place.mkdir(parents=True)
        self.environ = {**environment(folder), "CLAUDE_PID": str(os.getpid())}
        subprocess.run(["git", "init", "-q", str(self.workspace)], env=self.environ, check=True)
        self.hooks = HookCaller(self.home, self.workspace, self.environ)
        self.store = SqliteStore(str(self.home))
        (self.home / PYTHON_RECORD).write_text(f"{sys.executable}\n", encoding="utf-8")  # as `covey install` does
        self.machine = Machine()

    def enter(self, sessions: int) -> None:
        """Enter sessions that live, each with a task."""
        init = self.machine.process(1)  # lives as long as anything
        first = init.start if init else ""
        with self.store.write() as tx:
            for number in range(sessions):
                session = Register(self._desk(tx)).arrive(Arrival(f"other-{number}", str(self.workspace)))
                tx.save_session(session.but(task=f"painting wall number {number}", pid=1, pid_start=first))

    def fill(self, locks: int, sessions: int = 10) -> None:
        """Let sessions hold locks all over the workspace, one in ten of them a pattern in a folder of its own."""
        self.enter(sessions)
        with self.store.write() as tx:
            desk = self._desk(tx)
            for number in range(locks):
                desk.acquire(Wish(Holder(f"other-{number % sessions}"), self._target(number), reason="painting"))

    def hold(self, session_id: str, pid: int) -> None:
        """Let a session of some process hold a file."""
        with self.store.write() as tx:
            desk = self._desk(tx)
            Register(desk).arrive(Arrival(session_id, str(self.workspace), self.machine.process(pid)))
            desk.acquire(Wish(Holder(session_id), self._target(1)))

    def held(self) -> list[Lock]:
        """List what is held."""
        with self.store.read() as tx:
            return tx.locks()

    def command(self, event: str) -> list[str]:
        """Give the command for an event's hook, with the interpreter itself."""
        return [PYTHON, *self.hooks.command(event)[1:]]

    def _target(self, number: int) -> Any:
        if number % PATTERN_SHARE == 0:
            return places.pattern_target(f"libs/lib-{number}/**/*.gen.py", str(self.workspace))
        return places.target(f"libs/part-{number // 50}/file-{number}.py", str(self.workspace))

    def _desk(self, tx: Transaction) -> Desk:
        return Desk(tx, self.machine, Settings(), self.machine.now())


def milliseconds(
    command: list[str], environ: Mapping[str, str], told: Path | None = None, said: Path | None = None
) -> float:
    """Time a whole process, from its start to its end; it reads one file and writes another, or nothing."""
    reading = os.open(told or os.devnull, os.O_RDONLY)
    writing = os.open(said or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    actions = [(os.POSIX_SPAWN_DUP2, reading, 0), (os.POSIX_SPAWN_DUP2, writing, 1)]
    try:
        began = time.perf_counter()
        child = os.posix_spawn(command[0], command, environ, file_actions=actions)
        status = os.waitpid(child, 0)[1]
        took = time.perf_counter() - began
    finally:
        os.close(reading)
        os.close(writing)
    if status:
        raise UnavailableError(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return took * 1000
