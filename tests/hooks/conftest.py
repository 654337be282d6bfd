"""What the tests of the hooks share: whole hook processes, as Claude Code starts them, and the store they leave."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import covey
from covey.coordination import failures
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.readings import target_of
from covey.model.lock import Holder, Wish
from covey.settings import Settings
from covey.store.sqlite import SqliteStore
from covey.testing.client_registry import register
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.coordination.failures import Failure
    from covey.model.lock import Lock
    from covey.model.session import Session
    from covey.model.watch import Watch

HOOKS = Path(covey.__file__).resolve().parent / "hooks"
NOBODY = "4194305"
"""Above the highest pid: Claude Code tells a process that cannot be seen, so no test takes its own ancestors for it."""
RUN_SECONDS = 60


@dataclass
class Hooks:
    """A client's side of the hooks: each call is a process of its own."""

    home: Path
    workspace: Path
    python: str = sys.executable
    environ: dict[str, str] = field(default_factory=dict[str, str])

    def environment(self, **more: str) -> dict[str, str]:
        """Give the whole environment of a hook."""
        return {**os.environ, "CLAUDE_PID": NOBODY, **self.environ, **more}

    def runs_in(self, pid: int, session_id: str = "one") -> None:
        """Let the client's own registry say which process a session runs in, from here on."""
        self.environ = {"CLAUDE_PID": ""}
        register(os.environ, pid, session_id)

    def command(self, entry: str) -> list[str]:
        """Give the command of one of the two entries."""
        return [self.python, "-I", "-S", str(HOOKS / entry), "--home", str(self.home)]

    def run(self, entry: str, told: bytes, **environ: str) -> dict[str, Any]:
        """Run an entry to its end, and give its answer; it must end well and say nothing on standard error."""
        done = subprocess.run(
            self.command(entry),
            input=told,
            capture_output=True,
            timeout=RUN_SECONDS,
            env=self.environment(**environ),
            check=False,
            cwd=self.workspace,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        return json.loads(done.stdout or b"{}")

    def event(self, event: str, session_id: str = "one", /, **fields: Any) -> dict[str, Any]:
        """Tell of any event but the gate's."""
        return self.run("on_event.py", json.dumps(self.call(event, session_id, **fields)).encode())

    def edit(self, path: str | Path, session_id: str = "one", /, **fields: Any) -> dict[str, Any]:
        """Ask whether a file may be edited."""
        call = self.call("PreToolUse", session_id, **self.tool(path, str(fields.pop("tool", "Edit"))), **fields)
        return self.run("on_edit.py", json.dumps(call).encode())

    def command_call(
        self, command: str, session_id: str = "one", /, tool: str = "Bash", **fields: Any
    ) -> dict[str, Any]:
        """Ask whether a command may be run."""
        call = self.call("PreToolUse", session_id, **{**self.shell(command, tool), **fields})
        return self.run("on_edit.py", json.dumps(call).encode())

    def edited(self, path: str | Path, session_id: str = "one", /, **fields: Any) -> dict[str, Any]:
        """Tell that a file was edited."""
        return self.event("PostToolUse", session_id, **self.tool(path, "Edit"), **fields)

    def ran(
        self, command: str, session_id: str = "one", /, event: str = "PostToolUse", **fields: Any
    ) -> dict[str, Any]:
        """Tell that a command was run."""
        return self.event(event, session_id, **{**self.shell(command), **fields})

    def shell(self, command: str, tool: str = "Bash") -> dict[str, Any]:
        """Give what a hook is told of a shell."""
        return {"tool_name": tool, "tool_input": {"command": command}, "tool_use_id": f"toolu_{command[:20]}"}

    def call(self, event: str, session_id: str, **fields: Any) -> dict[str, Any]:
        """Give what a hook is told."""
        return {"hook_event_name": event, "session_id": session_id, "cwd": str(self.workspace), **fields}

    def tool(self, path: str | Path, name: str) -> dict[str, Any]:
        """Give what a hook is told of an editing tool."""
        where = "notebook_path" if name == "NotebookEdit" else "file_path"
        return {"tool_name": name, "tool_input": {where: str(self.workspace / path)}, "tool_use_id": "toolu_1"}

    def session(self, session_id: str = "one") -> Session:
        """Give a session's record."""
        store = SqliteStore(str(self.home))
        with store.read() as tx:
            session = tx.session(session_id)
        store.close()
        assert session is not None
        return session

    def locks(self) -> list[Lock]:
        """List all locks."""
        store = SqliteStore(str(self.home))
        with store.read() as tx:
            locks = tx.locks()
        store.close()
        return locks

    def held(self) -> list[tuple[str, str]]:
        """List who holds what."""
        return [(lock.session_id, lock.path) for lock in self.locks()]

    def release(self, path: str) -> None:
        """Let the lock on a path go, as after its time."""
        store = SqliteStore(str(self.home))
        with store.write() as tx:
            for lock in tx.locks():
                if lock.path == path:
                    tx.remove_lock(lock)
        store.close()

    def hold(self, text: str, session_id: str) -> None:
        """Let a session hold a path or a pattern, as `covey locks acquire` does."""
        self.event("UserPromptSubmit", session_id, prompt="hold")
        store = SqliteStore(str(self.home))
        with store.write() as tx:
            machine = Machine()
            target = target_of(text, str(self.workspace))
            Desk(tx, machine, Settings(), machine.now()).acquire(Wish(Holder(session_id), target))
        store.close()

    def watches(self, session_id: str = "one") -> list[Watch]:
        """List the commands of a session that are watched."""
        store = SqliteStore(str(self.home))
        with store.read() as tx:
            watches = tx.watches(session_id)
        store.close()
        return watches

    def log(self) -> list[tuple[str, str]]:
        """List what happened, as kind and session."""
        store = SqliteStore(str(self.home))
        with store.read() as tx:
            events = tx.events()
        store.close()
        return [(event.kind, event.session_id) for _, event in events]

    def failures(self) -> list[Failure]:
        """List the failures that were recorded."""
        return failures.since(str(self.home), 0)

    def age(self, seconds: float) -> None:
        """Let all locks be older than they are."""
        store = SqliteStore(str(self.home))
        with store.write() as tx:
            for lock in tx.locks():
                times = {name: getattr(lock, name) - seconds for name in ("touched", "expires", "awake_expires")}
                tx.renew_lock(lock.but(**times))
        store.close()


def break_repository(hooks: Hooks) -> None:
    """Let git answer no question about the workspace."""
    (hooks.workspace / ".git" / "config").write_text("[core\n")


def decision(answer: dict[str, Any]) -> str:
    """Give deny or ask, or nothing."""
    return answer.get("hookSpecificOutput", {}).get("permissionDecision", "")


def reason(answer: dict[str, Any]) -> str:
    """Give why a call was stopped."""
    return answer["hookSpecificOutput"]["permissionDecisionReason"]


def context(answer: dict[str, Any]) -> str:
    """Give what the model is told besides."""
    return answer.get("hookSpecificOutput", {}).get("additionalContext", "")


@pytest.fixture
def hooks(tmp_path: Path) -> Hooks:
    """Give hooks for a folder that looks like a repository."""
    workspace = tmp_path.resolve() / "shop"
    make_git_folder(workspace / ".git")
    return Hooks(tmp_path.resolve() / "state", workspace)


@pytest.fixture
def git(hooks: Hooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, require_program: Any) -> Callable[..., str]:
    """Make the workspace a real repository with one commit, of auth.py, and give git in it."""
    require_program("git")
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n\tname = Tess\n\temail = t@example.invalid\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments: str) -> str:
        command = ["git", "-C", str(hooks.workspace), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    shutil.rmtree(hooks.workspace / ".git")
    run("init", "-q", "-b", "main")
    (hooks.workspace / "auth.py").write_text("first\n")
    run("add", ".")
    run("commit", "-q", "-m", "first")
    return run
