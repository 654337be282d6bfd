"""Every spelling of a path gives one key, in whatever kind of checkout it lies."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.coordination import places
from covey.coordination.places import (
    LONGEST_PATH,
    NO_REPOSITORY,
    beside,
    entry_target,
    file_target,
    pattern_target,
    target,
    workspace_of,
)
from covey.errors import UserError
from covey.model import pattern
from covey.model.lock import Target, overlaps
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from .conftest import Git

ODD_NAMES = ["two words.py", "line\nend.py", "🦆.py", "ü.py", "[id].tsx", "{a,b}.py", "*.py", "a\\b.py", " ", "~", "-x"]
names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Give a folder that looks like a repository."""
    folder = tmp_path.resolve() / "shop"
    make_git_folder(folder / ".git")
    (folder / "src").mkdir()
    (folder / "src" / "auth.py").touch()
    return folder


def test_a_file_is_known_by_its_path_in_its_worktree(shop: Path) -> None:
    assert target(str(shop / "src" / "auth.py")) == Target(
        str(shop), str(shop), "src/auth.py", "src/auth.py", is_file=1
    )


def test_what_is_a_file_holds_itself_alone_and_what_may_become_a_folder_holds_both(shop: Path) -> None:
    found = {path: target(path, str(shop)).is_file for path in ("src/auth.py", "src", "src/", "new", ".")}
    assert found == {"src/auth.py": 1, "src": 0, "src/": 0, "new": 0, ".": 0}


def test_what_is_about_to_be_written_is_a_file_unless_a_folder_stands_there(shop: Path) -> None:
    found = {path: file_target(path, str(shop)).is_file for path in ("src/auth.py", "src", "new", "new/")}
    assert found == {"src/auth.py": 1, "src": 0, "new": 1, "new/": 0}


def test_what_is_removed_by_the_name_of_a_link_is_the_link(shop: Path) -> None:
    (shop / "link.py").symlink_to("src/auth.py")
    (shop / "folder").symlink_to("src")
    removed = {path: entry_target(path, str(shop)) for path in ("link.py", "folder", "folder/auth.py", "src", "gone")}
    assert {path: (one.path, one.is_file) for path, one in removed.items()} == {
        "link.py": ("link.py", 1),
        "folder": ("folder", 1),
        "folder/auth.py": ("src/auth.py", 1),
        "src": ("src", 0),
        "gone": ("gone", 0),
    }


def test_a_file_beside_another_is_one_and_with_a_slash_behind_it_is_a_folder(shop: Path) -> None:
    root = target(str(shop))
    assert beside(root, "src/auth.py") == target("src/auth.py", str(shop))
    assert beside(root, "src/") == target("src", str(shop))


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("src/auth.py", "."),
        ("./src//auth.py", "."),
        ("auth.py", "src"),
        ("../src/auth.py", "src"),
        ("../shop/src/auth.py", "."),
        ("link.py", "."),
        ("folder/auth.py", "."),
        ("folder/../src/auth.py", "."),
        ("auth.py", "folder"),
        ("../link.py", "folder"),
    ],
)
def test_every_spelling_gives_one_key(shop: Path, path: str, base: str) -> None:
    (shop / "link.py").symlink_to("src/auth.py")
    (shop / "folder").symlink_to(shop / "src")
    assert target(path, str(shop / base)) == target(str(shop / "src" / "auth.py"))


def test_a_file_that_is_not_there_yet_has_its_key_already(shop: Path) -> None:
    before = target("new/deep/file.py", str(shop))
    assert before.key == "new/deep/file.py"
    (shop / "new" / "deep").mkdir(parents=True)
    (shop / "new" / "deep" / "file.py").touch()
    assert target("new/deep/file.py", str(shop)) == before.but(is_file=1)


def test_a_link_to_what_is_not_there_yet_is_followed(shop: Path) -> None:
    (shop / "dangling.py").symlink_to("later.py")
    assert target("dangling.py", str(shop)).key == "later.py"


def test_a_link_that_leads_out_of_the_repository_is_where_it_leads(shop: Path) -> None:
    (shop / "out").symlink_to(shop.parent)
    found = target("out/x.py", str(shop))
    assert (found.workspace, found.path) == (NO_REPOSITORY, str(shop.parent / "x.py"))


def test_links_in_a_circle_still_have_a_key(shop: Path) -> None:
    (shop / "a").symlink_to("b")
    (shop / "b").symlink_to("a")
    assert target("a", str(shop)).workspace == str(shop)


def test_the_root_and_folders_can_be_targets(shop: Path) -> None:
    assert target(str(shop)).key == ""
    assert target("src/", str(shop)).key == "src"


def test_a_file_outside_any_repository_is_known_by_its_whole_path(tmp_path: Path) -> None:
    found = target("notes.txt", str(tmp_path))
    assert (found.workspace, found.worktree) == (NO_REPOSITORY, NO_REPOSITORY)
    assert found.path == f"/{found.key}" == str(tmp_path.resolve() / "notes.txt")
    assert target("/").key == ""


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_kept_as_they_are(shop: Path, name: str) -> None:
    (shop / name).touch()
    assert target(name, str(shop)).path == name
    assert overlaps(target(name, str(shop)), pattern_target("*", str(shop)))
    assert overlaps(target(name, str(shop)), pattern_target(pattern.literal(name), str(shop)))


def test_a_name_that_is_not_utf_8_is_written_in_escapes(shop: Path) -> None:
    (shop / os.fsdecode(b"caf\xe9")).mkdir()
    found = target(os.fsdecode(b"caf\xe9/a.py"), str(shop))
    assert (found.workspace, found.path) == (str(shop), "caf\\xe9/a.py")


def test_a_repository_whose_own_name_is_not_utf_8_is_one(tmp_path: Path) -> None:
    folder = tmp_path.resolve() / os.fsdecode(b"caf\xe9")
    make_git_folder(folder / ".git")
    found = target(str(folder / "src" / "a.py"))
    assert (found.worktree, found.path) == (f"{tmp_path.resolve()}/caf\\xe9", "src/a.py")
    assert workspace_of(str(folder))[2] == "caf\\xe9"


@pytest.mark.parametrize("path", ["a\0b", "\ud800.py", "x" * (LONGEST_PATH + 1), "a/" * LONGEST_PATH])
def test_what_no_file_can_be_called_is_refused(shop: Path, path: str) -> None:
    with pytest.raises(UserError) as refusal:
        target(path, str(shop))
    assert refusal.value.code == "bad_path"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(names, min_size=1, max_size=4))
def test_a_path_and_its_spelling_with_dots_are_one(shop: Path, parts: list[str]) -> None:
    plain = target("/".join(parts), str(shop))
    dotted = target(f"{shop}/./src/../" + "//".join(parts))
    assert plain == dotted
    assert target(str(shop / plain.path)) == plain


def test_worktrees_of_one_repository_are_one_workspace(git: Git) -> None:
    shop = git.repository()
    git("worktree", "add", "-q", "../next", at="shop")
    here, there = target(str(shop / "auth.py")), target(str(shop.parent / "next" / "auth.py"))
    assert here.workspace == there.workspace == str(shop)
    assert (here.key, there.key) == ("auth.py", "auth.py")
    assert (here.worktree, there.worktree) == (str(shop), str(shop.parent / "next"))
    assert overlaps(here, there)


def test_a_worktree_inside_its_repository_is_a_worktree_of_its_own(git: Git) -> None:
    shop = git.repository()
    git("worktree", "add", "-q", ".claude/worktrees/x", at="shop")
    found = target(".claude/worktrees/x/auth.py", str(shop))
    assert (found.workspace, found.key) == (str(shop), "auth.py")


def test_worktrees_of_a_bare_repository_are_one_workspace(git: Git) -> None:
    git.repository()
    git("clone", "-q", "--bare", "shop", "store.git")
    for name in ("one", "two"):
        git("worktree", "add", "-q", f"../{name}", "-b", name, at="store.git")
    found = [target(str(git.folder / name / "auth.py")) for name in ("one", "two")]
    assert {one.workspace for one in found} == {str(git.folder / "store.git")}
    assert workspace_of(str(git.folder / "one")) == (str(git.folder / "store.git"), str(git.folder / "one"), "store")


def test_a_submodule_is_a_workspace_of_its_own(git: Git) -> None:
    git.repository("library")
    shop = git.repository()
    git("submodule", "--quiet", "add", str(git.folder / "library"), "lib", at="shop")
    found = target("lib/auth.py", str(shop))
    assert (found.worktree, found.key) == (str(shop / "lib"), "auth.py")
    assert found.workspace == str(shop / ".git" / "modules" / "lib")


def test_a_git_folder_that_lies_elsewhere_is_found_by_its_git_file(git: Git) -> None:
    git("init", "-q", "--separate-git-dir", "elsewhere", "apart")
    found = target("apart/auth.py", str(git.folder))
    assert (found.workspace, found.worktree) == (str(git.folder / "elsewhere"), str(git.folder / "apart"))


def test_the_project_is_named_after_its_repository_or_folder(git: Git) -> None:
    shop = git.repository()
    git("worktree", "add", "-q", "../next", at="shop")
    assert workspace_of(str(shop / "nowhere"))[2] == "shop"
    assert workspace_of(str(git.folder / "next"))[2] == "shop"
    (git.folder / "plain").mkdir()
    assert workspace_of(str(git.folder / "plain")) == (*[str(git.folder / "plain")] * 2, "plain")
    assert workspace_of("/") == ("/", "/", "/")


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("src/*.py", ".", "src/*.py"),
        ("*.py", "src", "src/*.py"),
        ("./*.py", "src", "src/*.py"),
        ("../*.py", "src", "*.py"),
        ("folder/*.py", ".", "src/*.py"),
        ("src/**/", ".", "src/**/"),
        ("{src/a,b}/*", ".", "{src/a,b}/*"),
        ("**", ".", "**"),
        ("src", ".", "src"),
    ],
)
def test_a_pattern_is_read_from_where_it_is_given(shop: Path, text: str, base: str, expected: str) -> None:
    (shop / "folder").symlink_to("src")
    assert pattern_target(text, str(shop / base)) == Target(str(shop), str(shop), expected, expected, is_pattern=1)


def test_an_absolute_pattern_may_come_by_any_spelling_of_its_folder(shop: Path) -> None:
    (shop.parent / "alias").symlink_to(shop)
    expected = pattern_target("src/*.py", str(shop))
    assert pattern_target(f"{shop}/src/*.py", "/") == expected
    assert pattern_target(f"{shop.parent}/alias/src/*.py", "/") == expected


def test_magic_in_the_names_of_real_folders_means_itself(shop: Path) -> None:
    (shop / "[id]").mkdir()
    found = pattern_target("*.tsx", str(shop / "[id]"))
    assert overlaps(found, target("[id]/page.tsx", str(shop)))
    assert not overlaps(found, target("i/page.tsx", str(shop)))


def test_a_pattern_outside_any_repository_holds_whole_paths(tmp_path: Path) -> None:
    found = pattern_target("*.txt", str(tmp_path))
    assert found.workspace == NO_REPOSITORY
    assert overlaps(found, target("notes.txt", str(tmp_path)))


def test_the_relative_path_does_not_depend_on_the_current_folder(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "src")
    assert target("auth.py").key == "src/auth.py"
    assert places.real("auth.py") == str(shop / "src" / "auth.py")
    assert Path(places.real("auth.py", "/elsewhere")) == Path("/elsewhere/auth.py")


def git_takes(folder: Path) -> bool:
    command = ["git", "-C", str(folder), "rev-parse", "--show-toplevel"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == str(folder)


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize(
    "missing",
    ["nothing", "HEAD", "objects", "refs", "all of it", "the folder that its file names", "its name"],
)
def test_what_git_takes_for_a_repository_is_one_and_nothing_else(git: Git, missing: str) -> None:
    shop = git.repository()
    inner = git.repository("shop/inner")
    there = inner / ".git"
    if missing in ("HEAD", "objects", "refs"):
        there.joinpath(missing).rename(inner / "away")
    elif missing != "nothing":
        there.rename(inner / "away")
    if missing == "all of it":
        there.mkdir()
    elif missing == "the folder that its file names":
        there.write_text("gitdir: ../gone\n")
    elif missing == "its name":
        there.write_text("away\n")
    found = target("auth.py", str(inner))
    assert (found.worktree == str(inner)) is git_takes(inner)
    assert found.worktree in (str(inner), str(shop))
    assert overlaps(found, target("inner/auth.py", str(shop)))
