"""The status line as a whole process: one line, whatever comes, and nothing changed by looking."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination import failures
from covey.coordination.failures import Failure

from .conftest import RUN_SECONDS
from .test_modules import GATE, MORE, loaded

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Hooks

STATUS = (MORE | GATE - {"covey.hooks.gate"}) | {
    *("covey.hooks.status", "covey.coordination.settings_files", "covey.coordination.standing", "covey.model.text")
}


def line(hooks: Hooks, session_id: str = "one", told: bytes | None = None, **environ: str) -> str:
    """Ask for the status line as Claude Code does, without colours unless they are wanted."""
    about: dict[str, Any] = {"hook_event_name": "Status", "session_id": session_id, "cwd": str(hooks.workspace)}
    done = subprocess.run(
        hooks.command("statusline.py"),
        input=json.dumps(about).encode() if told is None else told,
        capture_output=True,
        timeout=RUN_SECONDS,
        env=hooks.environment(**({"NO_COLOR": "1"} | environ)),
        check=False,
        cwd=hooks.workspace,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def fails(hooks: Hooks, seconds_ago: float) -> None:
    """Let a hook have failed."""
    at = time.time() - seconds_ago
    failures.record(str(hooks.home), Failure(at, "Stop", "one", "no space left", "door.py:1"))


def test_a_session_that_is_alone_and_holds_nothing_is_told_so(hooks: Hooks) -> None:
    hooks.event("SessionStart", source="startup")
    assert line(hooks) == "covey: alone here\n"


def test_a_session_that_covey_has_not_heard_of_sees_who_is_here(hooks: Hooks) -> None:
    hooks.edit("auth.py", "other")
    assert line(hooks, "new") == "covey: 1 other\n"


def test_others_my_locks_and_who_waits_are_told_in_one_line(hooks: Hooks) -> None:
    for path in ("auth.py", "db.py"):
        hooks.edit(path)
    hooks.edit("auth.py", "two")
    hooks.edit("auth.py", "three")
    assert line(hooks) == "covey: 2 others · I hold auth.py +1 · 2 wait for auth.py\n"
    assert line(hooks, "two") == "covey: 2 others · I wait for auth.py\n"


def test_a_failure_of_a_hook_is_shown_for_a_day(hooks: Hooks) -> None:
    hooks.event("SessionStart", source="startup")
    fails(hooks, seconds_ago=90_000)
    assert line(hooks) == "covey: alone here\n"
    fails(hooks, seconds_ago=3600)
    assert line(hooks) == "covey: alone here · ! hook failed\n"


def test_only_what_a_person_should_act_upon_is_coloured(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    hooks.edit("auth.py", "two")
    fails(hooks, seconds_ago=60)
    assert line(hooks, NO_COLOR="") == (
        "covey: 1 other · I hold auth.py · \x1b[33m1 waits for auth.py\x1b[0m · \x1b[31m! hook failed\x1b[0m\n"
    )


def test_a_long_or_strange_path_stays_short_and_on_the_line(hooks: Hooks) -> None:
    hooks.edit("libs/authentication/providers/saml/metadata.py")
    assert line(hooks) == "covey: alone here · I hold …tion/providers/saml/metadata.py\n"
    hooks.edit("new\nline.py", "two")
    assert "I hold new\\nline.py" in line(hooks, "two")


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b'{"session_id": "../x"}', b"\xff"])
def test_whatever_comes_the_line_is_one_line_and_nothing_is_recorded(hooks: Hooks, told: bytes) -> None:
    assert line(hooks, told=told) == "covey: cannot look (`covey doctor` says why)\n"
    assert hooks.failures() == []


def test_a_store_that_cannot_be_opened_is_told_and_not_broken_further(hooks: Hooks) -> None:
    hooks.home.mkdir()
    store: Path = hooks.home / "covey.db"
    store.write_bytes(b"this is no database" * 100)
    assert line(hooks) == "covey: cannot look (`covey doctor` says why)\n"
    assert store.read_bytes() == b"this is no database" * 100


def test_a_reader_that_has_gone_breaks_nothing(hooks: Hooks) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        hooks.command("statusline.py"), input=b"", stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_looking_changes_nothing(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    before = (hooks.session(), hooks.held(), hooks.log())
    line(hooks)
    assert (hooks.session(), hooks.held(), hooks.log()) == before


def test_it_loads_as_little_as_a_hook(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    assert loaded(hooks, "statusline.py", {"session_id": "one", "cwd": str(hooks.workspace)}) == STATUS
