"""A repository read from its files, held against what git itself says of it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.hooks.filesystem import Disk
from covey.model.shell.diffs import changes_in
from covey.model.shell.repository import Repository, read_config, repository_at

if TYPE_CHECKING:
    from pathlib import Path

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")


def git(folder: Path, *args: str) -> str:
    """Run git there, and give what it says."""
    done = subprocess.run(["git", *AUTHOR, *args], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository with a commit, in a home of its own."""
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    repository = tmp_path / "repo"
    (repository / "src").mkdir(parents=True)
    (repository / "src/a.py").write_text("one\n")
    git(repository, "init", "-q", "-b", "main", "--template=")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "one")
    return repository


def at(folder: Path) -> Repository:
    """Read the repository that a folder is in."""
    found = repository_at(Disk(), str(folder))
    assert found is not None
    return found


def test_root_and_branch_are_those_that_git_says(folder: Path, tmp_path: Path) -> None:
    git(folder, "worktree", "add", "-q", "-b", "topic/x", str(tmp_path / "other"))
    (tmp_path / "other/deep").mkdir()
    for place in (folder, folder / "src", tmp_path / "other/deep"):
        assert at(place).root == git(place, "rev-parse", "--show-toplevel")
        assert at(place).branch() == git(place, "branch", "--show-current")
    assert repository_at(Disk(), str(tmp_path)) is None


def test_an_empty_folder_named_git_is_no_repository(folder: Path) -> None:
    (folder / "src/.git").mkdir()
    assert at(folder / "src").root == git(folder / "src", "rev-parse", "--show-toplevel") == str(folder)


def test_commits_are_found_loose_and_packed(folder: Path) -> None:
    git(folder, "branch", "other")
    git(folder, "tag", "v1")
    for _ in ("loose", "packed"):
        names = ("HEAD", "main", "other", "v1")
        assert [at(folder).commit(name) for name in names] == [git(folder, "rev-parse", name) for name in names]
        git(folder, "pack-refs", "--all")
    assert at(folder).commit("nosuch") == ""
    git(folder, "checkout", "-q", "--detach")
    assert (at(folder).branch(), at(folder).commit("HEAD")) == ("", git(folder, "rev-parse", "HEAD"))


def test_aliases_are_those_that_git_knows(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text('[alias]\n\tco = checkout # plain\n\tx = "!f() { rm \\"$1\\"; }; f"\n')
    (tmp_path / "more").write_text("[ALIAS]\n  undo = checkout \\\n -- .\n")
    git(folder, "config", "include.path", str(tmp_path / "more"))
    git(folder, "config", "alias.last", "log -1")
    git(folder, "config", "alias.co", "switch")
    environ = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "HOME": str(tmp_path)}
    for name in ("co", "x", "undo", "last"):
        assert at(folder).alias(name, environ) == git(folder, "config", f"alias.{name}")
    assert at(folder).alias("nosuch", environ) == ""


def test_submodules_are_those_that_gitmodules_names(folder: Path) -> None:
    (folder / ".gitmodules").write_text('[submodule "the lib"]\n\tpath = vendor/lib\n\turl = ../lib\n')
    assert at(folder).submodules() == [("the lib", "vendor/lib")]


def test_settings_are_read_from_whatever_stands_in_a_file(folder: Path) -> None:
    (folder / "odd").write_bytes(b'\xff[\n=\n[a\n b = "c\n[include]\npath = odd\n\\')
    assert "a.b" in read_config(Disk(), str(folder / "odd"))


def test_a_diff_names_the_files_that_git_changed(folder: Path) -> None:
    for name in ("gone.py", "old name.py", "mode.sh", "edited.sql"):
        (folder / name).write_text(f"-- one\n++ {name}\n" * 20)
    (folder / "binary").write_bytes(b"\0\1")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "two")
    (folder / "gone.py").unlink()
    (folder / "old name.py").rename(folder / "new name.py")
    (folder / "mode.sh").chmod(0o755)
    (folder / "edited.sql").write_text("-- three\n" + "-- one\n++ edited.sql\n" * 18)
    (folder / "binary").write_bytes(b"\0\2")
    (folder / "new.py").write_text("--- a/trap.py\n+++ b/trap.py\n")
    git(folder, "add", "-A")
    changes = changes_in(git(folder, "diff", "--cached", "-M", "--binary") + "\n")
    names = {name.partition("/")[2] for change in changes for name in (change.old, change.new) if name}
    assert names == {*git(folder, "diff", "--cached", "--name-only", "--no-renames").splitlines()}
    assert {change.old for change in changes if change.removes} == {"a/gone.py", "x/old name.py"}
