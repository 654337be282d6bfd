"""Whether a worktree is dirty is found out by a process that nobody waits for, as git says, and without harm."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import HOOKS, break_repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks


def look(hooks: Hooks, session_id: str = "one", worktree: Path | None = None, **environ: str) -> None:
    command = [hooks.python, "-I", "-S", str(HOOKS / "dirt.py"), str(hooks.home), session_id]
    done = subprocess.run(
        [*command, str(worktree or hooks.workspace)],
        capture_output=True,
        timeout=60,
        env=hooks.environment(**environ),
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.fixture
def shop(hooks: Hooks) -> Hooks:
    """Give hooks with a session that is entered, without a look at dirt on the way."""
    hooks.edit("elsewhere.py")
    return hooks


@pytest.mark.requirement("S4-2")
@pytest.mark.parametrize(
    ("written", "dirty"), [({}, 0), ({"auth.py": "changed\n"}, 1), ({"auth.py": ""}, 1), ({"new.py": "x"}, 1)]
)
@pytest.mark.usefixtures("git")
def test_the_record_says_what_git_says(shop: Hooks, written: dict[str, str], dirty: int) -> None:
    assert shop.session().git_dirty is None
    for name, text in written.items():
        (shop.workspace / name).write_text(text)
    look(shop)
    assert shop.session().git_dirty == dirty


def test_where_git_does_not_answer_nothing_is_known(shop: Hooks) -> None:
    break_repository(shop)
    look(shop)
    assert shop.session().git_dirty is None
    assert shop.failures() == []


@pytest.mark.usefixtures("git")
def test_without_git_on_the_path_nothing_is_known(shop: Hooks) -> None:
    look(shop, PATH="/nowhere")
    assert shop.session().git_dirty is None
    assert shop.failures() == []


@pytest.mark.usefixtures("git")
def test_a_session_that_has_moved_on_or_ended_is_left_alone(shop: Hooks) -> None:
    look(shop, worktree=shop.workspace.parent)
    look(shop, "nobody")
    shop.event("SessionEnd")
    look(shop)
    assert shop.session().git_dirty is None
    assert shop.failures() == []


def test_no_program_that_the_repository_names_is_run(shop: Hooks, git: Callable[..., str], tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o700)
    git("config", "core.fsmonitor", str(program))
    look(shop)
    assert shop.session().git_dirty == 0
    shop.edit("auth.py")
    shop.ran("git commit -m x")
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("git")
def test_what_leads_git_elsewhere_is_not_handed_on(shop: Hooks) -> None:
    (shop.workspace / "auth.py").write_text("changed\n")
    look(shop, GIT_DIR="/nowhere", GIT_INDEX_FILE="/nowhere/index")
    assert shop.session().git_dirty == 1


@pytest.mark.usefixtures("git")
def test_a_failure_is_recorded(shop: Hooks) -> None:
    (Path(os.environ["HOME"]) / ".claude").mkdir(parents=True, exist_ok=True)
    (Path(os.environ["HOME"]) / ".claude" / "sessions").write_text("a file")
    look(shop)
    assert [failure.event for failure in shop.failures()] == ["dirt"]
