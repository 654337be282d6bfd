"""The `claude` program is run for one answer, in its own environment, and never for longer than a bound."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.claude.program import Program
from covey.errors import UnavailableError
from covey.testing import clients
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.testing.world import World


def program(folder: Path, script: str, timeout_seconds: float = 30, **environ: str) -> Program:
    """Make a `claude` of a few shell lines."""
    path = folder / "claude"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Program(path, {"PATH": os.defpath, **environ}, timeout_seconds)


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
def test_the_real_client_is_found_and_says_its_version(claude_world: World, client: Path) -> None:
    found = Program.find(claude_world.env())
    assert found is not None
    assert ".".join(map(str, found.version())) in str(client)


def test_without_a_client_on_the_path_none_is_found(world: World) -> None:
    assert Program.find(world.env()) is None


def test_what_a_failing_client_says_is_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="claude plugin list failed with 3: half of it no luck"):
        program(tmp_path, "echo half of it; echo no luck >&2; exit 3").run("plugin", "list")


def test_a_client_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    marker = tmp_path / "child"
    hanging = program(tmp_path, f"sleep 600 & echo $! > {marker}; wait", timeout_seconds=1)
    with pytest.raises(UnavailableError, match="no answer in 1 seconds"):
        hanging.run("--version")
    child = Path("/proc", marker.read_text().strip(), "cmdline")
    assert until(lambda: not child.exists() or not child.read_bytes(), 10)


def test_a_client_that_cannot_be_started_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot be started"):
        Program(tmp_path / "nothing", {}).run("--version")


def test_an_answer_that_is_no_version_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="'hello', which is no version"):
        program(tmp_path, "echo hello").version()


def test_the_client_does_not_learn_of_the_session_that_covey_runs_in(tmp_path: Path) -> None:
    said = program(tmp_path, "env", CLAUDECODE="1", CLAUDE_CODE_MESSAGING_TOKEN="x", CLAUDE_CONFIG_DIR="/c").run()
    assert "CLAUDECODE" not in said
    assert "MESSAGING" not in said
    assert "CLAUDE_CONFIG_DIR=/c" in said
