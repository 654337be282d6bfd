"""What tests of runs get: processes that begin at the same moment, a real Redis, small projects in six languages."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .redis_server import RedisServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

END_SECONDS = 100
PROJECTS = Path(__file__).with_name("projects")

collect_ignore = ["projects"]


@pytest.fixture
def at_the_gate() -> Iterator[Callable[[str, list[list[str]]], list[str]]]:
    """Give what starts a module once for each list of arguments, lets all go at once, and gives what each says."""
    with ExitStack() as ends:

        def started(module: str, arguments: list[str]) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", module, *arguments]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            ends.callback(process.wait)
            ends.callback(process.kill)
            return process

        def run(module: str, each: list[list[str]]) -> list[str]:
            rivals = [started(module, arguments) for arguments in each]
            for rival in rivals:
                assert rival.stdout
                assert rival.stdout.readline() == "ready\n"
            for rival in rivals:
                assert rival.stdin
                rival.stdin.write("go\n")
                rival.stdin.flush()
            return [rival.communicate(timeout=END_SECONDS)[0].strip() for rival in rivals]

        yield run


@pytest.fixture
def redis(require_program: Callable[[str], None]) -> Iterator[RedisServer]:
    """Give a real Redis that is empty; a socket's path must be short."""
    require_program("redis-server")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, RedisServer(Path(folder)) as server:
        yield server


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """Give what copies one of the projects to where it may be changed."""

    def copy(language: str) -> Path:
        return Path(shutil.copytree(PROJECTS / language, tmp_path / language))

    return copy
