"""Whichever repository, worktree or name leads to a file, it is one file; and what lies beneath a folder is met."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import context, decision, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks

pytestmark = pytest.mark.requirement("B-1", "B-4")
WORKTREE = Path(".claude/worktrees/next")


@pytest.fixture
def worktree(hooks: Hooks, git: Callable[..., str]) -> Path:
    """Give a linked worktree beneath the repository, in which the first session has edited a file."""
    git("worktree", "add", "-q", str(WORKTREE))
    hooks.edit(WORKTREE / "auth.py", cwd=str(hooks.workspace / WORKTREE))
    return hooks.workspace / WORKTREE


# ---------------------------------------------------------------- worktrees, submodules and repositories beneath

REMOVING = (
    "git worktree remove --force next",
    "git worktree remove --force worktrees/next",
    "git worktree remove -f -f .claude/worktrees/next",
    "git worktree move next ../elsewhere",
    "rm -rf .claude/worktrees",
    "rm -rf .claude",
    "rm -rf .claude/*",
    "mv .claude elsewhere",
    "find .claude -delete",
    "find . -name '*.py' -delete",
    "find . -name '*.py' | xargs sed -i s/a/b/",
    "git clean -ffdx",
    "git clean -f -f -d",
    "rm -rf ../shop",
    "cd .. && rm -rf shop",
    "cd .claude/worktrees/next && git checkout other",
)
LEAVING = (
    "git clean -fd",
    "git stash",
    "git add -A",
    "git checkout other",
    "git worktree remove --force other",
    "rm -rf .claude/commands",
    "black .",
    "npx prettier --write .",
    "rm -f *.py",
)


@pytest.mark.usefixtures("worktree")
@pytest.mark.parametrize("command", REMOVING)
def test_what_is_held_in_a_worktree_beneath_is_met_from_above(hooks: Hooks, command: str) -> None:
    answer = hooks.command_call(command, "two")
    assert decision(answer) == "deny"
    assert "auth.py" in reason(answer)


@pytest.mark.usefixtures("worktree")
@pytest.mark.parametrize("command", LEAVING)
def test_what_leaves_the_worktree_beneath_alone_goes_on(hooks: Hooks, command: str) -> None:
    assert decision(hooks.command_call(command, "two")) == ""


@pytest.mark.usefixtures("worktree")
@pytest.mark.parametrize("more", ["d", "dx"])
def test_a_worktree_beneath_that_git_ignores_is_met_by_what_takes_the_ignored(hooks: Hooks, more: str) -> None:
    (hooks.workspace / ".gitignore").write_text(".claude\n")
    assert decision(hooks.command_call(f"git clean -ff{more}", "two")) == ("deny" if more == "dx" else "")


@pytest.mark.usefixtures("worktree")
def test_the_same_path_of_the_worktree_above_is_another_file(hooks: Hooks) -> None:
    answer = hooks.edit("auth.py", "two")
    assert decision(answer) == ""
    assert "the two will have to be merged" in context(answer)
    hooks.hold("**/*.md", "three")
    assert decision(hooks.edit(WORKTREE / "README.md", "one", cwd=str(hooks.workspace / WORKTREE))) == ""


def test_ignored_files_are_met_by_what_takes_the_ignored(hooks: Hooks, git: Callable[..., str]) -> None:
    (hooks.workspace / ".gitignore").write_text("local/\n*.env\n")
    git("add", ".gitignore")
    git("commit", "-qm", "ignore")
    hooks.edit("local/settings.ini")
    for path in ("local/settings.ini", "free.env"):
        (hooks.workspace / path).parent.mkdir(exist_ok=True)
        (hooks.workspace / path).touch()
    found = {flags: decision(hooks.command_call(f"git clean {flags}", "two")) for flags in ("-fd", "-fdx", "-fdX")}
    assert found == {"-fd": "", "-fdx": "deny", "-fdX": "deny"}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rm -rf vendor", "deny"),
        ("rm -rf vendor/library", "deny"),
        ("mv vendor elsewhere", "deny"),
        ("rm -f vendor/library/auth.py", "deny"),
        ("rm -rf vendor/library/docs", ""),
        ("git stash", ""),
        ("git checkout other", ""),
    ],
)
def test_what_is_held_in_a_submodule_is_met_from_above(
    hooks: Hooks, git: Callable[..., str], command: str, expected: str
) -> None:
    subprocess.run(["git", "clone", "-q", hooks.workspace, hooks.workspace.parent / "library"], check=True)
    add = ("submodule", "add", "-q", str(hooks.workspace.parent / "library"), "vendor/library")
    git("-c", "protocol.file.allow=always", *add)
    hooks.edit("vendor/library/auth.py")
    (hooks.workspace / "vendor/library/auth.py").write_text("changed\n")
    assert decision(hooks.command_call(command, "two")) == expected


@pytest.mark.usefixtures("git")
def test_a_folder_that_is_held_is_held_with_the_repository_in_it(hooks: Hooks) -> None:
    subprocess.run(["git", "init", "-q", hooks.workspace / "libs" / "inner"], check=True)
    hooks.hold("libs", "one")
    assert decision(hooks.edit("libs/inner/a.py", "two")) == "deny"
    assert decision(hooks.edit("other/inner/a.py", "two")) == ""


# ---------------------------------------------------------------- where a repository begins


def _begin(hooks: Hooks) -> None:
    subprocess.run(["git", "init", "-q", hooks.workspace], check=True)


def _begin_beneath(hooks: Hooks) -> None:
    subprocess.run(["git", "init", "-q", hooks.workspace / "src"], check=True)


def _keep_elsewhere(hooks: Hooks) -> None:
    subprocess.run(
        ["git", "init", "-q", "--separate-git-dir", hooks.workspace.parent / "kept", hooks.workspace], check=True
    )


def _remove(hooks: Hooks) -> None:
    shutil.rmtree(hooks.workspace / ".git")


def _hide(hooks: Hooks) -> None:
    (hooks.workspace / ".git").rename(hooks.workspace / "_git")


def _rename(hooks: Hooks) -> None:
    hooks.workspace = hooks.workspace.rename(hooks.workspace.parent / "renamed")


def _rename_above(hooks: Hooks) -> None:
    above = hooks.workspace.parent
    hooks.workspace = above.rename(above.with_name("renamed")) / "shop"


def _move_worktree(hooks: Hooks) -> None:
    old, hooks.workspace = hooks.workspace, hooks.workspace.parent / "moved"
    subprocess.run(["git", "-C", old, "worktree", "move", old, hooks.workspace], check=True)


CHANGES: dict[str, tuple[Callable[[Hooks], None], str]] = {
    "a plain folder becomes a repository": (_begin, "plain"),
    "a plain folder's subfolder becomes one": (_begin_beneath, "plain"),
    "a repository's subfolder becomes one": (_begin_beneath, "repository"),
    "a plain folder's repository lies elsewhere": (_keep_elsewhere, "plain"),
    "the repository is moved elsewhere": (_keep_elsewhere, "repository"),
    "the repository is removed": (_remove, "repository"),
    "the repository is hidden": (_hide, "repository"),
    "the folder is renamed": (_rename, "repository"),
    "a folder above is renamed": (_rename_above, "above"),
    "a linked worktree is moved": (_move_worktree, "worktree"),
}


def lay_out(hooks: Hooks, git: Callable[..., str], where: str) -> None:
    """Let the workspace be what a change begins with."""
    (hooks.workspace / "src").mkdir()
    (hooks.workspace / "src" / "app.py").write_text("text\n")
    git("add", ".")
    git("commit", "-qm", "second")
    if where == "plain":
        shutil.rmtree(hooks.workspace / ".git")
    elif where == "worktree":
        git("worktree", "add", "-q", "../linked")
        hooks.workspace = hooks.workspace.parent / "linked"
    elif where == "above":
        above = hooks.workspace.parent / "above"
        above.mkdir()
        hooks.workspace = hooks.workspace.rename(above / "shop")


@pytest.mark.parametrize("held", ["edited", "src/", "src/*.py"])
@pytest.mark.parametrize("what", CHANGES)
def test_where_a_repository_begins_does_not_decide_who_wins(
    hooks: Hooks, git: Callable[..., str], what: str, held: str
) -> None:
    change, where = CHANGES[what]
    lay_out(hooks, git, where)
    hooks.edit("src/app.py") if held == "edited" else hooks.hold(held, "one")
    change(hooks)
    assert decision(hooks.edit("src/app.py", "two")) == "deny"
    assert decision(hooks.command_call("echo x > src/app.py", "two")) == "deny"
    assert decision(hooks.command_call("rm -rf src", "two")) == "deny"
    hooks.edit("src/app.py", "one")
    files = [lock for lock in hooks.locks() if lock.is_file and lock.session_id == "one"]
    assert len(files) == 1, "it is still its own, under the path that it has now"
    assert decision(hooks.edit("free.py", "two")) == ""


def test_a_worktree_that_is_new_is_none_that_was_removed(hooks: Hooks, git: Callable[..., str]) -> None:
    git("worktree", "add", "-q", "../first")
    hooks.edit(hooks.workspace.parent / "first" / "auth.py")
    for number in range(5):  # a file system likes to give the same number again
        git("worktree", "remove", "--force", f"../{'first' if not number else f'later-{number}'}")
        git("worktree", "add", "-q", f"../later-{number + 1}")
        assert decision(hooks.edit(hooks.workspace.parent / f"later-{number + 1}" / "auth.py", "two")) == ""
        hooks.event("SessionEnd", "two")


def test_an_empty_git_folder_does_not_hide_what_is_held_from_a_stash(hooks: Hooks, git: Callable[..., str]) -> None:
    lay_out(hooks, git, "repository")
    hooks.edit("src/app.py")
    (hooks.workspace / "src" / "app.py").write_text("changed\n")
    (hooks.workspace / "src" / ".git").mkdir()
    answer = hooks.command_call("git stash", "two", cwd=str(hooks.workspace / "src"))
    assert "would take uncommitted work of other sessions in this worktree: src/app.py" in reason(answer)


def test_who_waits_under_another_name_of_the_file_is_told_when_it_is_free(
    hooks: Hooks, git: Callable[..., str]
) -> None:
    lay_out(hooks, git, "plain")
    hooks.edit("src/app.py")
    _begin_beneath(hooks)
    hooks.edit("src/app.py", "two")
    hooks.event("SessionEnd")
    assert "Free now: app.py" in context(hooks.event("UserPromptSubmit", "two", prompt="go on"))


# ---------------------------------------------------------------- hard links


@pytest.mark.usefixtures("git")
def test_another_name_of_a_held_file_is_that_file(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    os.link(hooks.workspace / "auth.py", hooks.workspace / "same.py")
    assert decision(hooks.edit("same.py", "two")) == "deny"
    assert decision(hooks.command_call("echo x > same.py", "two")) == "deny"
    assert decision(hooks.command_call("rm same.py", "two")) == "", "its other name stays"
    assert decision(hooks.edit("same.py")) == ""


@pytest.mark.usefixtures("git")
def test_another_name_in_another_repository_is_that_file_too(hooks: Hooks) -> None:
    subprocess.run(["git", "init", "-q", hooks.workspace.parent / "other"], check=True)
    os.link(hooks.workspace / "auth.py", hooks.workspace.parent / "other" / "copy.py")
    hooks.edit("auth.py")
    assert decision(hooks.edit(hooks.workspace.parent / "other" / "copy.py", "two")) == "deny"


@pytest.mark.usefixtures("git")
def test_a_file_that_was_replaced_has_its_other_name_no_more(hooks: Hooks) -> None:
    os.link(hooks.workspace / "auth.py", hooks.workspace / "same.py")
    os.link(hooks.workspace / "auth.py", hooks.workspace / "third.py")
    hooks.edit("auth.py")
    (hooks.workspace / "written.tmp").write_text("second\n")
    (hooks.workspace / "written.tmp").replace(hooks.workspace / "auth.py")
    assert decision(hooks.edit("same.py", "two")) == "", "even before its holder is heard of again"
    hooks.edited("auth.py")
    os.link(hooks.workspace / "auth.py", hooks.workspace / "new.py")
    assert decision(hooks.edit("new.py", "two")) == "deny"
