"""A checkout that a session's command puts onto another branch: those whose work is in it are told, and the person."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.watching import CLOCK_SECONDS
from covey.model.text import quoted
from covey.testing.waiting import until

from .conftest import context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Hooks

PROMPT = {"prompt": "go on"}


@pytest.fixture
def work(hooks: Hooks, git: Callable[..., str]) -> Callable[[str], dict[str, Any]]:
    """Let the first session have uncommitted work, and give what runs a command as the second session."""
    git("branch", "other")
    hooks.edit("auth.py")
    (hooks.workspace / "auth.py").write_text("of the first\n")

    def run(command: str) -> dict[str, Any]:
        assert hooks.command_call(command, "two") == {}
        subprocess.run(["bash", "-c", command], cwd=hooks.workspace, check=True, capture_output=True)
        return hooks.ran(command, "two")

    return run


COMMANDS = {
    "git checkout -q -b new": "new",
    "git switch -q -c new": "new",
    "git checkout -q --orphan new": "new",
    "git symbolic-ref HEAD refs/heads/other": "other",
    "git branch -m renamed": "renamed",
    "cd /; git -C {shop} switch -q -c new": "new",
    "echo 'ref: refs/heads/other' > .git/HEAD": "other",
}


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_session_whose_work_is_there_the_one_that_switched_and_its_person_are_told(
    hooks: Hooks, work: Callable[[str], dict[str, Any]], command: str
) -> None:
    branch, command = COMMANDS[command], command.format(shop=hooks.workspace)
    answer = work(command)
    one, two = hooks.session().name, hooks.session("two").name
    changed = f"The checkout {hooks.workspace} is on {branch} now, no longer on main"
    said = f"{changed}. {one} has uncommitted work there, and was told: auth.py."
    assert context(answer) == said
    assert answer["systemMessage"] == f"covey: {said}"
    heard = context(hooks.event("UserPromptSubmit", **PROMPT))
    assert heard.startswith(f"{changed}, since a command of {two} ran: {quoted(command)}.")
    assert f"This session's uncommitted work there: auth.py. What is committed there now goes onto {branch}.\n" in heard
    assert hooks.session().git_branch == hooks.session("two").git_branch == branch
    assert hooks.log().count(("session.branch", "one")) == 1
    assert hooks.event("UserPromptSubmit", **PROMPT) == {}, "once"


def test_a_checkout_that_leaves_its_branch_for_a_commit_is_told_by_that_commit(
    hooks: Hooks, git: Callable[..., str], work: Callable[[str], dict[str, Any]]
) -> None:
    commit = git("rev-parse", "HEAD")[:12]
    told = context(work("git checkout -q --detach"))
    assert told.startswith(f"The checkout {hooks.workspace} is on no branch (commit {commit}) now, no longer on main.")
    (hooks.workspace / "mine.py").write_text("x")
    assert work("git add mine.py && git commit -q -m mine -- mine.py") == {}


def test_what_is_committed_or_of_nobody_living_is_nobodys_work(
    hooks: Hooks, git: Callable[..., str], work: Callable[[str], dict[str, Any]]
) -> None:
    git("commit", "-q", "-a", "-m", "done")
    assert work("git switch -q -c new") == {}
    assert hooks.session().git_branch == "new", "the record follows all the same"
    (hooks.workspace / "auth.py").write_text("more\n")
    hooks.event("SessionEnd", "one", reason="other")
    assert work("git switch -q -c newer") == {}


def test_the_own_switch_of_the_session_whose_work_it_is_is_told_to_nobody(
    hooks: Hooks, work: Callable[[str], dict[str, Any]]
) -> None:
    hooks.command_call("git switch -q -c new")
    subprocess.run(["git", "switch", "-q", "-c", "new"], cwd=hooks.workspace, check=True)
    assert hooks.ran("git switch -q -c new") == {}
    assert hooks.session().git_branch == "new"
    assert work("git add auth.py") == {}


def test_a_switch_by_a_person_is_not_laid_at_the_door_of_the_next_command(
    hooks: Hooks, git: Callable[..., str], work: Callable[[str], dict[str, Any]]
) -> None:
    git("switch", "-q", "-c", "of-a-person")
    head = hooks.workspace / ".git/HEAD"
    assert until(lambda: time.time() > head.stat().st_ctime + CLOCK_SECONDS, 20)
    assert work("touch mine.py") == {}
    assert hooks.session().git_branch == "of-a-person"
    assert work("git symbolic-ref HEAD refs/heads/main")["systemMessage"].startswith("covey: The checkout")


def test_a_switch_in_another_worktree_touches_nobody_here(
    git: Callable[..., str], work: Callable[[str], dict[str, Any]], tmp_path: Path
) -> None:
    git("worktree", "add", "-q", str(tmp_path / "apart"), "other")
    assert work(f"git -C {tmp_path / 'apart'} switch -q -c new") == {}


def test_a_prompt_takes_note_of_the_branch(hooks: Hooks, git: Callable[..., str]) -> None:
    hooks.event("UserPromptSubmit", **PROMPT)
    git("switch", "-q", "-c", "new")
    hooks.event("UserPromptSubmit", **PROMPT)
    assert hooks.session().git_branch == "new"


def test_a_command_in_the_background_is_looked_at_when_the_next_turn_begins(
    hooks: Hooks, git: Callable[..., str], work: Callable[[str], dict[str, Any]]
) -> None:
    assert work("touch mine.py") == {}
    about = hooks.shell("sh branch.sh")
    about["tool_input"]["run_in_background"] = True
    assert hooks.command_call("", "two", **about) == {}
    assert hooks.event("PostToolUse", "two", **about) == {}
    git("switch", "-q", "-c", "new")
    answer = hooks.event("UserPromptSubmit", "two", **PROMPT)
    assert "is on new now, no longer on main." in context(answer)
    assert answer["systemMessage"].startswith("covey: The checkout")
