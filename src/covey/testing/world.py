"""A private world for a test: its own HOME, state, PATH, git and Claude Code, and nobody left alive at its end."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from covey.errors import UnavailableError
from covey.testing.claude_process import ClaudeProcess, ClaudeResult
from covey.testing.processes import end_survivors
from covey.testing.surroundings import API_KEY, environment, fill_bin
from covey.testing.terminal import Terminal
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from covey.testing.messages_api import MessagesApi

__all__ = ["World"]

GIT_CONFIG = "[user]\n\tname = Tess Tester\n\temail = tess@example.invalid\n[init]\n\tdefaultBranch = main\n"
MAY_EDIT = ("--permission-mode", "acceptEdits")
RUN_SECONDS = 50  # under the 60 of a test's own timeout, so that our error comes first


class World:
    """A folder that holds all a test may touch, and the processes that run in it."""

    def __init__(self, root: Path, client: Path | None = None) -> None:
        """Make the folders below root, and put the client on the PATH as `claude`."""
        self.root = root.resolve()
        self.home, self.covey_home, self._bin = self.root / "home", self.root / "covey", self.root / "bin"
        for name in ("home", "state", "tmp", "bin", "runs", "repositories"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / "gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
        self._client = client
        fill_bin(self._bin, client)
        self._numbers = itertools.count(1)
        self._ends = ExitStack()
        self._ends.callback(end_survivors, self.root)

    def __enter__(self) -> Self:
        """Give the world itself."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Close the world."""
        self.close()

    def close(self) -> None:
        """End every process that this world started, and every process that those left behind."""
        self._ends.close()

    def env(self, api_url: str = "") -> dict[str, str]:
        """Give the whole environment of a process in this world; without an API its client reaches nobody."""
        return environment(self.root, api_url)

    def repository(self, name: str = "repository") -> Path:
        """Make a git repository with a first commit."""
        folder = self.root / "repositories" / name
        folder.mkdir()
        (folder / "README.md").write_text(f"# {name}\n", encoding="utf-8")
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
            self.run(["git", *arguments], folder)
        return folder

    def run(  # noqa: PLR0913  (all but the command have a default)
        self,
        command: Sequence[str],
        cwd: Path | None = None,
        *,
        env: Mapping[str, str] | None = None,
        words: str = "",
        timeout: float = RUN_SECONDS,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run any program to its end, with these words on its stdin; with check, raise UnavailableError if it fails."""
        whole = {**self.env(), **(env or {})}
        found = shutil.which(command[0], path=whole["PATH"]) or command[0]
        how: dict[str, Any] = {"cwd": cwd or self.root, "env": whole, "input": words, "timeout": timeout}
        try:
            done = subprocess.run([found, *command[1:]], capture_output=True, text=True, check=False, **how)
        except subprocess.TimeoutExpired as problem:
            raise UnavailableError(f"{' '.join(command)} did not end within {timeout} s") from problem
        if check and done.returncode:
            raise UnavailableError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done

    def claude_command(self) -> list[str]:
        """Give the command that starts this world's client."""
        if self._client is None:
            raise UnavailableError("this world has no client", hint="World(root, client=clients.client())")
        return [str(self._bin / "claude")]

    def start_claude(
        self,
        prompt: str,
        *,
        cwd: Path,
        api: MessagesApi,
        args: Sequence[str] = MAY_EDIT,
        env: Mapping[str, str] | None = None,
    ) -> ClaudeProcess:
        """Start `claude -p` with a stream of JSON; it may edit files unless other arguments are given."""
        command = [*self.claude_command(), "-p", prompt, "--output-format", "stream-json", "--verbose", *args]
        output = self.root / "runs" / f"{next(self._numbers)}.out"
        process = ClaudeProcess(command, cwd, {**self.env(api.url), **(env or {})}, output)
        self._ends.callback(process.kill)
        return process

    def run_claude(self, prompt: str, *, timeout: float = RUN_SECONDS, **how: Any) -> ClaudeResult:
        """Run `claude -p` to its end, with the arguments of start_claude."""
        return self.start_claude(prompt, **how).wait(timeout)

    def open_claude(
        self,
        *,
        cwd: Path,
        api: MessagesApi,
        args: Sequence[str] = MAY_EDIT,
        env: Mapping[str, str] | None = None,
    ) -> Terminal:
        """Open the client's terminal UI, without its first dialogs, and wait until it is idle."""
        self.prepare_terminal(cwd)
        terminal = self.open_terminal([*self.claude_command(), *args], cwd, {**self.env(api.url), **(env or {})})
        self.wait_for_status(terminal.pid, "idle")
        return terminal

    def open_terminal(self, command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Terminal:
        """Open a terminal in which a program of this world runs."""
        folder = self.root / "runs" / f"terminal-{next(self._numbers)}"
        folder.mkdir()
        terminal = Terminal(command, cwd, env or self.env(), folder)
        self._ends.callback(terminal.close)
        return terminal

    def prepare_terminal(self, cwd: Path) -> None:
        """Say in ~/.claude.json that the first dialogs are answered and that this folder is trusted."""
        file = self.home / ".claude.json"
        state = _read(file)
        state["hasCompletedOnboarding"] = True
        state["customApiKeyResponses"] = {"approved": [API_KEY[-20:]], "rejected": []}
        projects = state.setdefault("projects", {})
        projects.setdefault(str(cwd.resolve()), {})["hasTrustDialogAccepted"] = True
        file.write_text(json.dumps(state), encoding="utf-8")

    def client_session(self, pid: int) -> dict[str, Any]:
        """Give what the client itself says of the session of this process, or nothing."""
        return _read(self.home / ".claude" / "sessions" / f"{pid}.json")

    def wait_for_status(self, pid: int, status: str, timeout: float = 20) -> dict[str, Any]:
        """Give what the client says of its session as soon as it is idle, busy or waiting."""
        if not until(lambda: self.client_session(pid).get("status") == status, timeout):
            raise UnavailableError(f"process {pid} was not {status} within {timeout} s: {self.client_session(pid)}")
        return self.client_session(pid)


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # not there yet, or half written
        return {}
