"""After a shell command: what it really changed is found, told to both, and what it made is its session's (B-1)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Hooks

GENERATE = "python generate.py"
PROMPT = {"prompt": "go on"}


@pytest.fixture
def held(hooks: Hooks) -> Path:
    """Let the first session hold auth.py, which it has not touched for a while."""
    (hooks.workspace / "auth.py").write_text("first\n")
    hooks.edit("auth.py")
    hooks.age(60)
    return hooks.workspace / "auth.py"


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("event", ["PostToolUse", "PostToolUseFailure"])
def test_a_change_that_no_parser_could_foretell_is_told_to_both(hooks: Hooks, held: Path, event: str) -> None:
    assert hooks.command_call(GENERATE, "two") == {}
    held.write_text("of the second\n")
    told = context(hooks.ran(GENERATE, "two", event=event))
    name = hooks.session().name
    assert told == f"auth.py changed while this command ran, and is held by {name}, who was told."
    heard = context(hooks.event("UserPromptSubmit", **PROMPT))
    assert heard.startswith(
        f"auth.py, which this session holds, changed while a command of {hooks.session('two').name}"
    )
    assert f"ran: “{GENERATE}”" in heard
    assert ("lock.overrun", "two") in hooks.log()
    assert hooks.event("UserPromptSubmit", **PROMPT) == {}, "once"


@pytest.mark.parametrize("how", ["removed", "replaced", "moved away"])
def test_every_way_of_changing_a_file_is_seen(hooks: Hooks, held: Path, how: str) -> None:
    hooks.command_call(GENERATE, "two")
    if how == "removed":
        held.unlink()
    elif how == "replaced":
        other = held.with_name("other")
        other.write_text("first\n")
        os.utime(other, ns=(held.stat().st_atime_ns, held.stat().st_mtime_ns))
        other.replace(held)
    else:
        held.rename(held.with_name("away"))
    assert "auth.py changed while this command ran" in context(hooks.ran(GENERATE, "two"))


def test_a_command_that_changed_nothing_of_others_says_nothing(hooks: Hooks, held: Path) -> None:
    hooks.command_call(GENERATE, "two")
    held.with_name("mine.py").write_text("x")
    assert hooks.ran(GENERATE, "two") == {}
    assert held.read_text() == "first\n"
    assert hooks.event("UserPromptSubmit", **PROMPT) == {}


def test_what_the_holder_changed_itself_meanwhile_is_not_laid_at_the_others_door(hooks: Hooks, held: Path) -> None:
    hooks.command_call(GENERATE, "two")
    hooks.edit("auth.py")
    held.write_text("second\n")
    hooks.edited("auth.py")
    assert hooks.ran(GENERATE, "two") == {}
    assert ("lock.overrun", "two") not in hooks.log()


@pytest.mark.parametrize("action", ["warn", "proceed"])
def test_where_edits_would_have_passed_it_is_only_recorded(hooks: Hooks, held: Path, action: str) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    hooks.command_call(GENERATE, "two")
    held.write_text("of the second\n")
    assert hooks.ran(GENERATE, "two") == {}
    assert ("lock.overrun", "two") in hooks.log()
    assert hooks.event("UserPromptSubmit", **PROMPT) == {}


def test_outside_any_repository_held_files_are_watched_too(hooks: Hooks, tmp_path: Path) -> None:
    notes = tmp_path.resolve() / "notes.txt"
    notes.write_text("first\n")
    hooks.edit(notes)
    hooks.age(60)
    hooks.command_call(GENERATE, "two", cwd=str(notes.parent))
    notes.write_text("of the second\n")
    told = context(hooks.ran(GENERATE, "two", cwd=str(notes.parent)))
    assert f"{notes} changed while this command ran" in told


@pytest.mark.parametrize("name", ["two words.py", "line\nend.py", "🦆.py", "-rf"])
def test_odd_names_are_watched_too(hooks: Hooks, name: str) -> None:
    (hooks.workspace / name).write_text("first\n")
    hooks.edit(name)
    hooks.age(60)
    hooks.command_call(GENERATE, "two")
    (hooks.workspace / name).write_text("of the second\n")
    assert "changed while this command ran" in context(hooks.ran(GENERATE, "two"))


@pytest.mark.requirement("B-1")
@pytest.mark.usefixtures("git")
def test_a_new_file_is_held_by_the_session_whose_command_made_it(hooks: Hooks) -> None:
    (hooks.workspace / "before.py").write_text("x")
    os.utime(hooks.workspace / "before.py", (1, 1))
    hooks.command_call(GENERATE)
    hooks.command_call(GENERATE, "two", tool_use_id="other")
    (hooks.workspace / "deep").mkdir()
    (hooks.workspace / "deep/new.py").write_text("x")
    (hooks.workspace / "auth.py").write_text("changed, not new\n")
    assert hooks.ran(GENERATE) == {}
    assert ("one", "deep/new.py") in hooks.held()
    assert ("one", "auth.py") not in hooks.held()
    hooks.ran(GENERATE, "two", tool_use_id="other")
    assert ("two", "deep/new.py") not in hooks.held()


def test_ignored_files_are_not_held_and_neither_is_a_flood(hooks: Hooks, git: Callable[..., str]) -> None:
    (hooks.workspace / ".gitignore").write_text("build/\n")
    git("add", ".")
    git("commit", "-q", "-m", "ignore")
    hooks.command_call(GENERATE)
    (hooks.workspace / "build").mkdir()
    (hooks.workspace / "build/out.js").write_text("x")
    for number in range(60):
        (hooks.workspace / f"page-{number}.html").write_text("x")
    hooks.ran(GENERATE)
    assert len(hooks.held()) == 20
    assert not [path for _, path in hooks.held() if path.startswith("build")]


def test_what_the_client_itself_says_of_a_command_is_taken(hooks: Hooks) -> None:
    """`bashEditDiff` of 2.1.269 and newer; here no git could tell, since the folder is no real repository."""
    made, changed = str(hooks.workspace / "made.py"), str(hooks.workspace / "src/auth.py")
    hooks.hold("src/**", "two")
    hooks.age(60)
    hooks.command_call(GENERATE)
    diff: dict[str, Any] = {
        "files": [{"filePath": made, "hunks": [], "created": True}],
        "changedFiles": [made, changed, "/etc/hosts"],
    }
    told = context(hooks.ran(GENERATE, tool_response={"stdout": "", "bashEditDiff": diff}))
    assert "src/auth.py changed while this command ran, and is held by" in told
    assert ("one", "made.py") in hooks.held()


NO_DIFFS: list[Any] = [None, 5, {}, {"changedFiles": 5}, {"changedFiles": [5, ""], "files": [5, {}]}]


@pytest.mark.parametrize("diff", NO_DIFFS)
def test_whatever_else_the_client_says_disturbs_nobody(hooks: Hooks, diff: Any) -> None:
    hooks.command_call(GENERATE)
    assert hooks.ran(GENERATE, tool_response={"bashEditDiff": diff}) == {}
    assert hooks.failures() == []


def test_a_command_in_the_background_is_looked_at_when_the_turn_ends_and_later(hooks: Hooks, held: Path) -> None:
    hooks.event("UserPromptSubmit", "two", **PROMPT)
    hooks.command_call(GENERATE, "two", tool_input={"command": GENERATE, "run_in_background": True})
    assert hooks.ran(GENERATE, "two") == {}
    held.write_text("once\n")
    assert "auth.py changed while this command ran" in context(hooks.event("Stop", "two"))
    assert hooks.event("Stop", "two") == {}
    held.write_text("twice\n")
    assert "auth.py changed while this command ran" in context(hooks.event("UserPromptSubmit", "two", **PROMPT))


def test_a_cancelled_command_which_no_hook_tells_of_is_looked_at_at_the_next_prompt(hooks: Hooks, held: Path) -> None:
    hooks.command_call(GENERATE, "two")
    held.write_text("of the second\n")
    assert "auth.py changed while this command ran" in context(hooks.event("UserPromptSubmit", "two", **PROMPT))


def test_two_commands_at_once_tell_of_a_change_once(hooks: Hooks, held: Path) -> None:
    hooks.command_call(GENERATE, "two")
    hooks.command_call("make", "two")
    held.write_text("of the second\n")
    assert "auth.py changed" in context(hooks.ran(GENERATE, "two"))
    assert hooks.ran("make", "two") == {}
    assert hooks.log().count(("lock.overrun", "two")) == 1


def test_a_stopped_command_is_not_watched(hooks: Hooks, held: Path) -> None:
    hooks.command_call("echo x > auth.py", "two")
    held.write_text("by a person\n")
    assert "auth.py changed" not in context(hooks.event("UserPromptSubmit", "two", **PROMPT))


def test_a_sessions_end_forgets_its_commands(hooks: Hooks) -> None:
    hooks.command_call(GENERATE)
    hooks.event("SessionEnd")
    assert hooks.watches() == []


def test_a_command_that_wrote_its_sessions_own_file_renews_the_lock(hooks: Hooks, git: Callable[..., str]) -> None:
    hooks.edit("auth.py")
    hooks.age(1800)
    (before,) = hooks.locks()
    hooks.command_call(GENERATE)
    (hooks.workspace / "auth.py").write_text("changed\n")
    assert git("status", "--porcelain") != ""
    hooks.ran(GENERATE)
    (after,) = hooks.locks()
    assert after.expires > before.expires + 1000
