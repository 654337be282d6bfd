"""Our own failures never break the user's session: the edit passes (or is stopped, if that is wanted), loudly."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import break_repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks


def damage(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    database = hooks.home / "covey.db"
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    for name in ("covey.db-wal", "covey.db-shm"):
        (hooks.home / name).unlink(missing_ok=True)


def write_text(hooks: Hooks) -> None:
    hooks.home.mkdir()
    (hooks.home / "covey.db").write_text("these are my notes, and no database\n" * 100)


def make_folder(hooks: Hooks) -> None:
    (hooks.home / "covey.db").mkdir(parents=True)


def empty(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    (hooks.home / "covey.db").write_bytes(b"")


def write_newer(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    code = f"import sqlite3; sqlite3.connect({str(hooks.home / 'covey.db')!r}).execute('PRAGMA user_version=999')"
    subprocess.run([hooks.python, "-c", code], check=True)


BROKEN_STORES: list[Callable[[Hooks], None]] = [damage, empty, write_text, make_folder, write_newer]
broken_store = pytest.mark.parametrize("break_store", BROKEN_STORES)


@pytest.mark.requirement("S1-18")
@broken_store
def test_a_broken_store_lets_the_edit_pass_and_tells_it(hooks: Hooks, break_store: Callable[[Hooks], None]) -> None:
    break_store(hooks)
    answer = hooks.edit("auth.py")
    assert answer.keys() == {"systemMessage"}
    assert answer["systemMessage"].startswith("covey could not check this edit, and let it pass: StoreError: ")
    assert str(hooks.home / "covey.db") in answer["systemMessage"]
    (failure,) = hooks.failures()
    assert (failure.event, failure.session_id) == ("PreToolUse", "one")
    assert "door.py:" in failure.where


@broken_store
def test_a_broken_store_stops_the_edit_if_that_is_wanted(hooks: Hooks, break_store: Callable[[Hooks], None]) -> None:
    break_store(hooks)
    hooks.environ = {"COVEY_ON_ERROR": "closed"}
    output = hooks.edit("auth.py")["hookSpecificOutput"]
    assert output["permissionDecision"] == "deny"
    assert output["permissionDecisionReason"].startswith("covey could not check this edit, and on_error is closed: ")
    assert len(hooks.failures()) == 1


@broken_store
@pytest.mark.parametrize("event", ["SessionStart", "PostToolUse", "Stop", "SessionEnd"])
def test_a_broken_store_breaks_no_event(hooks: Hooks, break_store: Callable[[Hooks], None], event: str) -> None:
    break_store(hooks)
    answer = hooks.event(event)
    assert answer["systemMessage"].startswith("covey could not follow this session: StoreError: ")
    assert [failure.event for failure in hooks.failures()] == [event]


@pytest.mark.parametrize("home", ["a file", "beneath a file", "/proc/covey"])
def test_a_state_folder_that_cannot_be_used_is_told_at_once(hooks: Hooks, home: str) -> None:
    file = hooks.home.parent / "file"
    file.write_text("mine")
    hooks.home = {"a file": file, "beneath a file": file / "state"}.get(home, Path(home))
    answer = hooks.edit("auth.py")
    assert answer.keys() == {"systemMessage"}
    assert f"This could not be recorded in {hooks.home}." in answer["systemMessage"]
    assert "systemMessage" in hooks.event("SessionStart")
    assert file.read_text() == "mine"
    assert hooks.run("on_edit.py", b"{}", COVEY_ON_ERROR="closed").keys() == {"hookSpecificOutput"}


def test_settings_that_cannot_be_taken_leave_the_defaults(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_LOCK_TIMEOUT": "soon", "COVEY_ON_ERROR": "perhaps", "COVEY_CONFLICT_ACTION": "\udcff"}
    hooks.edit("auth.py")
    assert hooks.edit("auth.py", "two")["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert hooks.failures() == []


def test_manifests_that_cannot_be_written_take_nothing_else_away(hooks: Hooks) -> None:
    folder = Path(os.environ["HOME"], ".claude")
    folder.mkdir(parents=True)
    (folder / "sessions").write_text("a file")
    break_repository(hooks)  # else the look for uncommitted changes has a manifest to write, too
    answer = hooks.event("SessionStart")
    assert "this session is" in answer["hookSpecificOutput"]["additionalContext"]
    assert hooks.session().ended is None
    hooks.edit("auth.py")
    assert hooks.event("SessionEnd") == {}
    assert hooks.locks() == []
    assert {failure.event for failure in hooks.failures()} == {"SessionStart", "SessionEnd"}


@pytest.mark.parametrize("event", ["PreToolUse", "SessionStart"])
def test_a_session_whose_folder_was_removed_goes_on(hooks: Hooks, event: str) -> None:
    gone = hooks.workspace.parent / "gone"
    gone.mkdir()
    entry = "on_edit.py" if event == "PreToolUse" else "on_event.py"
    call: dict[str, Any] = hooks.call(event, "one", **hooks.tool("auth.py", "Edit")) | {"cwd": str(gone)}
    answer = in_removed_folder(hooks, gone, hooks.command(entry), call)
    assert "systemMessage" not in str(answer)
    assert hooks.session().path == str(gone)


def test_a_relative_state_folder_in_a_folder_that_was_removed_is_a_failure_that_is_told(hooks: Hooks) -> None:
    gone = hooks.workspace.parent / "gone"
    gone.mkdir()
    hooks.environ = {"COVEY_HOME": "state"}
    call = hooks.call("PreToolUse", "one", **hooks.tool("auth.py", "Edit"))
    answer = in_removed_folder(hooks, gone, hooks.command("on_edit.py")[:-2], call)
    assert "could not be recorded in any folder" in answer


def in_removed_folder(hooks: Hooks, gone: Path, command: list[str], call: dict[str, Any]) -> str:
    """Run a hook in a folder that is removed when it starts."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', str(gone), *command],
        input=json.dumps(call).encode(),
        capture_output=True,
        timeout=60,
        env=hooks.environment(),
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_closed_streams_break_neither_the_session_nor_the_store(hooks: Hooks, closed: str) -> None:
    hooks.edit("auth.py", "holder")
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *hooks.command("on_edit.py")],
        input=b'{"session_id": "one"',
        capture_output=True,
        timeout=60,
        env=hooks.environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert hooks.held() == [("holder", "auth.py")]
    assert len(hooks.failures()) == 1


def test_a_reader_who_went_away_breaks_nothing(hooks: Hooks) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            hooks.command("on_edit.py"),
            input=b"nonsense",
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
            env=hooks.environment(),
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(hooks.failures()) == 1
