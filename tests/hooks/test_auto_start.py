"""With `auto_start` a session that starts starts the monitor, which belongs to no session; a repository cannot."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.coordination.monitor import incumbent
from covey.serve import control
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.coordination.monitor import Incumbent

    from .conftest import Hooks

BOUND_SECONDS = 30


@pytest.fixture(autouse=True)
def _end_monitor(hooks: Hooks) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    yield
    control.stop(str(hooks.home), Machine())


def monitor(hooks: Hooks) -> Incumbent:
    """Wait for the monitor."""
    return control.await_start(str(hooks.home), Machine())


@pytest.mark.requirement("S1-2")
def test_the_first_session_starts_it_and_the_next_finds_it_there(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_AUTO_START": "yes"}
    hooks.event("SessionStart")
    first = monitor(hooks)
    hooks.event("SessionStart", "two")
    assert monitor(hooks).pid == first.pid
    log = (hooks.home / "serve.log").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["what"] for line in log].count("monitor.started") == 1


def test_a_users_file_says_so_too(hooks: Hooks) -> None:
    folder = Path(os.environ["HOME"]) / ".config" / "covey"
    folder.mkdir(parents=True)
    (folder / "coordination.yaml").write_text("session_coordination:\n  auto_start: true\n")
    hooks.event("SessionStart")
    assert monitor(hooks).pid


def test_nobody_else_starts_it(hooks: Hooks) -> None:
    """Neither by default, nor because a repository wants it."""
    (hooks.workspace / ".covey").mkdir()
    (hooks.workspace / ".covey" / "coordination.yaml").write_text("session_coordination:\n  auto_start: true\n")
    answer = hooks.event("SessionStart")
    assert "auto_start=yes: you alone set it, a repository cannot" in json.dumps(answer)
    assert not (hooks.home / "serve.lock").exists()


def test_it_keeps_nothing_of_the_session_that_started_it(hooks: Hooks) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("only Linux shows another process's environment")
    hooks.environ = {
        "COVEY_AUTO_START": "yes",
        "COVEY_RETENTION_DAYS": "1",
        "CLAUDE_CODE_SESSION_ID": "one",
        "ANTHROPIC_API_KEY": "secret",
        "CLAUDE_CONFIG_DIR": os.environ["HOME"] + "/.claude",
    }
    hooks.event("SessionStart")
    process = Path("/proc", str(monitor(hooks).pid))
    kept = dict(line.split("=", 1) for line in (process / "environ").read_text().split("\0") if line)
    assert {name for name in kept if name.startswith(("CLAUDE", "ANTHROPIC", "COVEY_"))} <= {
        "CLAUDE_CONFIG_DIR",
        "COVEY_HOME",
        "COVEY_WORLD",
    }
    assert "CLAUDE_CONFIG_DIR" in kept
    assert until(lambda: (process / "cwd").readlink() == Path("/"), BOUND_SECONDS)


def test_a_monitor_that_cannot_start_is_told_by_doctors_record(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_AUTO_START": "yes"}
    (hooks.home / "serve.lock").mkdir(parents=True)
    hooks.event("SessionStart")
    assert until(lambda: any(failure.event == "serve" for failure in hooks.failures()), BOUND_SECONDS)
    assert incumbent(str(hooks.home), Machine()) is None
