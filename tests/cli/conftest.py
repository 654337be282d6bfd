"""What the tests of the command line share: a store with what a test wrote into it, and a covey to ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.cli.main import run
from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.model.event import Event
from covey.model.lock import Holder, Lock, Target, Wish
from covey.model.session import Process, Session
from covey.settings import load
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from covey.testing.world import World

MARCH = 1_772_706_600.0  # 2026-03-05 10:30 UTC
FAR = 4_070_908_800.0  # 2099-01-01 00:00 UTC: no lock of a test ends before


@dataclass(frozen=True)
class Answer:
    """How one run of covey ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The JSON envelope."""
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        """The envelope's data."""
        return self.envelope["data"]

    @property
    def error(self) -> tuple[str, str]:
        """The only error's code and message."""
        (one,) = self.envelope["errors"]
        return one["code"], one["message"]


class Office:
    """A private world in which sessions work, as the test says, and a covey that is asked within this process."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.world, self.machine, self._capsys = world, Machine(), capsys
        self.now = time.time()

    def covey(self, *words: str) -> Answer:
        """Run a command as people do."""
        self._capsys.readouterr()
        status = run(list(words))
        printed = self._capsys.readouterr()
        return Answer(status, printed.out, printed.err)

    def json(self, *words: str) -> Answer:
        """Run a command as scripts do."""
        return self.covey(*words, "--json")

    def apart(self, *words: str, cwd: Path | None = None, **env: str) -> Answer:
        """Run a command as a process of its own."""
        done = self.world.run(["covey", *words], cwd, env=env, check=False)
        return Answer(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def desk(self) -> Generator[Desk]:
        """Change the store."""
        store = SqliteStore(os.environ["COVEY_HOME"])
        with store.write() as tx:
            yield Desk(tx, self.machine, load({}), self.machine.now())
        store.close()

    def living(self) -> Process:
        """Name a process that lives as long as the test."""
        found = self.machine.process(os.getpid())
        assert found is not None
        return found

    def dead(self) -> Process:
        """Name a process that has ended."""
        process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "pass"])
        process.wait(30)
        return Process(self.machine.host, process.pid, "1")

    def session(self, session_id: str, folder: Path, process: Process | None = None, **values: Any) -> Session:
        """Let a session work in a folder since twelve minutes."""
        workspace, worktree, project = places.workspace_of(str(folder))
        runs_in = process or self.living()
        fields: dict[str, Any] = {
            "name": f"Session_mac_4711_{session_id}",
            "workspace": workspace,
            "worktree": worktree,
            "project": project,
            "path": str(folder),
            "started": self.now - 750,
            "last_seen": self.now,
            "last_awake": self.machine.now().awake,
            "host": runs_in.host,
            "pid": runs_in.pid,
            "pid_start": runs_in.start,
            "git_branch": "main",
        }
        session = Session(session_id=session_id, **(fields | values))
        with self.desk() as desk:
            desk.tx.save_session(session)
        return session

    def ended(self, session_id: str, folder: Path, at: float = MARCH, **values: Any) -> Session:
        """Let a session have ended."""
        how: dict[str, Any] = {"ended": at, "outcome": "completed", "started": at - 3600}
        return self.session(session_id, folder, **(how | values))

    def lock(self, session: Session, path: str, **values: Any) -> Lock:
        """Let a session hold a path since that day in March, for long."""
        target = places.target(str(Path(session.path) / path))
        fields: dict[str, Any] = {
            **target.as_dict(),
            "anchor": target.anchor,
            "mode": "exclusive",
            "reason": "",
            "acquired": MARCH,
            "touched": MARCH,
            "expires": FAR,
            "awake_expires": FAR,
        }
        with self.desk() as desk:
            return desk.tx.add_lock(Lock(generation=0, session_id=session.session_id, agent_id="", **(fields | values)))

    def wait(self, session: Session, path: str) -> None:
        """Let a session wait for a path."""
        with self.desk() as desk:
            desk.tx.wait(places.target(str(Path(session.path) / path)), Holder(session.session_id), self.now)

    def wish(self, session: Session, target: Target) -> bool:
        """Tell whether a session would get a lock, without taking it."""
        with self.desk() as desk:
            return not desk.rivals(Wish(Holder(session.session_id), target))[0]

    def event(self, kind: str, session_id: str, **values: Any) -> None:
        """Let something have happened on that day in March."""
        with self.desk() as desk:
            desk.tx.append(Event(at=MARCH, kind=kind, session_id=session_id, **values))

    def claude_says(self, pid: int, **entry: Any) -> None:
        """Let Claude Code's own registry tell of a session."""
        folder = self.world.home / ".claude" / "sessions"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{pid}.json").write_text(json.dumps({"pid": pid, **entry}))


@pytest.fixture
def office(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Give a private world in UTC and in an empty folder, in which there is no Claude Code."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    (world.home / "empty").mkdir()
    monkeypatch.chdir(world.home / "empty")
    without_client = [folder for folder in os.environ["PATH"].split(os.pathsep) if not Path(folder, "claude").exists()]
    monkeypatch.setenv("PATH", os.pathsep.join(without_client))
    yield Office(world, capsys)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def shop(office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository, and stand in it."""
    folder = office.world.home / "shop"
    folder.mkdir()
    office.world.run(["git", "init", "-q"], folder)
    monkeypatch.chdir(folder)
    return folder
