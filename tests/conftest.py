"""What every test gets: an environment in which nothing leads to the user's own files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from covey.errors import UnavailableError
from covey.testing import clients
from covey.testing.surroundings import places
from covey.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOREIGN = ("CLAUDE", "ANTHROPIC", "COVEY", "XDG_", "GIT_", "AI_AGENT", "DISABLE_", "IS_SANDBOX", "TMUX")

ANSWER_SECONDS = 20


@pytest.fixture(autouse=True)
def _private_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Let HOME and all that names a place point into the test's own world."""
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            monkeypatch.delenv(name)
    for name, value in places(tmp_path / "world").items():
        if name != "PATH":
            monkeypatch.setenv(name, value)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a private world without Claude Code; its processes end with the test."""
    with World(tmp_path / "world") as one:
        yield one


@pytest.fixture(scope="session")
def client(request: pytest.FixtureRequest) -> Path:
    """Give the newest pinned client, or the version that a test is parametrised with (indirect)."""
    try:
        return clients.client(getattr(request, "param", clients.NEWEST))
    except UnavailableError as problem:
        return _missing(f"{problem.message} ({problem.hint})")


@pytest.fixture
def claude_world(tmp_path: Path, client: Path) -> Iterator[World]:
    """Give a private world with the real Claude Code on its PATH; its processes end with the test."""
    with World(tmp_path / "world", client) as one:
        yield one


@pytest.fixture(scope="session")
def require_program() -> Callable[[str], None]:
    """Give what a test calls to say that it needs a program on the PATH."""

    def require(name: str) -> None:
        if not shutil.which(name):
            _missing(f"{name} is not on the PATH")

    return require


@pytest.fixture
def start_client() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Give what starts a process that stands for a session's client: it lives until it is killed, or the test ends."""
    with ExitStack() as ends:

        def start() -> subprocess.Popen[bytes]:
            client = ends.enter_context(subprocess.Popen(["cat"], stdin=subprocess.PIPE))
            ends.callback(client.kill)
            return client

        yield start


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen at `inbox`, as an idle client does; a socket's path must be short, so we stand in its folder."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("inbox")
        server.listen()
        server.settimeout(ANSWER_SECONDS)
        yield server


def _missing(what: str) -> Path:
    """Skip the test on a person's machine; fail where all real parts must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
