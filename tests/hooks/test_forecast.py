"""At the end of a turn a process that nobody waits for forecasts the merge, and leaves both sessions a notice."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.waiting import until

from .conftest import HOOKS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Hooks


def look(hooks: Hooks, session_id: str = "one", **environ: str) -> None:
    command = [hooks.python, "-I", "-S", str(HOOKS / "forecast.py"), str(hooks.home), session_id]
    done = subprocess.run(command, capture_output=True, timeout=60, env=hooks.environment(**environ), check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def notices(hooks: Hooks, session_id: str) -> list[str]:
    """List what waits for a session."""
    store = SqliteStore(str(hooks.home))
    with store.read() as tx:
        found = tx.notices(session_id)
    store.close()
    return [text for _, text in found]


def told(hooks: Hooks, session_id: str) -> str:
    """Give what a session hears with its next prompt."""
    where = {"cwd": str(hooks.session(session_id).worktree)}
    answer = hooks.event("UserPromptSubmit", session_id, prompt="go on", **where)
    return answer.get("hookSpecificOutput", {}).get("additionalContext", "")


@pytest.fixture
def side(hooks: Hooks, git: Callable[..., str], tmp_path: Path) -> Path:
    """Let session one work in the main checkout and two in a worktree, on one line of one file."""
    folder = tmp_path.resolve() / "side"
    git("worktree", "add", "-q", "-b", "side", str(folder))
    hooks.event("SessionStart")
    hooks.event("SessionStart", "two", cwd=str(folder))
    (hooks.workspace / "auth.py").write_text("one\n")
    (folder / "auth.py").write_text("two\n")
    return folder


@pytest.mark.requirement("B-4")
def test_both_sessions_are_told_once(hooks: Hooks, side: Path) -> None:
    look(hooks)
    look(hooks, "two")
    two, one = hooks.session("two"), hooks.session("one")
    assert told(hooks, "one") == (
        f"If the work of {two.name} in the worktree {side}, branch side were merged with this session's now, 1 file "
        "would conflict: auth.py (content, lines 1 here and 1 there). Nothing has been merged; "
        "`covey sessions conflicts` shows more."
    )
    assert f"the work of {one.name} in the worktree {hooks.workspace}, branch main were" in told(hooks, "two")
    assert [entry for entry in hooks.log() if entry[0] == "forecast.changed"] == [("forecast.changed", "one")]
    assert (told(hooks, "one"), told(hooks, "two")) == ("", "")


@pytest.mark.requirement("B-4")
def test_they_are_told_again_only_when_it_has_changed(hooks: Hooks, side: Path) -> None:
    look(hooks)
    assert len(notices(hooks, "one")) == 1
    (side / "auth.py").write_text("two\nand more lines\n")
    look(hooks, "two")
    assert len(notices(hooks, "one")) == 1
    for folder in (side, hooks.workspace):
        (folder / "new.py").write_text(str(folder))
    look(hooks)
    assert [("2 files" in text, "new.py (add/add" in text) for text in notices(hooks, "one")[1:]] == [(True, True)]
    for name in ("auth.py", "new.py"):
        (side / name).write_text((hooks.workspace / name).read_text())
    look(hooks, "two")
    assert "would merge without a conflict now" in notices(hooks, "two")[-1]
    assert (len(notices(hooks, "one")), len(notices(hooks, "two"))) == (3, 3)


@pytest.mark.requirement("B-4")
@pytest.mark.usefixtures("side")
def test_the_end_of_a_turn_starts_it(hooks: Hooks) -> None:
    assert hooks.event("Stop") == {}
    assert until(lambda: bool(notices(hooks, "one") and notices(hooks, "two")), 30)
    assert hooks.failures() == []


def test_where_all_merges_well_nothing_is_said(hooks: Hooks, side: Path) -> None:
    (side / "auth.py").write_text("first\n")
    look(hooks)
    assert notices(hooks, "one") == notices(hooks, "two") == []


@pytest.mark.usefixtures("side")
def test_nothing_is_said_where_other_worktrees_are_to_be_ignored(hooks: Hooks) -> None:
    look(hooks, COVEY_ACROSS_WORKTREES="ignore")
    assert notices(hooks, "one") == []


def test_what_cannot_be_found_out_is_kept_to_oneself(hooks: Hooks, side: Path) -> None:
    look(hooks, PATH="/nowhere")
    hooks.event("SessionStart", "three", cwd=str(side.parent))
    look(hooks, "three")
    look(hooks, "nobody")
    assert notices(hooks, "one") == []
    assert hooks.failures() == []


@pytest.mark.usefixtures("side")
def test_an_ended_session_is_left_alone(hooks: Hooks) -> None:
    hooks.event("SessionEnd", "two")
    look(hooks)
    look(hooks, "two")
    assert notices(hooks, "one") == notices(hooks, "two") == []


def test_a_failure_is_recorded(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    (hooks.home / "covey.db").write_bytes(b"no database")
    look(hooks)
    assert [failure.event for failure in hooks.failures()] == ["forecast"]
