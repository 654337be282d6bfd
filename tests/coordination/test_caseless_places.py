"""Where the file system does not tell upper from lower case, neither do the keys; elsewhere they do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.coordination import places
from covey.coordination.places import ignores_case, pattern_target, target, workspace_of
from covey.model.lock import overlaps
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IMAGE_BYTES = 8 << 20


@pytest.fixture
def caseless(tmp_path: Path, require_program: Callable[[str], None]) -> Iterator[Path]:
    """Give a folder on a real file system that ignores case: the user's own, or NTFS in a file."""
    folder = tmp_path.resolve() / "caseless"
    folder.mkdir()
    if ignores_case(str(folder)):
        yield folder
        return
    if os.geteuid() != 0:
        pytest.skip("only root can mount a file system that ignores case")
    for program in ("mkntfs", "lowntfs-3g", "umount"):
        require_program(program)
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    subprocess.run(["mkntfs", "-q", "-F", "-f", image], check=True, capture_output=True)
    mounted = subprocess.run(["lowntfs-3g", "-o", "ignore_case", image, folder], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode()[:200]}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def probed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository on a file system that is only said to ignore case, in ways that the real one here does not."""
    monkeypatch.setattr(places, "ignores_case", bool)  # true of any path
    folder = tmp_path.resolve() / "Shop"
    make_git_folder(folder / ".git")
    return folder


def test_a_file_has_one_key_in_any_case(caseless: Path) -> None:
    shop = caseless / "shop"
    make_git_folder(shop / ".git")
    (shop / "Auth.py").touch()
    found = target(str(caseless / "SHOP" / "AUTH.py"))
    expected = target(str(shop / "auth.py"))
    assert (found.workspace, found.worktree, found.key) == (expected.workspace, expected.worktree, expected.key)
    assert found.path == "AUTH.py"
    assert workspace_of(str(caseless / "sHoP")) == workspace_of(str(shop))
    assert overlaps(found, pattern_target("a*.PY", str(shop)))


def test_a_file_outside_any_repository_has_one_key_in_any_case(caseless: Path) -> None:
    (caseless / "notes").mkdir()
    (caseless / "notes" / "a.txt").touch()
    assert overlaps(target(str(caseless / "Notes" / "A.txt")), target(str(caseless / "notes" / "a.txt")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("README.md", "readme.MD"),
        ("Ärger.py", "äRGER.py"),
        ("caf\u00e9.py", "cafe\u0301.py"),  # composed and decomposed
        ("Straße.py", "STRASSE.py"),
    ],
)
def test_names_are_folded_as_such_file_systems_do(probed: Path, one: str, other: str) -> None:
    assert target(one, str(probed)).key == target(other, str(probed)).key
    assert target(one, str(probed)).path == one


def test_the_root_is_spelled_as_its_folder_lists_it(probed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_isdir = os.path.isdir

    def isdir(path: str) -> bool:
        return real_isdir(path.replace("/SHOP", "/Shop"))

    monkeypatch.setattr(os.path, "isdir", isdir)
    monkeypatch.setattr(os.path, "lexists", bool)  # HEAD is looked for under the name that is not there, too
    found = target(str(probed.parent / "SHOP" / "x.py"))
    assert (found.worktree, found.key) == (str(probed), "x.py")


@pytest.fixture
def cased(tmp_path: Path) -> Path:
    """Give a repository on a file system that tells upper from lower case."""
    if ignores_case(str(tmp_path)):
        pytest.skip("this file system ignores case")
    make_git_folder(tmp_path / "shop" / ".git")
    return tmp_path / "shop"


def test_elsewhere_case_makes_another_file(cased: Path) -> None:
    assert not overlaps(target("README.md", str(cased)), target("readme.md", str(cased)))


@pytest.mark.parametrize("twin", [Path.mkdir, Path.touch])
def test_a_second_folder_in_the_other_case_does_not_make_the_file_system_ignore_case(
    cased: Path, twin: Callable[[Path], None]
) -> None:
    twin(cased / ".GIT")
    assert target("README.md", str(cased)).key == "README.md"
