"""A repository in which another session holds four files: what the gate says of a command there, and what it does."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

from covey.errors import UnavailableError
from covey.hooks.call import understood
from covey.hooks.door import Visit
from covey.hooks.events import on_event
from covey.hooks.gate import before_edit
from covey.settings import Settings
from covey.store.sqlite import SqliteStore
from covey.testing import clients
from covey.testing.npm_packages import NpmPackage

from .copies import Copy
from .repository import HELD, build

BASH = shutil.which("bash") or ""
RUN_SECONDS = 30
HOLDER, OTHER = "holder", "other"
AGE_SECONDS = 60
PRETTIER = NpmPackage("prettier", "3.6.2", "Prettier", program="bin/prettier.cjs")
NOT_RUN = frozenset(
    {"apt", "apt-get", "claude", "docker", "gh", "kubectl", "podman", "scp", "ssh", "sudo", "systemctl", "tmux"}
)
"""What reaches beyond the sandbox is not on its PATH."""


@dataclass(frozen=True)
class Outcome:
    """What came of a command: whether it was refused, which held files it changed, and which of them were found."""

    is_refused: bool
    changed: frozenset[str]
    found: frozenset[str]
    said: str
    output: str


class Sandbox:
    """A folder with a template, and a copy of it at a fixed place in which one command after another is run."""

    def __init__(self, root: Path) -> None:
        """Make the template, and let the holder hold its files."""
        self.root = root.resolve()
        self.live = self.root / "live"
        self.repository, self.state, self.tmp = (self.live / name for name in ("repo", "state", "tmp"))
        self.environment = _environment(self.root, self.live)
        build(self.live, self.environment)
        _link_prettier(self.repository / "node_modules/.bin", self.root / "programs")
        for path in HELD:
            self._hook("PreToolUse", HOLDER, "Edit", {"file_path": str(self.repository / path)})
        self._age()
        self._copy = Copy(self.root / "original", self.live)

    def judge(self, command: str) -> Outcome:
        """Ask the gate about a command, run it whatever the gate says, and look afterwards if it was let go on."""
        self._copy.restore()
        asked = command.replace("/tmp/", f"{self.tmp}/").replace("{PWD}", str(self.repository))  # noqa: S108
        before = self._states()
        told = self._hook("PreToolUse", OTHER, "Bash", {"command": asked})
        is_refused = told.get("hookSpecificOutput", {}).get("permissionDecision") in ("deny", "ask")
        output = self._run(asked)
        after = self._states()
        changed = frozenset(path for path in HELD if before[path] != after[path])
        said = told.get("hookSpecificOutput", {}).get("permissionDecisionReason", "")
        found = frozenset[str]() if is_refused else self._found_after(asked)
        return Outcome(is_refused, changed, found & changed, said, output)

    def _states(self) -> dict[str, tuple[int, int, bytes] | None]:
        return {path: _state(self.repository / path) for path in HELD}

    def _hook(self, event: str, session_id: str, tool: str, tool_input: dict[str, str]) -> dict[str, Any]:
        call = {
            "hook_event_name": event,
            "session_id": session_id,
            "cwd": str(self.repository),
            "tool_name": tool,
            "tool_input": tool_input,
            "tool_use_id": "toolu_1",
        }
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environment)
        try:
            visit = Visit(understood(call), str(self.state), Settings())
            answer = before_edit(visit) if event == "PreToolUse" else on_event(visit)
            visit.store.close()
        finally:
            os.environ.clear()
            os.environ.update(before)
        return json.loads(answer or "{}")

    def _run(self, command: str) -> str:
        output = self.root / "output"
        with output.open("wb") as file:
            how: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": file}
            bash = subprocess.Popen(
                [BASH, "-c", command], cwd=self.repository, env=self.environment, start_new_session=True, **how
            )
        ends = os.pidfd_open(bash.pid)  # a wait with a limit would look every now and then
        select([ends], [], [], RUN_SECONDS)
        os.close(ends)
        with suppress(ProcessLookupError):
            os.killpg(bash.pid, signal.SIGKILL)
        bash.wait()
        return output.read_text(encoding="utf-8", errors="replace")[-500:]

    def _found_after(self, command: str) -> frozenset[str]:
        """Tell covey that a command has run, and give the held files of which it then says that they changed."""
        self._hook("PostToolUse", OTHER, "Bash", {"command": command})
        store = SqliteStore(str(self.state))
        with store.read() as tx:
            found = frozenset(event.path for _, event in tx.events() if event.kind == "lock.overrun")
        store.close()
        return found

    def _age(self) -> None:
        """Let the holder have taken its locks a minute ago."""
        store = SqliteStore(str(self.state))
        with store.write() as tx:
            for lock in tx.locks():
                times = {name: getattr(lock, name) - AGE_SECONDS for name in ("touched", "expires", "awake_expires")}
                tx.renew_lock(lock.but(**times))
        store.close()


def _environment(root: Path, live: Path) -> dict[str, str]:
    programs = root / "programs"
    programs.mkdir(parents=True)
    for folder in ("/usr/local/bin", "/usr/bin", "/bin"):
        for program in Path(folder).iterdir() if Path(folder).is_dir() else ():
            if program.name not in NOT_RUN and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": f"{Path(sys.executable).parent}:{programs}",
        "HOME": str(live / "home"),
        "TMPDIR": str(live / "tmp"),
        "USER": "tess",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "CLAUDE_PID": "4194305",  # above the highest pid, so no process is taken for a client
        "GIT_CONFIG_NOSYSTEM": "1",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "no_proxy": "127.0.0.1",
        "PIP_NO_INDEX": "1",
        "npm_config_offline": "true",
        "npm_config_update_notifier": "false",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def _link_prettier(*folders: Path) -> None:
    try:
        program = PRETTIER.fetched(clients.default_cache().absolute() / f"prettier-{PRETTIER.version}")
    except UnavailableError:
        return  # the commands that need it say that it is missing
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "prettier").symlink_to(program)


def _state(path: Path) -> tuple[int, int, bytes] | None:
    try:
        found = path.lstat()
        return found.st_mtime_ns, found.st_ino, path.read_bytes()
    except OSError:
        return None
