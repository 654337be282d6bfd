"""What stood in the repository before goes on working, whoever put it there and whenever it is put there anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import contents

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Shop

PRE_COMMIT = str(Path(sys.executable).parent / "pre-commit")
CONFIG = """repos:
- repo: local
  hooks:
  - {id: remember, name: remember, language: system, entry: sh -c '%s', always_run: true, pass_filenames: false}
"""


def is_guarded(shop: Shop) -> bool:
    """Tell whether a commit of the file that is held is refused, and one of another passes."""
    shop.write("auth.py", "mine\n")
    refused = shop.commit("--", "auth.py").returncode == 1
    shop.must("reset", "-q", "--hard")
    shop.write("free.py", f"{len(shop.ran())}\n")
    return refused and shop.commit("--allow-empty").returncode == 0


def test_a_hook_that_was_there_runs_after_ours_and_its_refusal_counts(guarded: Shop) -> None:
    guarded.net().uninstall()
    guarded.place_hook("pre-commit", guarded.remember("theirs"))
    guarded.net().install()
    assert is_guarded(guarded)
    assert guarded.ran() == ["theirs"]
    guarded.place_hook("pre-commit.before-covey", "echo no >&2; exit 3")
    guarded.write("free.py", "again\n")
    done = guarded.commit()
    assert (done.returncode, done.stderr) == (1, "no\n")


def test_a_hook_that_is_not_executable_is_not_run_as_before(guarded: Shop) -> None:
    guarded.net().uninstall()
    guarded.place_hook("pre-commit", guarded.remember("theirs"), mode=0o644)
    guarded.net().install()
    assert is_guarded(guarded)
    assert guarded.ran() == []


@pytest.mark.parametrize("target", ["../../scripts/check", "absolute", "nowhere"])
def test_a_symlink_that_was_there_is_followed_as_before(guarded: Shop, target: str) -> None:
    guarded.net().uninstall()
    script = guarded.place_hook("check", guarded.remember("theirs"), folder="scripts")
    link = guarded.folder / ".git/hooks/pre-commit"
    link.symlink_to(str(script) if target == "absolute" else target)
    before = contents(guarded.folder / ".git")
    guarded.net().install()
    assert is_guarded(guarded)
    assert guarded.ran() == ([] if target == "nowhere" else ["theirs"])
    assert guarded.net().uninstall().action == "removed"
    assert contents(guarded.folder / ".git") == before


def pre_commit(shop: Shop, *words: str) -> None:
    """Run the real framework, with a local hook that remembers."""
    (shop.folder / ".pre-commit-config.yaml").write_text(CONFIG % shop.remember("framework").replace('"', ""))
    shop.must("add", ".pre-commit-config.yaml")
    shop.git("commit", "-q", "--no-verify", "-m", "config")
    shop.must_run(PRE_COMMIT, *words)


def test_pre_commit_that_was_there_first_stays_in_its_place_and_runs(guarded: Shop) -> None:
    guarded.net().uninstall()
    pre_commit(guarded, "install", "-t", "pre-commit", "-t", "pre-push")
    before = contents(guarded.folder / ".git/hooks")
    guarded.net().install()
    assert is_guarded(guarded)
    assert "framework" in guarded.ran()
    pre_commit(guarded, "install", "-t", "pre-commit", "-t", "pre-push")
    assert guarded.net().standing().is_up_to_date
    assert is_guarded(guarded)
    guarded.net().uninstall()
    assert contents(guarded.folder / ".git/hooks") == before


def test_pre_commit_that_comes_later_runs_ours_and_may_go_again(guarded: Shop) -> None:
    before = contents(guarded.folder / ".git/hooks")
    pre_commit(guarded, "install", "-t", "pre-commit", "-t", "pre-push")
    assert guarded.net().standing().is_up_to_date
    assert guarded.net().install().action == "unchanged"
    assert is_guarded(guarded)
    assert "framework" in guarded.ran()
    pre_commit(guarded, "uninstall", "-t", "pre-commit", "-t", "pre-push")
    assert is_guarded(guarded)
    assert contents(guarded.folder / ".git/hooks") == before


def test_a_hook_of_the_user_survives_pre_commit_and_covey_in_any_order(guarded: Shop) -> None:
    guarded.net().uninstall()
    own = guarded.place_hook("pre-commit", guarded.remember("own")).read_bytes()
    pre_commit(guarded, "install")
    guarded.net().install()
    pre_commit(guarded, "install")
    assert is_guarded(guarded)
    assert {"own", "framework"} <= set(guarded.ran())
    pre_commit(guarded, "uninstall")
    guarded.net().uninstall()
    assert (guarded.folder / ".git/hooks/pre-commit").read_bytes() == own


def test_pre_commit_that_throws_ours_out_is_seen_and_mended(guarded: Shop) -> None:
    pre_commit(guarded, "install", "-f")
    assert guarded.net().is_there()
    assert not guarded.net().standing().is_run
    assert guarded.net().install().action == "changed"
    assert is_guarded(guarded)
    assert "framework" in guarded.ran()


def test_what_pre_commit_passes_on_of_a_push_reaches_the_check(guarded: Shop) -> None:
    guarded.remote()
    pre_commit(guarded, "install", "-t", "pre-push")
    guarded.write("auth.py", "mine\n")
    guarded.must("commit", "-q", "--no-verify", "-m", "held")
    assert "this push is refused" in guarded.git("push", "-q", "origin", "main").stderr


def test_husky_stays_as_it_is_runs_after_ours_and_may_install_itself_again(
    guarded: Shop, husky: Callable[[], None]
) -> None:
    guarded.net().uninstall()
    husky()
    for name in ("pre-commit", "commit-msg"):
        (guarded.folder / ".husky" / name).write_text(guarded.remember(f"husky-{name}") + "\n")
    before = contents(guarded.folder / ".git"), contents(guarded.folder / ".husky")
    change = guarded.net().install()
    assert change.folder == guarded.folder / ".git/covey/hooks"
    assert is_guarded(guarded)
    assert guarded.ran() == ["husky-pre-commit", "husky-commit-msg"]
    husky()
    assert guarded.net().standing().is_up_to_date
    assert is_guarded(guarded)
    guarded.net().uninstall()
    assert (contents(guarded.folder / ".git"), contents(guarded.folder / ".husky")) == before


def test_husky_that_comes_later_is_seen_and_mended(guarded: Shop, husky: Callable[[], None]) -> None:
    husky()
    (guarded.folder / ".husky/pre-commit").write_text(guarded.remember("husky") + "\n")
    assert guarded.net().is_there()
    assert not guarded.net().standing().is_run
    assert guarded.net().install().action == "changed"
    assert is_guarded(guarded)
    assert "husky" in guarded.ran()


def test_a_tracked_folder_of_hooks_is_not_touched_and_all_its_hooks_run(guarded: Shop) -> None:
    guarded.net().uninstall()
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction"):
        guarded.place_hook(name, guarded.remember(name), folder=".githooks")
    guarded.must("config", "core.hooksPath", ".githooks")
    before = contents(guarded.folder / ".git"), contents(guarded.folder / ".githooks")
    guarded.net().install()
    assert is_guarded(guarded)
    assert set(guarded.ran()) == {"pre-commit", "commit-msg", "post-commit", "reference-transaction"}
    guarded.place_hook("post-checkout", guarded.remember("came later"), folder=".githooks")
    guarded.must("checkout", "-q", "-b", "side")
    assert "came later" in guarded.ran()
    (guarded.folder / ".githooks/post-checkout").unlink()
    guarded.must("checkout", "-q", "main")
    guarded.must("branch", "-q", "-D", "side")
    guarded.net().uninstall()
    assert (contents(guarded.folder / ".git"), contents(guarded.folder / ".githooks")) == before


def test_a_folder_for_all_of_a_persons_repositories_stays_theirs(guarded: Shop) -> None:
    guarded.net().uninstall()
    guarded.must("config", "--global", "core.hooksPath", "~/my hooks")
    guarded.place_hook("pre-commit", guarded.remember("global"), folder=str(guarded.world.home / "my hooks"))
    config = (guarded.world.root / "gitconfig").read_bytes()
    guarded.net().install()
    assert is_guarded(guarded)
    assert guarded.ran() == ["global"]
    guarded.net().uninstall()
    assert (guarded.world.root / "gitconfig").read_bytes() == config


def test_a_hooks_folder_that_is_a_link_to_tracked_files_is_not_written_into(guarded: Shop) -> None:
    guarded.net().uninstall()
    guarded.place_hook("pre-commit", guarded.remember("tracked"), folder=".githooks")
    hooks = guarded.folder / ".git/hooks"
    for sample in hooks.iterdir():
        sample.unlink()
    hooks.rmdir()
    hooks.symlink_to("../.githooks")
    before = contents(guarded.folder / ".githooks")
    guarded.net().install()
    assert is_guarded(guarded)
    assert guarded.ran() == ["tracked"]
    assert contents(guarded.folder / ".githooks") == before


def test_hooks_of_linked_worktrees_are_the_same_ones(guarded: Shop) -> None:
    guarded.net().uninstall()
    guarded.must("config", "core.hooksPath", ".githooks")
    elsewhere = guarded.branch_elsewhere()
    guarded.net(elsewhere).install()
    for folder, name in ((guarded.folder, "one.py"), (elsewhere, "two.py")):
        guarded.hold("holder", name, cwd=folder)
        guarded.write(name, "mine\n", cwd=folder)
        assert guarded.commit(cwd=folder).returncode == 1
        assert guarded.net(folder).standing().is_up_to_date
