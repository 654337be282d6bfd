"""After a tool: an edit renews its lock or learns that it was lost, and a commit brings files to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import break_repository, context

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks

HOUR = 3600.0


@pytest.mark.requirement("S1-4")
def test_an_edit_that_was_made_renews_its_lock(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    hooks.age(HOUR / 2)
    (before,) = hooks.locks()
    assert hooks.edited("auth.py") == {}
    (after,) = hooks.locks()
    assert after.generation == before.generation
    assert after.expires > before.expires + HOUR / 3


def test_an_edit_whose_lock_passed_to_another_while_it_waited_is_told(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    hooks.age(2 * HOUR)
    assert hooks.edit("auth.py", "two") == {}
    told = context(hooks.edited("auth.py"))
    assert told.startswith(f"auth.py was written just now, but its lock had passed to {hooks.session('two').name}")
    assert ("lock.overrun", "one") in hooks.log()
    assert hooks.held() == [("two", "auth.py")]


@pytest.mark.parametrize("action", ["ask", "warn", "proceed"])
def test_an_overrun_that_was_allowed_is_logged_and_not_told(hooks: Hooks, action: str) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    hooks.edit("auth.py", "two")
    hooks.edit("auth.py")
    assert hooks.edited("auth.py") == {}
    assert ("lock.overrun", "one") in hooks.log()


def test_an_edit_that_failed_takes_and_tells_nothing(hooks: Hooks) -> None:
    hooks.edit("auth.py", "two")
    assert hooks.event("PostToolUseFailure", **hooks.tool("auth.py", "Edit"), error="no match") == {}
    assert hooks.held() == [("two", "auth.py")]
    assert ("lock.overrun", "one") not in hooks.log()


def test_a_commit_releases_the_files_that_it_brought_to_rest(hooks: Hooks, git: Callable[..., str]) -> None:
    for name in ("auth.py", "api.py", "api.pyi"):
        hooks.edit(name)
        (hooks.workspace / name).write_text("second\n")
    git("add", "auth.py", "api.py")
    hooks.ran("git add auth.py")
    assert len(hooks.locks()) == 3, "nothing is committed yet"
    git("commit", "-q", "-m", "second")
    assert hooks.ran("git commit -m second") == {}
    assert hooks.held() == [("one", "api.pyi")]
    assert hooks.log().count(("lock.released", "one")) == 2
    assert hooks.ran("git commit -m second") == {}
    assert hooks.held() == [("one", "api.pyi")]


@pytest.mark.parametrize("state", ["changed", "staged", "half staged", "untracked", "ignored", "deleted", "renamed"])
def test_a_commit_of_other_files_releases_none_that_is_not_at_rest(
    hooks: Hooks, git: Callable[..., str], state: str
) -> None:
    (hooks.workspace / ".gitignore").write_text("build/\n")
    (hooks.workspace / "deep").mkdir()
    (hooks.workspace / "build").mkdir()
    path = {"untracked": "deep/new.py", "ignored": "build/out.py"}.get(state, "auth.py")
    hooks.edit(path)
    (hooks.workspace / path).write_text("changed\n")
    if state in ("staged", "half staged"):
        git("add", path)
    if state == "half staged":
        (hooks.workspace / path).write_text("first\n")
    if state == "deleted":
        (hooks.workspace / path).unlink()
    if state == "renamed":
        git("mv", path, "login.py")
    (hooks.workspace / "other.py").write_text("x")
    git("add", "other.py")
    git("commit", "-q", "-m", "other", "--", "other.py")
    hooks.ran("git commit -m other")
    assert hooks.held() == [("one", path)]


def test_a_file_that_was_put_back_is_at_rest_too(hooks: Hooks, git: Callable[..., str]) -> None:
    hooks.edit("auth.py")
    (hooks.workspace / "auth.py").write_text("changed\n")
    git("checkout", "-q", "auth.py")
    hooks.ran("git commit --allow-empty -m x")
    assert hooks.held() == []


def test_a_commit_that_failed_releases_nothing_that_is_not_at_rest(hooks: Hooks, git: Callable[..., str]) -> None:
    assert git("status", "--porcelain") == ""
    hooks.edit("auth.py")
    (hooks.workspace / "auth.py").write_text("changed\n")
    hooks.ran("git commit -am x", event="PostToolUseFailure")
    assert hooks.held() == [("one", "auth.py")]


@pytest.mark.usefixtures("git")
def test_locks_of_others_stay(hooks: Hooks) -> None:
    hooks.edit("auth.py", "two")
    hooks.ran("git commit -m x")
    assert hooks.held() == [("two", "auth.py")]


@pytest.mark.usefixtures("git")
def test_commits_release_nothing_if_that_is_not_wanted(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_RELEASE_ON": "session_end"}
    hooks.edit("auth.py")
    hooks.ran("git commit -m x")
    assert hooks.held() == [("one", "auth.py")]


@pytest.mark.usefixtures("git")
def test_odd_names_come_to_rest_too(hooks: Hooks, git: Callable[..., str]) -> None:
    names = ["[id].tsx", "two words.py", "🦆.py", "*.py", ":(top)x"]
    for name in names:
        hooks.edit(name)
        (hooks.workspace / name).write_text("x")
    git("add", ".")
    git("commit", "-q", "-m", "odd")
    (hooks.workspace / "*.py").write_text("changed")
    hooks.ran("git commit -m odd")
    assert hooks.held() == [("one", "*.py")]


def test_where_git_does_not_answer_nothing_is_released(hooks: Hooks) -> None:
    break_repository(hooks)
    hooks.edit("auth.py")
    assert hooks.ran("git commit -m x") == {}
    assert hooks.held() == [("one", "auth.py")]
    assert hooks.failures() == []
