"""The branch is read as git tells it, without running git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.branches import branch_now, is_switch
from covey.coordination.machine import Machine
from covey.coordination.places import branch_of
from covey.testing.git_folder import make_git_folder
from covey.testing.store_contract.check import a_session

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Git


@pytest.mark.parametrize("name", ["main", "feature/login", "dünn/🦆", "heads/refs/heads/x", "a.b"])
def test_the_branch_is_the_one_that_git_names(git: Git, name: str) -> None:
    shop = git.repository()
    git("checkout", "-q", "-B", name, at="shop")
    assert branch_of(str(shop)) == git("branch", "--show-current", at="shop") == name


def test_each_worktree_has_its_own_branch(git: Git) -> None:
    git.repository()
    git("worktree", "add", "-q", "../next", "-b", "next", at="shop")
    assert branch_of(str(git.folder / "next")) == "next"
    assert branch_of(str(git.folder / "shop")) == "main"


def test_a_folder_deep_inside_is_on_the_branch_of_its_checkout(git: Git) -> None:
    shop = git.repository()
    (shop / "a" / "b").mkdir(parents=True)
    assert branch_of(str(shop / "a" / "b")) == "main"


def test_a_detached_head_is_told_by_its_short_commit(git: Git) -> None:
    shop = git.repository()
    git("checkout", "-q", "--detach", at="shop")
    assert branch_of(str(shop)) == git("rev-parse", "--short=12", "HEAD", at="shop")


def test_a_branch_without_a_commit_has_its_name(git: Git) -> None:
    git("init", "-q", "-b", "trunk", "empty")
    assert branch_of(str(git.folder / "empty")) == "trunk"


def test_packed_references_make_no_difference(git: Git) -> None:
    shop = git.repository()
    git("pack-refs", "--all", at="shop")
    assert branch_of(str(shop)) == "main"


def test_where_git_keeps_its_references_in_tables_the_branch_is_not_known(tmp_path: Path) -> None:
    make_git_folder(tmp_path / ".git")
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/.invalid\n")
    assert branch_of(str(tmp_path)) is None


def test_outside_a_repository_and_in_a_broken_one_there_is_no_branch(tmp_path: Path) -> None:
    assert branch_of(str(tmp_path)) is None
    make_git_folder(tmp_path / ".git")
    (tmp_path / ".git" / "HEAD").write_bytes(b"\xff\xfe")
    assert branch_of(str(tmp_path)) is None


def test_a_session_is_on_the_branch_of_now_unless_its_files_are_not_seen_from_here(git: Git) -> None:
    shop, machine = git.repository(), Machine()
    session = a_session(path=str(shop), host=machine.host, git_branch="before")
    assert branch_now(machine, session) == "main"
    assert branch_now(machine, session.but(ended=1.0)) == "before"
    assert branch_now(machine, session.but(path=f"{shop}/gone")) == "before"
    assert branch_now(machine, session.but(host="elsewhere 1")) == "before"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("main", "new", True),
        ("main", "main", False),
        ("main", "0123456789ab", True),
        ("0123456789ab", "main", True),
        ("0123456789ab", "ba9876543210", False),
        (None, "main", False),
        ("main", None, False),
    ],
)
def test_a_commit_on_no_branch_is_no_switch(before: str | None, after: str | None, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_switch(before, after) == expected
