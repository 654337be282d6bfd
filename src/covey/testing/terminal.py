"""A terminal on a private tmux server, in which a program runs as it does before a person."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from covey.errors import UnavailableError
from covey.testing.processes import is_alive
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["Terminal"]

# Relative to the folder it is run in: the path of a socket may have no more than about 100 characters.
SOCKET = "tmux.sock"
ANSWER_SECONDS = 20


class Terminal:
    """One program in one pane: type into it, read its screen, close it as a person closes a window."""

    def __init__(
        self, command: Sequence[str], cwd: Path, env: Mapping[str, str], folder: Path, size: tuple[int, int] = (160, 50)
    ) -> None:
        """Start the program; the server's socket lies in `folder`, which is for this terminal alone."""
        found = shutil.which("tmux", path=env.get("PATH"))
        if not found:
            raise UnavailableError("tmux is not on the PATH", hint="install tmux")
        self._tmux, self._folder, self._env = found, folder, env
        columns, rows = (str(each) for each in size)
        self._run("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows, "-c", str(cwd), *command)
        server, program = self._run("display-message", "-p", "#{pid} #{pane_pid}").split()
        self._server, self.pid = int(server), int(program)

    def __enter__(self) -> Self:
        """Give the terminal itself."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Close the terminal."""
        self.close()

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return is_alive(self.pid)

    def type(self, words: str) -> None:
        """Type words, without Enter."""
        self._run("send-keys", "-l", words)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: Enter, Escape, C-c, Up."""
        self._run("send-keys", *keys)

    def submit(self, words: str, timeout: float = ANSWER_SECONDS) -> None:
        """Type words, see them on the screen, and press Enter."""
        self.type(words)
        self.wait_for(words[:40], timeout)
        self.press("Enter")

    def confirm(self, words: str, timeout: float = ANSWER_SECONDS) -> None:
        """Press Enter until the dialog that shows these words has gone: a new one ignores keys for a moment."""
        self.wait_for(words, timeout)

        def has_gone() -> bool:
            self.press("Enter")
            return words not in self.screen()

        if not until(has_gone, timeout):
            raise UnavailableError(f"the dialog {words!r} did not go within {timeout} s:\n{self.screen()}")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as a person does who drags its edge."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        """Give what the screen shows now."""
        return self._run("capture-pane", "-p")

    def wait_for(self, words: str, timeout: float = ANSWER_SECONDS) -> str:
        """Give the screen as soon as it shows these words, or raise UnavailableError after the timeout (seconds)."""
        seen = [""]

        def shows() -> bool:
            seen[0] = self.screen()
            return words in seen[0]

        if not until(shows, timeout):
            raise UnavailableError(f"the screen did not show {words!r} within {timeout} s:\n{seen[0]}")
        return seen[0]

    def close(self, timeout: float = ANSWER_SECONDS) -> None:
        """Close the window: the program gets SIGHUP; end it when it has not gone within the timeout (seconds)."""
        with suppress(UnavailableError):
            self._run("kill-server")
        if not until(lambda: not self.is_running, timeout):
            os.kill(self.pid, signal.SIGKILL)
        until(lambda: not is_alive(self._server), timeout)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._tmux, "-S", SOCKET, *arguments],
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ANSWER_SECONDS,
            check=False,
        )
        if done.returncode:
            raise UnavailableError(f"tmux {' '.join(arguments)[:60]}: {done.stderr.strip()}")
        return done.stdout
