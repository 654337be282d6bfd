"""What the tests of coordination share: a real store, and a machine whose clocks and processes the test moves."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination import notices, places
from covey.coordination.locks import Desk, Verdict
from covey.coordination.machine import Machine
from covey.coordination.registry import Arrival, Register
from covey.model.lock import Holder, Lock, Target, Wish
from covey.model.moment import Moment
from covey.model.session import COMPLETED, Process, Session
from covey.settings import Settings
from covey.store.sqlite import SqliteStore
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

NOON = 1_800_000_000.0


class FakeMachine(Machine):
    """A machine of which the test says what time it is and who lives."""

    def __init__(self, host: str = "mac boot-1 pids") -> None:
        super().__init__()
        self.wall, self.awake = NOON, 1000.0
        self.starts: dict[int, str] = {}
        self.restart(host)

    def restart(self, host: str) -> None:
        """Boot anew: other ids, no processes, clocks from the start."""
        self._host, self.starts, self.awake = host, {}, 10.0

    def start(self, pid: int) -> Process:
        """Let a process live."""
        self.starts[pid] = f"{pid}@{self.wall:.0f}"
        return Process(self.host, pid, self.starts[pid])

    def kill(self, pid: int) -> None:
        """Let a process be gone."""
        del self.starts[pid]

    def work(self, seconds: float) -> None:
        """Let time pass."""
        self.wall, self.awake = self.wall + seconds, self.awake + seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass while the machine sleeps."""
        self.wall += seconds

    @property
    def name(self) -> str:
        """The host's name."""
        return self._host.partition(" ")[0]

    def now(self) -> Moment:
        """Read the clocks."""
        return Moment(self.wall, self.awake)

    def process(self, pid: int) -> Process | None:
        """Identify a living process."""
        return Process(self.host, pid, self.starts[pid]) if pid in self.starts else None

    def is_gone(self, process: Process) -> bool:
        """Tell whether a process has ended, by the real rule for those of other hosts."""
        if process.host != self.host:
            return super().is_gone(process)
        return self.starts.get(process.pid) != process.start


@dataclass
class Office:
    """A store, a machine and a folder to work in; each call is a transaction of its own."""

    store: SqliteStore
    machine: FakeMachine
    folder: Path
    settings: Settings = field(default_factory=Settings)

    @contextmanager
    def desk(self) -> Generator[Desk]:
        """Open a desk for one transaction."""
        with self.store.write() as tx:
            yield Desk(tx, self.machine, self.settings, self.machine.now())

    @contextmanager
    def register(self) -> Generator[Register]:
        """Open a register for one transaction."""
        with self.desk() as desk:
            yield Register(desk)

    def enter(self, session_id: str, pid: int | None = None, **how: Any) -> Session:
        """Let a session start, in a process of its own if a pid is given."""
        process = None if pid is None else self.machine.process(pid) or self.machine.start(pid)
        with self.register() as register:
            return register.arrive(Arrival(session_id, str(how.pop("path", self.folder)), process, **how))

    def end(self, session_id: str, outcome: str = COMPLETED) -> Session:
        """Let a session end."""
        session = self.session(session_id)
        with self.register() as register:
            return register.end(session, outcome)

    def target(self, path: str | Target) -> Target:
        """Give what a path in the folder is, or a pattern if it has a star."""
        if isinstance(path, Target):
            return path
        place = places.pattern_target if "*" in path else places.target
        return place(path, str(self.folder))

    def wish(self, session_id: str, path: str | Target, agent_id: str = "", **how: Any) -> Wish:
        """Say that somebody wants a path."""
        return Wish(Holder(session_id, agent_id), self.target(path), **how)

    def want(self, session_id: str, path: str | Target, agent_id: str = "", **how: Any) -> Verdict:
        """Let somebody want a path, and give what came of it."""
        with self.desk() as desk:
            return desk.acquire(self.wish(session_id, path, agent_id, **how))

    def take(self, session_id: str, path: str | Target, agent_id: str = "", **how: Any) -> Lock:
        """Let somebody take a path that is free."""
        lock = self.want(session_id, path, agent_id, **how).lock
        assert lock is not None
        return lock

    def told(self, session_id: str) -> str:
        """Give what a session is told at its next contact."""
        with self.desk() as desk:
            return notices.news(desk, session_id)

    def release(self, session_id: str) -> None:
        """Let somebody release all."""
        with self.desk() as desk:
            desk.release_all(session_id, "done")

    def be(self, session_id: str, status: str) -> None:
        """Let a session be busy, idle or waiting."""
        with self.desk() as desk:
            desk.tx.touch_session(session_id, self.machine.wall, self.machine.awake, status)

    def session(self, session_id: str) -> Session:
        """Give a session's record."""
        with self.store.read() as tx:
            session = tx.session(session_id)
        assert session is not None
        return session

    def live(self) -> list[str]:
        """List the ids of the live sessions."""
        with self.store.read() as tx:
            return [session.session_id for session in tx.live_sessions()]

    def held(self) -> list[tuple[str, str]]:
        """List who holds what."""
        with self.store.read() as tx:
            return [(lock.session_id, lock.path) for lock in tx.locks()]

    def log(self) -> list[tuple[str, str]]:
        """List what happened, as kind and session."""
        with self.store.read() as tx:
            return [(event.kind, event.session_id) for _, event in tx.events()]


@pytest.fixture
def machine() -> FakeMachine:
    """Give a machine."""
    return FakeMachine()


@pytest.fixture
def office(tmp_path: Path, machine: FakeMachine) -> Iterator[Office]:
    """Give an office in a git repository."""
    folder = tmp_path / "shop"
    make_git_folder(folder / ".git")
    store = SqliteStore(str(tmp_path / "state"))
    yield Office(store, machine, folder.resolve())
    store.close()


class Git:
    """Real git, in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, at: str = ".") -> str:
        """Run git in a folder beneath, and give what it prints."""
        command = ["git", "-C", str(self.folder / at), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def repository(self, name: str = "shop") -> Path:
        """Make a repository with one commit, of one file."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        self("init", "-q", "-b", "main", at=name)
        (folder / "auth.py").write_text("first\n", encoding="utf-8")
        self("add", ".", at=name)
        self("commit", "-q", "-m", "first", at=name)
        return folder


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, require_program: Any) -> Git:
    """Give git with a committer and without the user's configuration."""
    require_program("git")
    config = tmp_path / "gitconfig"
    config.write_text('[user]\n\tname = Tess\n\temail = t@example.invalid\n[protocol "file"]\n\tallow = always\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Git(tmp_path.resolve())
