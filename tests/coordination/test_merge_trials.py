"""The trial of a merge says what the real merge does, looks at what is not committed yet, and touches nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.coordination import trial, workbench
from covey.coordination.trial import Hunk, Outcome, Trouble, forecasts

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Git

LINES = "".join(f"line {number}\n" for number in range(1, 10))


class Pair:
    """A repository and a worktree of it on a branch `side`."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self.one, self.other = git.repository(), git.folder / "side"
        self.write(self.one, {"auth.py": LINES, "other.py": LINES, "old.py": LINES})
        self.commit(self.one)
        git("worktree", "add", "-q", "-b", "side", "../side", at="shop")

    def write(self, where: Path, files: dict[str, str]) -> None:
        """Write files, making their folders."""
        for name, text in files.items():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            (where / name).write_text(text, encoding="utf-8")

    def commit(self, where: Path) -> None:
        """Commit all that is there."""
        self.git("add", "-A", at=where.name)
        self.git("commit", "-q", "--allow-empty", "-m", "more", at=where.name)

    def forecast(self) -> Outcome:
        """Ask for the forecast."""
        (found,) = forecasts([(str(self.one), str(self.other))]).values()
        return found

    def named(self) -> list[tuple[str, str]]:
        """Give the forecast's files and kinds."""
        found = self.forecast()
        assert found.problem == ""
        return [(file.path, file.kind) for file in found.files]

    def problem(self) -> str:
        """Give why there is no forecast."""
        found = self.forecast()
        assert found.files == ()
        return found.problem

    def really_merged(self) -> list[str]:
        """Commit both sides, merge them in a copy of the repository, and list the files in conflict."""
        self.commit(self.one)
        self.commit(self.other)
        shutil.rmtree(self.git.folder / "copy", ignore_errors=True)
        self.git("clone", "-q", "shop", "copy")
        return self.merge_in_copy()

    def merge_in_copy(self) -> list[str]:
        """Merge the side's branch in the copy, and list the files in conflict."""
        with contextlib.suppress(subprocess.CalledProcessError):  # it ends with 1 where something conflicts
            self.git("merge", "-q", "origin/side", at="copy")
        entries = self.git("ls-files", "-z", "--unmerged", at="copy").split("\0")
        return sorted(
            {entry.partition("\t")[2].removesuffix("~HEAD").removesuffix("~origin_side") for entry in entries if entry}
        )


@pytest.fixture
def pair(git: Git) -> Pair:
    """Give a repository with a second worktree."""
    return Pair(git)


def changed(number: int, text: str) -> str:
    return LINES.replace(f"line {number}\n", text)


CHANGES: dict[str, tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]] = {
    "nothing": ({}, {}, []),
    "different files": ({"auth.py": "one\n"}, {"other.py": "two\n"}, []),
    "different places": ({"auth.py": changed(1, "one\n")}, {"auth.py": changed(8, "two\n")}, []),
    "the same change": ({"auth.py": changed(4, "one\n")}, {"auth.py": changed(4, "one\n")}, []),
    "the same line": ({"auth.py": changed(4, "one\n")}, {"auth.py": changed(4, "two\n")}, [("auth.py", "content")]),
    "the same new file": ({"new.py": "one\n"}, {"new.py": "two\n"}, [("new.py", "add/add")]),
    "new files": ({"new.py": "one\n"}, {"newer.py": "two\n"}, []),
    "bytes": ({"pic": "\0one"}, {"pic": "\0two"}, [("pic", "binary")]),
    "awkward names": ({"a b\n🦊.py": "one\n"}, {"a b\n🦊.py": "two\n"}, [("a b\n🦊.py", "add/add")]),
    "a file and a folder": ({"x": "one\n"}, {"x/y": "two\n"}, [("x", "file/directory")]),
}


@pytest.mark.requirement("B-4")
@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("name", CHANGES)
def test_the_forecast_names_what_the_real_merge_names(pair: Pair, name: str, is_committed: bool) -> None:  # noqa: FBT001
    one, other, expected = CHANGES[name]
    pair.write(pair.one, one)
    pair.write(pair.other, other)
    if is_committed:
        pair.commit(pair.one)
        pair.commit(pair.other)
    found = pair.named()
    assert found == expected
    assert pair.really_merged() == [path for path, _ in found]


def delete(folder: Path) -> None:
    (folder / "old.py").unlink()


def rename(folder: Path, name: str = "renamed.py") -> None:
    (folder / "old.py").rename(folder / name)


def rename_otherwise(folder: Path) -> None:
    rename(folder, "x.py")


def modify(folder: Path) -> None:
    (folder / "old.py").write_text(changed(5, "changed\n"))


@pytest.mark.requirement("B-4")
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (delete, modify, [("old.py", "modify/delete")]),
        (delete, delete, []),
        (rename, modify, []),
        (delete, rename, [("renamed.py", "rename/delete")]),
        (
            rename,
            rename_otherwise,
            [("old.py", "rename/rename"), ("renamed.py", "rename/rename"), ("x.py", "rename/rename")],
        ),
    ],
)
def test_what_is_deleted_or_renamed_is_followed_as_the_real_merge_does(
    pair: Pair, one: Callable[[Path], None], other: Callable[[Path], None], expected: list[tuple[str, str]]
) -> None:
    one(pair.one)
    other(pair.other)
    found = pair.named()
    assert found == expected
    assert pair.really_merged() == [path for path, _ in found]


SIDES = st.dictionaries(
    st.sampled_from(["auth.py", "other.py", "old.py", "new.py"]),
    st.one_of(
        st.none(),
        st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["x\n", "y\n", "", "x\ny\n"])), min_size=1, max_size=3),
    ),
    max_size=3,
)


def apply(folder: Path, side: dict[str, Any]) -> None:
    """Delete a file, or change some of its lines."""
    for name, edits in side.items():
        lines = LINES.splitlines(keepends=True)
        for number, text in edits or ():
            lines[number] = text
        if edits is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_text("".join(lines))


@pytest.mark.requirement("B-4")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=SIDES, other=SIDES, is_committed=st.booleans())
def test_whatever_both_sides_did_the_forecast_agrees_with_the_real_merge(
    pair: Pair,
    one: dict[str, Any],
    other: dict[str, Any],
    is_committed: bool,  # noqa: FBT001
) -> None:
    pair.git("tag", "-f", "start", "HEAD~0" if "start" not in pair.git("tag", at="shop") else "start", at="shop")
    for folder, side in ((pair.one, one), (pair.other, other)):
        pair.git("reset", "-q", "--hard", "start", at=folder.name)
        pair.git("clean", "-qfd", at=folder.name)
        apply(folder, side)
    if is_committed:
        pair.commit(pair.one)
    found = pair.forecast()
    assert found.problem == ""
    assert [file.path for file in found.files] == pair.really_merged()


@pytest.mark.requirement("B-4")
def test_the_lines_are_told_as_each_side_has_them(pair: Pair) -> None:
    pair.write(pair.one, {"auth.py": "top\n" + changed(4, "one\nmore\n")})
    pair.write(pair.other, {"auth.py": changed(4, "two\n").replace("line 9\n", "")})
    hunk = Hunk(((5, 6), (4, 4)), (("one", "more"), ("two",)))
    assert pair.forecast().files == (Trouble("auth.py", "content", (hunk,)),)


def test_what_looks_like_a_mark_is_none(pair: Pair) -> None:
    pair.write(pair.one, {"auth.py": "<<<<<<< a\n=======\n>>>>>>> b\nTitle\n=====\none\n"})
    pair.write(pair.other, {"auth.py": "Title\n=====\ntwo\n"})
    ((file,),) = [pair.forecast().files]
    assert file.hunks is not None
    assert file.hunks[0].lines[1] == (1, 3)


def test_a_side_that_has_no_lines_there_has_none(pair: Pair) -> None:
    pair.write(pair.one, {"auth.py": changed(4, "")})
    pair.write(pair.other, {"auth.py": changed(4, "two\n")})
    (file,) = pair.forecast().files
    assert file.hunks == (Hunk((None, (4, 4)), ((), ("two",))),)


def print_of(folder: Path) -> dict[str, tuple[object, ...]]:
    """Give all that can be seen of a folder's files: content, times, numbers, modes."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted([folder, *folder.rglob("*")]):
        now = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (content, now.st_mtime_ns, now.st_ctime_ns, now.st_ino, now.st_mode, now.st_size)
    return found


@pytest.mark.requirement("B-4")
def test_nothing_of_either_worktree_is_touched(pair: Pair) -> None:
    pair.write(pair.one, {"auth.py": "one\n", "staged.py": "s\n", "new.py": "one\n"})
    pair.git("add", "staged.py", at="shop")
    pair.write(pair.other, {"auth.py": "two\n", "new.py": "two\n"})
    os.utime(pair.other / "other.py", (1, 1))  # git would like to note in the index that this is unchanged
    before = print_of(pair.git.folder)
    assert [path for path, _ in pair.named()] == ["auth.py", "new.py"]
    assert print_of(pair.git.folder) == before
    assert list(Path(os.environ.get("TMPDIR", "/tmp")).glob("covey-merge-*")) == []  # noqa: S108


@pytest.mark.requirement("B-4")
def test_no_program_that_the_repository_names_is_run(pair: Pair) -> None:
    program = pair.git.folder / "program"
    program.write_text(f"#!/bin/sh\ntouch {pair.git.folder}/ran\ncat\n")
    program.chmod(0o700)
    for name in ("core.fsmonitor", "filter.f.clean", "filter.f.process", "merge.m.driver", "diff.d.textconv"):
        pair.git("config", name, str(program), at="shop")
    pair.git("config", "filter.f.required", "true", at="shop")
    shutil.copy(program, pair.one / ".git/hooks/post-index-change")
    for folder, text in ((pair.one, "one\n"), (pair.other, "two\n")):
        pair.write(folder, {"auth.py": text, ".gitattributes": "auth.py filter=f merge=m diff=d\n"})
    assert pair.named() == [("auth.py", "content")]
    assert not (pair.git.folder / "ran").exists()


def test_what_leads_git_elsewhere_is_not_handed_on(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("GIT_TRACE", str(pair.git.folder / "trace"))
    assert forecasts([(str(pair.one), str(pair.other))]) == {(str(pair.one), str(pair.other)): Outcome()}
    assert not (pair.git.folder / "trace").exists()


def test_what_is_ignored_is_left_out(pair: Pair) -> None:
    (pair.one / ".git/info/exclude").write_text("*.log\n")
    for folder in (pair.one, pair.other):
        pair.write(folder, {"x.log": str(folder), ".gitignore": "build/\n", "build/x": str(folder)})
    assert pair.named() == []


def test_a_worktree_inside_another_is_not_its_work(pair: Pair) -> None:
    pair.git("worktree", "add", "-q", "-b", "inner", ".claude/worktrees/inner", at="shop")
    inner = pair.one / ".claude/worktrees/inner"
    pair.write(inner, {"auth.py": "two\n"})
    pair.write(pair.one, {"auth.py": "one\n"})
    (found,) = forecasts([(str(pair.one), str(inner))]).values()
    assert [(file.path, file.kind) for file in found.files] == [("auth.py", "content")]


def test_what_is_merged_already_conflicts_no_more(pair: Pair) -> None:
    pair.write(pair.other, {"auth.py": "two\n"})
    pair.commit(pair.other)
    pair.git("merge", "-q", "side", at="shop")
    pair.write(pair.one, {"auth.py": "on top of it\n"})
    before = print_of(pair.git.folder)
    assert pair.named() == []
    assert print_of(pair.git.folder) == before


def test_detached_heads_and_two_worktrees_on_one_branch_are_compared_too(pair: Pair) -> None:
    pair.git("checkout", "-q", "--detach", at="shop")
    pair.git("checkout", "-q", "--ignore-other-worktrees", "main", at="side")
    pair.write(pair.one, {"auth.py": "one\n"})
    pair.write(pair.other, {"auth.py": "two\n"})
    assert pair.named() == [("auth.py", "content")]
    pair.git("checkout", "-q", "--ignore-other-worktrees", "main", at="shop")
    assert pair.named() == [("auth.py", "content")]


def test_submodules_are_compared_by_their_commits(pair: Pair) -> None:
    pair.git.repository("lib")
    pair.git("submodule", "--quiet", "add", "../lib", "lib", at="shop")
    pair.git("commit", "-q", "-m", "lib", at="shop")
    pair.git("merge", "-q", "main", at="side")
    pair.git("submodule", "--quiet", "update", "--init", at="side")
    assert pair.named() == []
    for at in ("shop/lib", "side/lib"):
        pair.git("commit", "-q", "--allow-empty", "-m", at, at=at)
    assert pair.named() == [("lib", "submodule history not available")]


@pytest.mark.parametrize("name", ['quote" \\ and: colon', "new\nline 🦊", "#hash"])
def test_a_repository_may_lie_in_a_folder_of_any_name(git: Git, name: str) -> None:
    one = git.repository(name)
    git("worktree", "add", "-q", "-b", "side", "../other " + name, at=name)
    other = one.parent / f"other {name}"
    for folder in (one, other):
        (folder / "auth.py").write_text(str(folder))
    (found,) = forecasts([(str(one), str(other))]).values()
    assert (found.problem, [file.path for file in found.files]) == ("", ["auth.py"])


@pytest.mark.parametrize("way", [("init", "--object-format=sha256"), ("update-index", "--split-index")])
def test_repositories_of_other_kinds_are_compared_too(git: Git, way: tuple[str, ...]) -> None:
    (git.folder / "shop").mkdir()
    git("init", "-q", "-b", "main", *way[1:] * (way[0] == "init"), at="shop")
    (git.folder / "shop/auth.py").write_text(LINES)
    git("add", ".", at="shop")
    git("commit", "-q", "-m", "first", at="shop")
    git("worktree", "add", "-q", "-b", "side", "../side", at="shop")
    for name in ("shop", "side"):
        git("update-index", *way[1:] * (way[0] != "init"), "--refresh", at=name)
        (git.folder / name / "auth.py").write_text(name)
    (found,) = forecasts([(str(git.folder / "shop"), str(git.folder / "side"))]).values()
    assert (found.problem, [file.path for file in found.files]) == ("", ["auth.py"])


def test_a_sparse_checkout_lacks_nothing(pair: Pair) -> None:
    pair.write(pair.one, {"in/x": LINES, "out/x": LINES})
    pair.commit(pair.one)
    pair.git("merge", "-q", "main", at="side")
    pair.git("sparse-checkout", "set", "--cone", "--sparse-index", "in", at="side")
    pair.write(pair.other, {"in/x": "two\n"})
    pair.write(pair.one, {"in/x": "one\n", "out/x": "one\n"})
    assert not (pair.other / "out").exists()
    assert pair.named() == [("in/x", "content")]


def test_the_repositorys_line_ends_are_respected(pair: Pair) -> None:
    pair.git("config", "core.autocrlf", "true", at="shop")
    pair.write(pair.one, {"auth.py": LINES.replace("\n", "\r\n")})
    pair.write(pair.other, {"auth.py": "two\n"})
    assert pair.named() == []


def test_what_git_refuses_to_merge_is_told(pair: Pair) -> None:
    pair.git("checkout", "-q", "--orphan", "unrelated", at="side")
    assert pair.problem() == f"{pair.other}: its branch has no commit yet"
    pair.git("commit", "-q", "-m", "no history in common", at="side")
    assert pair.problem() == "git refused: refusing to merge unrelated histories"


def test_a_worktree_with_conflicts_of_its_own_is_told(pair: Pair) -> None:
    pair.write(pair.one, {"auth.py": "one\n"})
    pair.commit(pair.one)
    pair.write(pair.other, {"auth.py": "two\n"})
    pair.commit(pair.other)
    with pytest.raises(Exception, match="merge"):
        pair.git("merge", "-q", "main", at="side")
    assert pair.problem() == f"{pair.other}: it is in the middle of a merge with conflicts of its own"


def test_a_checkout_that_is_gone_is_told_and_the_others_are_compared(pair: Pair) -> None:
    gone, here = (str(pair.git.folder / "gone"), str(pair.one)), (str(pair.one), str(pair.other))
    found = forecasts([gone, here])
    assert found == {gone: Outcome(problem=f"{gone[0]}: there is no checkout at {gone[0]}"), here: Outcome()}


@pytest.mark.requirement("B-4")
def test_what_takes_too_long_or_is_too_much_is_told(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    both = (str(pair.one), str(pair.other))
    assert forecasts([both], seconds=0)[both].problem == "git was not done in time"
    pair.write(pair.one, {"big": "x" * 3_000_000})
    monkeypatch.setattr(workbench, "MOST_BYTES", 2_000_000)
    assert pair.problem() == f"{pair.one}: too much is uncommitted to be looked at: 3 MB, files: 1"


def test_of_many_files_the_first_are_looked_into(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_FILES_READ", 1)
    for folder in (pair.one, pair.other):
        pair.write(folder, {"auth.py": f"{folder}\n", "other.py": f"{folder}\n"})
    assert [file.hunks is None for file in pair.forecast().files] == [False, True]
    monkeypatch.setattr(trial, "MOST_BYTES_READ", 10)
    assert [file.hunks for file in pair.forecast().files] == [None, None]


def test_a_git_that_is_missing_or_too_old_is_told(pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.37.9\n")
    old.chmod(0o700)
    monkeypatch.setenv("PATH", str(old.parent))
    assert pair.problem() == "git 2.37.9 is too old to forecast a merge: install git 2.38 or newer"
    old.unlink()
    assert pair.problem().startswith("git cannot be run: ")
