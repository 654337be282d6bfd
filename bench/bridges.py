"""The bridge to the MCP server: how soon a session has its first answer, and how much memory its process takes."""

from __future__ import annotations

import json
import subprocess
import time
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError
from covey.serve import bridge
from covey.serve.address import published
from covey.testing.waiting import until
from figures import Row, middle
from monitors import monitor
from scenes import PYTHON, Scene

if TYPE_CHECKING:
    from pathlib import Path

BRIDGES, QUICK_BRIDGES = 60, 3
READY_LIMIT_MS, MEMORY_LIMIT_MB = 50.0, 15.0
BOUND_SECONDS = 30.0
HANDSHAKE = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
GREETING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HANDSHAKE}).encode() + b"\n"


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Measure both, while a monitor has its host at work."""
    scene = Scene(folder / "bridges")
    with monitor(scene):
        if not until(lambda: published(str(scene.home), scene.machine) is not None, BOUND_SECONDS):
            raise UnavailableError("the monitor has no MCP host")
        _greet(scene)  # once, so that the host runs
        found = [_greet(scene) for _ in range(QUICK_BRIDGES if quick else BRIDGES)]
    times, sizes = [took for took, _ in found], [size for _, size in found]
    memory = Row("bridge: memory", max(sizes), "MB", MEMORY_LIMIT_MB, milliseconds=times)
    return [Row("bridge: first answer", middle(times), "ms", READY_LIMIT_MS, milliseconds=times), memory]


def _greet(scene: Scene) -> tuple[float, float]:
    """Start a bridge and shake hands through it; give the milliseconds that took, and its megabytes then."""
    command = [PYTHON, "-I", "-S", bridge.__file__, "--home", str(scene.home)]
    how: dict[str, Any] = {"env": scene.environ, "cwd": scene.workspace}
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, **how) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(GREETING)
        answer = process.stdout.readline()
        took = (time.perf_counter() - began) * 1000
        size = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, text=True, check=True)
        process.stdin.close()
    if b'"covey"' not in answer:
        raise UnavailableError(f"the bridge answered {answer[:200]!r}")
    return took, int(size.stdout) / 1024
