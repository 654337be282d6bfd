"""Hooks are put in once, mended, and taken out again to the byte, also by many at once."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.errors import UnavailableError, UserError
from covey.git_hooks.config_block import NOTE

from .conftest import contents

if TYPE_CHECKING:
    from .conftest import Shop


@pytest.mark.parametrize("way", ["beside", "own folder"])
def test_twice_changes_nothing_and_out_gives_back_every_byte_and_mode(shop: Shop, way: str) -> None:
    if way == "own folder":
        shop.must("config", "core.hooksPath", "hooks of ours")
    shop.place_hook("pre-commit", "exit 0", mode=0o700)
    shop.place_hook("pre-push.legacy", "exit 0", mode=0o755)
    before = contents(shop.folder / ".git")
    assert shop.net().install().action == "created"
    there = contents(shop.folder / ".git")
    assert shop.net().install().action == "unchanged"
    assert shop.net().install(force=True).action == "changed"
    assert contents(shop.folder / ".git") == there
    assert shop.net().uninstall().action == "removed"
    assert contents(shop.folder / ".git") == before
    assert shop.net().uninstall().action == "unchanged"


def test_a_configuration_without_a_last_line_end_and_one_that_grew_meanwhile_are_given_back(shop: Shop) -> None:
    shop.must("config", "core.hooksPath", ".githooks")
    config = shop.folder / ".git/config"
    config.write_bytes(config.read_bytes().rstrip(b"\n"))
    before = config.read_bytes()
    shop.net().install()
    assert shop.must("config", "core.hooksPath") == f"{shop.folder}/.git/covey/hooks\n"
    shop.net().uninstall()
    assert config.read_bytes() == before
    shop.net().install()
    shop.must("config", "user.nickname", "Tess")
    shop.net().uninstall()
    assert shop.must("config", "user.nickname") == "Tess\n"
    assert shop.must("config", "core.hooksPath") == ".githooks\n"


def test_a_repository_that_was_moved_runs_what_it_ran_without_us(shop: Shop) -> None:
    shop.place_hook("pre-commit", shop.remember("theirs"), folder=".githooks")
    shop.must("config", "core.hooksPath", ".githooks")
    shop.net().install()
    moved = shop.folder.rename(shop.folder.with_name("moved [here]"))
    shop.write("free.py", "mine\n", cwd=moved)
    assert shop.commit(cwd=moved).returncode == 0
    assert shop.ran() == ["theirs"]
    assert shop.net(moved).install().action == "changed"
    assert shop.net(moved).standing().is_up_to_date


def test_a_copy_of_a_repository_is_guarded_while_the_original_is_and_then_runs_what_it_ran_without_us(
    shop: Shop,
) -> None:
    shop.place_hook("pre-commit", shop.remember("theirs"), folder=".githooks")
    shop.must("config", "core.hooksPath", ".githooks")
    shop.net().install()
    copy = shop.world.root / "copy"
    shutil.copytree(shop.folder, copy, symlinks=True)
    shop.hold("holder", "auth.py", cwd=copy)
    shop.write("auth.py", "mine\n", cwd=copy)
    assert shop.commit(cwd=copy).returncode == 1
    shop.net().uninstall()
    assert shop.commit(cwd=copy).returncode == 0
    assert shop.ran() == ["theirs"]
    assert shop.net(copy).install().action == "changed"
    assert shop.net(copy).standing().is_up_to_date


WITH_CONDITIONS = """\
[includeIf "gitdir:{git}"]
\tpath = covey/config
[includeIf "gitdir:{git}/"]
\tpath = covey/config
"""


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_the_conditional_include_of_earlier_versions_is_seen_and_taken_out(shop: Shop, verb: str) -> None:
    shop.must("config", "core.hooksPath", ".githooks")
    config = shop.folder / ".git/config"
    before = config.read_text()
    shop.net().install()
    config.write_text(before + NOTE.decode() + WITH_CONDITIONS.format(git=shop.folder / ".git"))
    assert shop.net().standing().is_run
    assert not shop.net().standing().is_up_to_date
    assert getattr(shop.net(), verb)().action == {"install": "changed", "uninstall": "removed"}[verb]
    assert "includeIf" not in config.read_text()
    shop.net().uninstall()
    assert config.read_text() == before


@pytest.mark.parametrize("how", [("--add",), ()])
def test_an_include_of_the_repositorys_own_outlives_ours_in_the_same_section(shop: Shop, how: tuple[str, ...]) -> None:
    shop.must("config", "core.hooksPath", ".githooks")
    (shop.folder / "shared").write_text("[user]\n\tnickname = Tess\n")
    shop.net().install()
    shop.must("config", *how, "include.path", "../shared")
    for verb in ("uninstall", "install", "uninstall"):
        getattr(shop.net(), verb)()
        assert shop.must("config", "user.nickname") == "Tess\n"
        assert shop.net().standing().is_run == (verb == "install")
    assert shop.must("config", "core.hooksPath") == ".githooks\n"
    assert "covey" not in (shop.folder / ".git/config").read_text()


def test_what_is_out_of_date_is_seen_and_mended_in_both_ways(shop: Shop) -> None:
    shop.net().install()
    for _ in range(2):
        newer = shop.net(home=shop.world.home)
        assert not newer.standing().is_up_to_date
        assert newer.install().action == "changed"
        assert newer.standing().is_up_to_date
        shop.must("config", "core.hooksPath", ".githooks")
        shop.net().install()


def test_the_way_changes_with_the_repository_and_nothing_is_left_of_the_former(shop: Shop) -> None:
    own = shop.place_hook("pre-commit", "exit 0")
    shop.net().install()
    shop.must("config", "core.hooksPath", ".githooks")
    assert shop.net().install().folder == shop.folder / ".git/covey/hooks"
    assert own.read_text() == "#!/bin/sh\nexit 0\n"
    shop.must("config", "--unset", "core.hooksPath")
    assert shop.net().install().folder == shop.folder / ".git/hooks"
    assert not (shop.folder / ".git/covey").exists()
    assert shop.net().standing().is_up_to_date


def test_a_hook_written_over_ours_is_chained_and_the_one_before_is_kept(shop: Shop) -> None:
    shop.place_hook("pre-commit", shop.remember("old"))
    shop.net().install()
    shop.place_hook("pre-commit", shop.remember("new"))
    assert shop.net().install().action == "changed"
    shop.write("free.py", "mine\n")
    assert shop.commit().returncode == 0
    assert shop.ran() == ["new"]
    assert "echo old" in (shop.folder / ".git/hooks/pre-commit.before-covey.1").read_text()


def test_ten_at_once_leave_what_one_leaves(shop: Shop) -> None:
    shop.must("config", "core.hooksPath", ".githooks")
    before = contents(shop.folder / ".git")
    with ThreadPoolExecutor(10) as crowd:
        entering = [crowd.submit(shop.net().install) for _ in range(10)]
        assert sorted(one.result(60).action for one in entering) == ["created", *["unchanged"] * 9]
        leaving = [crowd.submit(shop.net().uninstall) for _ in range(10)]
        assert sorted(one.result(60).action for one in leaving) == ["removed", *["unchanged"] * 9]
    assert contents(shop.folder / ".git") == before


def test_git_that_writes_its_configuration_is_not_disturbed(shop: Shop) -> None:
    shop.must("config", "core.hooksPath", ".githooks")
    lock = shop.folder / ".git/config.lock"
    lock.write_text("of somebody else")
    with pytest.raises(UnavailableError, match="another program changes the configuration"):
        shop.net().install()
    assert lock.read_text() == "of somebody else"
    lock.unlink()
    shop.net().install()
    assert shop.net().standing().is_up_to_date


@pytest.mark.parametrize(("place", "code"), [("nowhere", "no_repository"), ("bare", "bare")])
def test_without_files_there_is_nothing_to_guard(shop: Shop, place: str, code: str) -> None:
    folder = shop.world.root / place
    folder.mkdir()
    if place == "bare":
        shop.must("init", "-q", "--bare", cwd=folder)
    with pytest.raises(UserError) as refused:
        shop.net(folder)
    assert refused.value.code == code
    assert "worktree" in refused.value.hint


def test_a_path_for_one_worktree_alone_is_refused_with_the_command_that_mends_it(shop: Shop) -> None:
    shop.must("config", "extensions.worktreeConfig", "true")
    shop.must("config", "--worktree", "core.hooksPath", ".githooks")
    before = contents(shop.folder / ".git")
    with pytest.raises(UserError) as refused:
        shop.net().install()
    assert refused.value.hint == "git config --worktree --unset core.hooksPath"
    assert contents(shop.folder / ".git") == before
    shop.must("config", "--worktree", "--unset", "core.hooksPath")
    assert shop.net().install().action == "created"


def test_a_folder_in_a_hooks_place_is_refused_and_left(shop: Shop) -> None:
    (shop.folder / ".git/hooks/pre-commit").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        shop.net().install()
    assert (shop.folder / ".git/hooks/pre-commit").is_dir()


def test_what_cannot_be_written_is_named_and_nothing_is_changed(shop: Shop) -> None:
    hooks = shop.folder / ".git/hooks"
    for sample in hooks.iterdir():
        sample.unlink()
    hooks.rmdir()
    hooks.write_text("no folder")  # root may write into any folder, so this stands for one that nobody may
    with pytest.raises(UserError, match=str(hooks)) as refused:
        shop.net().install()
    assert refused.value.code == "hooks_not_written"
    assert hooks.read_text() == "no folder"


def test_odd_names_of_folders_hold(shop: Shop) -> None:
    odd = shop.world.repository("a 'shop' \"$HOME\" [x] 🦆")
    home = shop.world.root / "state 'of' $covey"
    for hooks_path in ("", "hooks & co"):
        if hooks_path:
            shop.must("config", "core.hooksPath", hooks_path, cwd=odd)
        shop.net(odd, home=home, python=Path(sys.executable)).install()
        shop.hold("holder", "auth.py", cwd=odd)
        shop.write("auth.py", f"mine {hooks_path}\n", cwd=odd)
        done = shop.commit(cwd=odd)
        assert (done.returncode, done.stderr) == (0, "")  # the lock is in another state folder
        shop.net(odd).install()
        shop.write("auth.py", f"again {hooks_path}\n", cwd=odd)
        assert shop.commit(cwd=odd).returncode == 1
        shop.must("commit", "-q", "--no-verify", "-m", "work", cwd=odd)


def test_git_that_does_not_answer_is_told_and_nothing_is_changed(shop: Shop) -> None:
    config = shop.folder / ".git/config"
    config.write_text("[core\n")
    before = contents(shop.folder / ".git")
    with pytest.raises(UnavailableError, match="git refused: bad config"):
        shop.net().install()
    assert contents(shop.folder / ".git") == before
