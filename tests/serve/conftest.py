"""What the tests of the monitor get: sessions in a private world, and real monitors that end with the test."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from covey.coordination.machine import Machine
from covey.coordination.monitor import incumbent
from covey.serve import bridge, detached
from covey.serve.address import Notice, published
from covey.store.sqlite import SqliteStore
from covey.testing.hook_process import HookCaller
from covey.testing.processes import survivors
from covey.testing.waiting import until

from .mcp_client import McpClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from covey.coordination.monitor import Incumbent
    from covey.model.session import Session
    from covey.testing.world import World

BOUND_SECONDS = 12


@dataclass
class Office:
    """A repository in which sessions work, each in a process that the test may kill, and a monitor beside them."""

    world: World
    hooks: HookCaller
    store: SqliteStore
    start_client: Callable[[], subprocess.Popen[bytes]]
    ends: ExitStack

    @property
    def home(self) -> Path:
        """The state folder."""
        return self.world.covey_home

    def command(self) -> list[str]:
        """Give the command of a monitor in the background."""
        return [sys.executable, "-I", "-S", str(detached.__file__), str(self.home)]

    def monitor(self, **environ: str) -> subprocess.Popen[bytes]:
        """Start a monitor, and wait until it is there."""
        process = self.launch(**environ)
        self.wait(lambda: (found := self.incumbent()) is not None and found.pid == process.pid)
        return process

    def launch(self, command: Sequence[str] = (), **environ: str) -> subprocess.Popen[bytes]:
        """Start a monitor, or what stands for one; it ends with the test."""
        process = self.ends.enter_context(subprocess.Popen(command or self.command(), env=self.world.env() | environ))
        self.ends.callback(process.kill)
        return process

    def foreground(self) -> tuple[subprocess.Popen[str], IO[str]]:
        """Start a monitor as people do; give its process, and what it prints."""
        command, environ = [str(Path(sys.executable).with_name("covey")), "serve"], self.world.env()
        process = self.ends.enter_context(subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True))
        self.ends.callback(process.kill)
        assert process.stdout is not None
        return process, process.stdout

    def bridge_command(self) -> list[str]:
        """Give what a session starts."""
        return [sys.executable, "-I", "-S", str(bridge.__file__), "--home", str(self.home)]

    def bridge(self, folder: Path | None = None, **environ: str) -> McpClient:
        """Start a bridge as a session does, for a client that ends with the test."""
        client = McpClient(self.bridge_command(), self.world.env() | environ, folder or self.hooks.workspace)
        self.ends.enter_context(client.process)
        self.ends.callback(client.process.kill)
        return client

    def address(self) -> Notice:
        """Give where the monitor's MCP host listens, as soon as it does."""
        self.wait(lambda: published(str(self.home), Machine()) is not None)
        address = published(str(self.home), Machine())
        assert address is not None
        return address

    def hosts(self) -> list[int]:
        """List the processes that are MCP hosts of this state folder."""
        machine = Machine()
        wanted = f"covey.mcp.host {self.home} "
        return [pid for pid in survivors(self.world.root) if wanted in machine.command(pid)]

    def host(self) -> int:
        """Give the one host, as soon as it is there alone."""
        self.wait(lambda: len(self.hosts()) == 1)
        (pid,) = self.hosts()
        return pid

    def incumbent(self) -> Incumbent | None:
        """Give the monitor that runs."""
        return incumbent(str(self.home), Machine())

    def enter(self, session_id: str) -> subprocess.Popen[bytes]:
        """Let a session start; give the process of its client."""
        client = self.start_client()
        self.hooks.answer(self.hooks.call("SessionStart", session_id, source="startup"), client.pid)
        return client

    def edit(self, session_id: str, path: str, client: subprocess.Popen[bytes]) -> bool:
        """Let a session edit; tell whether it may."""
        return self.hooks.answer(self.hooks.edit(session_id, path), client.pid) == {}

    def rest(self, session_id: str, client: subprocess.Popen[bytes]) -> None:
        """Let a session's turn be over."""
        self.hooks.answer(self.hooks.call("Stop", session_id), client.pid)

    def session(self, session_id: str) -> Session | None:
        """Give a session's record."""
        with self.store.read() as tx:
            return tx.session(session_id)

    def held(self) -> list[tuple[str, str]]:
        """List who holds what."""
        with self.store.read() as tx:
            return [(lock.session_id, lock.path) for lock in tx.locks()]

    def offered(self) -> list[str]:
        """List for whom something is kept."""
        with self.store.read() as tx:
            return [waiting.session_id for waiting in tx.lines() if waiting.offered is not None]

    def journal(self) -> list[dict[str, Any]]:
        """Give what the monitor said."""
        try:
            lines = (self.home / "serve.log").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    def said(self, what: str) -> list[dict[str, Any]]:
        """Give the lines of one kind."""
        return [line for line in self.journal() if line["what"] == what]

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        assert until(holds, BOUND_SECONDS), self.journal()


@pytest.fixture
def office(world: World, start_client: Callable[[], subprocess.Popen[bytes]]) -> Iterator[Office]:
    """Give an office with one repository."""
    hooks = HookCaller(world.covey_home, world.repository("shop"), world.env())
    store = SqliteStore(str(world.covey_home))
    with ExitStack() as ends:
        yield Office(world, hooks, store, start_client, ends)
    store.close()


def end(process: subprocess.Popen[Any]) -> None:
    """Kill a process, and wait for its end."""
    process.kill()
    process.wait()
