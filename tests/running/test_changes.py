"""What a task changed in its project, with git and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.running.changes import changed, seen, seen_before

if TYPE_CHECKING:
    from pathlib import Path

    from covey.testing.world import World

ODD = ("with space.py", "ümläut.py", "🦆.py", "new\nline.py", "-dash.py")


@pytest.mark.requirement("B-9")
def test_files_that_git_counts_to_the_project_are_seen_with_any_name_and_others_are_not(world: World) -> None:
    repository = world.repository()
    (repository / ".gitignore").write_text("*.log\n", encoding="utf-8")
    (repository / "gone.py").write_text("x\n", encoding="utf-8")
    before = seen(str(repository))
    for name in ODD:
        (repository / name).write_text("x\n", encoding="utf-8")
    (repository / "noise.log").write_text("x\n", encoding="utf-8")
    (repository / "README.md").write_text("longer than before\n", encoding="utf-8")
    (repository / "gone.py").unlink()
    found = changed(before, seen(str(repository)))
    assert found == dict.fromkeys(ODD, "created") | {"README.md": "changed", "gone.py": "deleted"}


def test_what_was_committed_meanwhile_counts_as_well(world: World) -> None:
    repository = world.repository()
    before = seen(str(repository))
    (repository / "new.py").write_text("x\n", encoding="utf-8")
    world.run(["git", "add", "."], repository)
    world.run(["git", "commit", "-q", "-m", "new"], repository)
    assert changed(before, seen(str(repository))) == {"new.py": "created"}


def test_a_folder_without_git_is_seen_too(tmp_path: Path) -> None:
    before = seen(str(tmp_path))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "new.py").write_text("x\n", encoding="utf-8")
    assert changed(before, seen(str(tmp_path))) == {"deep/new.py": "created"}


@pytest.mark.requirement("B-6")
def test_who_takes_a_task_up_finds_what_was_seen_before_it_began(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    first = seen_before(tmp_path / "run" / "before.json", str(project))
    (project / "new.py").write_text("x\n", encoding="utf-8")
    assert seen_before(tmp_path / "run" / "before.json", str(project)) == first
