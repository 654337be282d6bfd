"""After a shell command that worked elsewhere: the worktrees that it entered are looked at, and those beneath (B-1)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.testing.git_folder import make_git_folder

from .conftest import context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Hooks

PROMPT = {"prompt": "go on"}
ENTERING = [
    "cd ../other && sh gen.sh",
    "cd {other} && ./gen.sh",
    "(cd ../other; make)",
    "pushd ../other && make; popd",
    'R=../other; cd "$R" && make',
    "cd .. && cd other && make",
    "for r in ../other; do (cd $r && make); done",
    "gen() { cd ../other; make; }; gen",
    "make -C ../other gen",
    "npm --prefix=../other run gen",
    "sh ../other/gen.sh",
    "../other/gen.sh",
    "{other}/gen.sh",
    "bash -c 'cd ../other && make'",
    "cd ../other/deep/er && make",
    "cd $OTHER && make",
]


@pytest.fixture
def other(hooks: Hooks) -> Path:
    """Make another repository beside the session's own, in which the first session holds a file."""
    folder = hooks.workspace.with_name("other")
    make_git_folder(folder / ".git")
    hold(hooks, folder / "held.py")
    return folder


def hold(hooks: Hooks, path: Path) -> None:
    """Let the first session hold a file, which it has not touched for a while."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("first\n")
    hooks.edit(path)
    hooks.age(60)


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("command", ENTERING)
def test_a_held_file_that_changed_in_a_repository_that_a_command_entered_is_told_to_both(
    hooks: Hooks, other: Path, command: str
) -> None:
    hooks.environ["OTHER"] = str(other)
    asked = command.format(other=other) if "{other}" in command else command
    assert hooks.command_call(asked, "two") == {}
    (other / "held.py").write_text("of the second\n")
    told = context(hooks.ran(asked, "two"))
    assert told == f"held.py changed while this command ran, and is held by {hooks.session().name}, who was told."
    assert "held.py, which this session holds, changed" in context(hooks.event("UserPromptSubmit", **PROMPT))
    assert hooks.watches("two") == []


def test_powershell_enters_folders_too(hooks: Hooks, other: Path) -> None:
    shell = hooks.shell("Set-Location ../other; ./gen.ps1", "PowerShell")
    hooks.command_call("Set-Location ../other; ./gen.ps1", "two", "PowerShell")
    (other / "held.py").write_text("of the second\n")
    assert "held.py changed while this command ran" in context(hooks.event("PostToolUse", "two", **shell))


@pytest.mark.parametrize("command", ["make", "cd src && make", "cd {here} && make", "cd ../nothing && make"])
def test_a_repository_that_a_command_did_not_enter_is_not_laid_at_its_door(
    hooks: Hooks, other: Path, command: str
) -> None:
    asked = command.replace("{here}", str(hooks.workspace))
    hooks.command_call(asked, "two")
    (other / "held.py").write_text("of the first\n")
    assert hooks.ran(asked, "two") == {}
    assert ("lock.overrun", "two") not in hooks.log()


def test_the_settings_of_the_repository_that_was_entered_hold_there(
    hooks: Hooks, other: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hold(hooks, hooks.workspace / "here.py")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    write_settings(tmp_path / "config/covey", "warn")
    write_settings(other / ".covey", "block")
    command = "cd ../other && make"
    hooks.command_call(command, "two")
    for path in (other / "held.py", hooks.workspace / "here.py"):
        path.write_text("of the second\n")
    told = context(hooks.ran(command, "two"))
    assert "held.py changed while this command ran" in told
    assert "here.py" not in told, "what would have been a warning is only recorded"


def write_settings(folder: Path, action: str) -> None:
    """Write a settings file that says what happens to a conflict."""
    folder.mkdir(parents=True)
    (folder / "coordination.yaml").write_text(f"session_coordination:\n  conflict_action: {action}\n")


def test_a_command_in_the_background_is_looked_at_in_each_worktree_at_the_next_prompt(
    hooks: Hooks, other: Path
) -> None:
    hold(hooks, hooks.workspace / "here.py")
    command = "cd ../other && make"
    tool_input = {"command": command, "run_in_background": True}
    hooks.command_call(command, "two", tool_input=tool_input)
    hooks.ran(command, "two", tool_input=tool_input)
    (other / "held.py").write_text("of the second\n")
    (hooks.workspace / "here.py").write_text("of the second\n")
    told = context(hooks.event("UserPromptSubmit", "two", **PROMPT))
    assert "here.py changed while this command ran" in told
    assert "held.py changed while this command ran" in told
    assert context(hooks.event("UserPromptSubmit", "two", **PROMPT)) == "", "once"


@pytest.mark.requirement("B-1")
@pytest.mark.usefixtures("git")
def test_a_new_file_in_a_worktree_that_a_command_entered_is_its_session_s(
    hooks: Hooks, git: Callable[..., str]
) -> None:
    tree = hooks.workspace.with_name("tree")
    git("worktree", "add", "-q", str(tree))
    (tree / "gen.sh").write_text("echo x > made.py; echo x >> auth.py\n")
    command = "cd ../tree && sh gen.sh"
    hooks.command_call(command, "two")
    subprocess.run(["bash", "-c", command], cwd=hooks.workspace, check=True)
    assert hooks.ran(command, "two") == {}
    held = [(lock.session_id, lock.worktree, lock.path) for lock in hooks.locks()]
    assert ("two", str(tree), "made.py") in held
    assert ("two", str(tree), "auth.py") not in held


@pytest.mark.requirement("B-1")
def test_outside_any_repository_the_held_files_beneath_are_looked_at(hooks: Hooks, other: Path) -> None:
    above = str(other.parent)
    hooks.command_call("sh all.sh", "two", cwd=above)
    (other / "held.py").write_text("of the second\n")
    told = context(hooks.ran("sh all.sh", "two", cwd=above))
    assert "held.py changed while this command ran" in told


def test_worktrees_beneath_the_one_that_a_command_runs_in_are_looked_at(hooks: Hooks, git: Callable[..., str]) -> None:
    tree = hooks.workspace / ".claude/worktrees/agent"
    git("worktree", "add", "-q", str(tree))
    hold(hooks, tree / "auth.py")
    command = "make"
    hooks.command_call(command, "two")
    (tree / "auth.py").write_text("of the second\n")
    assert "auth.py changed while this command ran" in context(hooks.ran(command, "two"))


def test_a_file_in_a_nested_worktree_that_was_entered_is_told_once(hooks: Hooks, git: Callable[..., str]) -> None:
    tree = hooks.workspace / ".claude/worktrees/agent"
    git("worktree", "add", "-q", str(tree))
    hold(hooks, tree / "auth.py")
    command = "cd .claude/worktrees/agent && make"
    hooks.command_call(command, "two")
    (tree / "auth.py").write_text("of the second\n")
    assert context(hooks.ran(command, "two")).count("changed while this command ran") == 1


def test_a_folder_that_cannot_be_is_no_harm(hooks: Hooks) -> None:
    command = f"cd /{'x' * 5000} && make"
    assert hooks.command_call(command, "two") == {}
    assert hooks.ran(command, "two") == {}
    assert hooks.failures() == []


def test_no_more_than_some_worktrees_are_watched(hooks: Hooks) -> None:
    for number in range(20):
        make_git_folder(hooks.workspace.with_name(f"r{number}") / ".git")
    command = "; ".join(f"(cd ../r{number} && make)" for number in range(20))
    hooks.command_call(command, "two")
    assert len(hooks.watches("two")) == 8
