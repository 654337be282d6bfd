"""No program that a repository names is run when covey asks git something: each kind is planted, and leaves a sign."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from covey.coordination.git_status import status, unclean, unclean_of
from covey.coordination.trial import forecasts
from covey.errors import UnavailableError
from covey.hooks import git_touched
from covey.running import changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Git

SECONDS = 20.0


class Planted:
    """A repository with a second worktree, work in both, and a program that leaves a sign when it is run."""

    def __init__(self, git: Git, folder: Path) -> None:
        self.git, self.repository, self.sign = git, git.repository(), folder / "ran"
        self.program = folder / "program"
        self.program.write_text(f"#!/bin/sh\ntouch '{self.sign}'\nexit 1\n")
        self.program.chmod(0o700)
        git("worktree", "add", "-q", "-b", "side", "../side", at="shop")
        (self.repository / "auth.py").write_text("mine!\n")  # as long as before: git must look into it
        (git.folder / "side" / "auth.py").write_text("theirs\n")

    def config(self, name: str, value: str | None = None, *how: str) -> None:
        """Write a value into the repository's configuration, the program unless another is given."""
        self.git("config", *how, name, str(self.program) if value is None else value, at="shop")

    def attributes(self, text: str) -> None:
        """Let all files have attributes."""
        (self.repository / ".git" / "info").mkdir(exist_ok=True)
        (self.repository / ".git" / "info" / "attributes").write_text(f"* {text}\n")

    def age(self) -> None:
        """Let git believe nothing of what it knew of the files, so that it looks into them."""
        for folder in (self.repository, self.git.folder / "side"):
            os.utime(folder / "auth.py", (1, 1))

    def ask_everything(self) -> None:
        """Ask git all that covey asks it."""
        repository, side = str(self.repository), str(self.git.folder / "side")
        self.age()
        assert status(repository, "--untracked-files=all", seconds=SECONDS) in ([(" M", "auth.py")], None)
        unclean_of(repository, ["auth.py"], seconds=SECONDS)
        unclean(side, seconds=SECONDS)
        forecasts([(repository, side)])
        told = f"refs/heads/main {self.git('rev-parse', 'HEAD', at='shop')} refs/heads/main {'0' * 40}".encode()
        with suppress(UnavailableError):  # where objects are missing
            git_touched.staged(repository, seconds=SECONDS)
        with suppress(UnavailableError):
            git_touched.pushed(repository, "origin", told, seconds=SECONDS)
        changes.seen(repository)


def plant_filter(planted: Planted) -> None:
    planted.config("filter.strange.clean")
    planted.attributes("filter=strange")


def plant_required_filter(planted: Planted) -> None:
    plant_filter(planted)
    planted.config("filter.strange.required", "true")


def plant_filter_process(planted: Planted) -> None:
    planted.config("filter.strange.process")
    planted.config("filter.strange.required", "true")
    planted.attributes("filter=strange")


def plant_filter_in_the_place_of_the_users(planted: Planted) -> None:
    planted.git("config", "--global", "filter.lfs.clean", "cat", at="shop")
    planted.config("filter.lfs.clean")
    planted.attributes("filter=lfs")


def plant_filter_in_a_file_that_is_included(planted: Planted) -> None:
    (planted.repository / ".git" / "more").write_text(f'[FILTER "strange"]\n\tCLEAN = {planted.program}\n')
    planted.config("include.path", "more")
    planted.attributes("filter=strange")


def plant_filter_on_a_condition(planted: Planted) -> None:
    (planted.repository / ".git" / "more").write_text(f'[filter "strange"]\n\tclean = {planted.program}\n')
    planted.config("includeIf.gitdir:**.path", "more")
    planted.attributes("filter=strange")


def plant_filter_of_the_worktree(planted: Planted) -> None:
    planted.config("extensions.worktreeConfig", "true")
    planted.config("filter.strange.clean", None, "--worktree")
    planted.attributes("filter=strange")


def plant_filter_with_a_strange_name(planted: Planted) -> None:
    planted.config("filter.a=b.clean")
    planted.attributes("filter=a=b")


def plant_filter_in_the_tree(planted: Planted) -> None:
    planted.config("filter.strange.clean")
    (planted.repository / ".gitattributes").write_text("*.py filter=strange\n")
    planted.git("add", ".gitattributes", at="shop")
    planted.git("commit", "-q", "-m", "attributes", ".gitattributes", at="shop")


def plant_monitor(planted: Planted) -> None:
    planted.config("core.fsmonitor")


def plant_diffs(planted: Planted) -> None:
    planted.attributes("diff=strange merge=strange")
    for name in (
        "diff.external",
        "diff.strange.command",
        "diff.strange.textconv",
        "merge.strange.driver",
        "difftool.x.cmd",
    ):
        planted.config(name)


def plant_hooks(planted: Planted) -> None:
    folder = planted.repository / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in (
        "post-index-change",
        "pre-commit",
        "reference-transaction",
        "post-checkout",
        "fsmonitor-watchman",
        "pre-auto-gc",
    ):
        (folder / name).symlink_to(planted.program)


def plant_hooks_elsewhere(planted: Planted) -> None:
    plant_hooks(planted)
    (planted.repository / ".git" / "hooks").rename(planted.repository / ".git" / "elsewhere")
    planted.config("core.hooksPath", str(planted.repository / ".git" / "elsewhere"))


def plant_tools(planted: Planted) -> None:
    for name in (
        "core.pager",
        "pager.status",
        "pager.log",
        "pager.diff",
        "core.editor",
        "sequence.editor",
        "core.askPass",
    ):
        planted.config(name)
    for name in ("alias.status", "alias.log", "alias.diff", "alias.ls-files", "alias.rev-parse", "alias.config"):
        planted.config(name, f"!{planted.program}")
    for name in (
        "credential.helper",
        "core.sshCommand",
        "core.gitProxy",
        "interactive.diffFilter",
        "trailer.x.command",
    ):
        planted.config(name)


def plant_signatures(planted: Planted) -> None:
    for name in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program"):
        planted.config(name)
    planted.config("log.showSignature", "true")
    planted.config("commit.gpgSign", "true")
    tree = planted.git("rev-parse", "HEAD^{tree}", at="shop")
    commit = (
        f"tree {tree}\nauthor T <t@e.invalid> 1 +0000\ncommitter T <t@e.invalid> 1 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    how = ["git", "-C", str(planted.repository), "hash-object", "-t", "commit", "-w", "--stdin"]
    signed = subprocess.run(how, input=commit, text=True, capture_output=True, check=True).stdout.strip()
    planted.git("update-ref", "refs/heads/main", signed, at="shop")


def plant_missing_objects(planted: Planted) -> None:
    planted.config("core.repositoryFormatVersion", "1")
    planted.config("extensions.partialClone", "origin")
    planted.config("remote.origin.url", f"ext::{planted.program}")
    planted.config("remote.origin.promisor", "true")
    planted.config("protocol.allow", "always")
    planted.config("protocol.ext.allow", "always")
    tree = planted.git("rev-parse", "HEAD^{tree}", at="shop")
    (planted.repository / ".git" / "objects" / tree[:2] / tree[2:]).unlink()


def plant_submodule(planted: Planted) -> None:
    inner = planted.git.repository("inner")
    planted.git("submodule", "add", "-q", str(inner), "inner", at="shop")
    planted.git("commit", "-q", "-m", "inner", "inner", ".gitmodules", at="shop")
    planted.git("config", "filter.strange.clean", str(planted.program), at="shop/inner")
    planted.git("config", "core.fsmonitor", str(planted.program), at="shop/inner")
    (planted.repository / ".git" / "modules" / "inner" / "info" / "attributes").write_text("* filter=strange\n")
    (planted.repository / "inner" / "auth.py").write_text("other\n")


PLANTS: list[Callable[[Planted], None]] = [
    *(plant_filter, plant_required_filter, plant_filter_process, plant_filter_in_the_place_of_the_users),
    *(plant_filter_in_a_file_that_is_included, plant_filter_on_a_condition, plant_filter_of_the_worktree),
    *(plant_filter_with_a_strange_name, plant_filter_in_the_tree, plant_monitor, plant_submodule),
    plant_missing_objects,
    *(plant_diffs, plant_hooks, plant_hooks_elsewhere, plant_tools, plant_signatures),
]
RUN_BY_STATUS = PLANTS[: PLANTS.index(plant_missing_objects) + 1]


@pytest.fixture
def planted(git: Git, tmp_path: Path) -> Planted:
    """Give a repository to plant programs in."""
    return Planted(git, tmp_path)


@pytest.mark.parametrize("plant", PLANTS)
def test_no_program_that_the_repository_names_is_run(planted: Planted, plant: Callable[[Planted], None]) -> None:
    plant(planted)
    planted.sign.unlink(missing_ok=True)
    planted.ask_everything()
    assert not planted.sign.exists()


@pytest.mark.parametrize("plant", RUN_BY_STATUS)
def test_git_itself_would_run_it(planted: Planted, plant: Callable[[Planted], None]) -> None:
    plant(planted)
    planted.sign.unlink(missing_ok=True)
    planted.age()
    subprocess.run(["git", "-C", str(planted.repository), "status"], capture_output=True, check=False)
    assert planted.sign.exists()


def test_a_filter_of_the_users_own_configuration_is_in_force(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.git("config", "--global", "filter.shout.clean", "tr a-z A-Z", at="shop")
    planted.attributes("filter=shout")
    (planted.repository / "auth.py").write_text("first\n")
    planted.git("commit", "-q", "-a", "-m", "shouted", at="shop")
    os.utime(planted.repository / "auth.py", (1, 1))
    home = planted.git.folder / "home"
    home.mkdir()
    (planted.git.folder / "gitconfig").rename(home / ".gitconfig")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.setenv("HOME", str(home))
    assert status(str(planted.repository), seconds=SECONDS) == []
    planted.config("filter.shout.clean")
    planted.config("filter.shout.required", "true")
    assert status(str(planted.repository), seconds=SECONDS) == []
    assert not planted.sign.exists()


def test_a_worktree_that_the_configuration_leads_elsewhere_is_looked_at_where_it_is(
    planted: Planted, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "private").write_text("x")
    planted.config("core.worktree", str(tmp_path / "elsewhere"))
    assert status(str(planted.repository), seconds=SECONDS) == [(" M", "auth.py")]


def test_the_commit_of_a_submodule_counts_and_its_files_do_not(planted: Planted) -> None:
    plant_submodule(planted)
    assert unclean(str(planted.repository), seconds=SECONDS) == ["auth.py"]
    planted.git("-c", "filter.strange.clean=", "commit", "-q", "-a", "-m", "other", at="shop/inner")
    assert unclean(str(planted.repository), seconds=SECONDS) == ["auth.py", "inner"]
