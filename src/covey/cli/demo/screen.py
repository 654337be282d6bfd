"""How a command of covey's is looked at: as data, as plain text, or as it shows itself in a terminal."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import termios
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from covey.cli.demo.stage import COVEY
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from covey.cli.demo.stage import Stage

ROWS = 50
ANSWER_SECONDS = 30
CHUNK = 65536


def as_data(stage: Stage) -> Callable[..., Any]:
    """Give a look that runs a command with --json and gives its data."""
    return lambda *words: json.loads(stage.covey(*words, "--json"))["data"]


def as_text(stage: Stage, columns: int | None) -> Callable[..., str]:
    """Give a look that runs a command as in a terminal of so many columns, or piped where there is none."""
    if columns is None:
        return stage.covey
    return lambda *words: in_terminal([*COVEY, *words], stage.repository, stage.env, columns)


def in_terminal(command: Sequence[str], cwd: Path, env: Mapping[str, str], columns: int) -> str:
    """Run a command in a terminal of its own and give what it writes there."""
    ours, its = os.openpty()
    termios.tcsetwinsize(its, (ROWS, columns))
    with os.fdopen(ours, "rb", buffering=0) as screen:
        with os.fdopen(its, "wb", buffering=0) as end:
            process = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=end, stderr=end, start_new_session=True
            )
        with process:
            try:
                said = _read(screen.fileno(), time.monotonic() + ANSWER_SECONDS).replace("\r\n", "\n")
                status = process.wait(ANSWER_SECONDS)
            except BaseException:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise
    if status:
        raise UnavailableError(f"{' '.join(command)} ended with {status}: {said}")
    return said


def _read(handle: int, deadline: float) -> str:
    """Read until nobody writes any more; raise UnavailableError when that is not before the deadline."""
    parts: list[bytes] = []
    while select.select([handle], [], [], max(0, deadline - time.monotonic()))[0]:
        try:
            part = os.read(handle, CHUNK)
        except OSError:  # Linux's way to say that the other end is closed
            part = b""
        if not part:
            return b"".join(parts).decode("utf-8", "replace")
        parts.append(part)
    raise UnavailableError(f"covey did not answer within {ANSWER_SECONDS} s")
