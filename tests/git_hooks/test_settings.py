"""The settings that count for edits count for commits, from the environment and from settings files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Shop


def configure(shop: Shop, name: str, text: str) -> None:
    """Write a settings file of the user's."""
    folder = shop.world.home / ".config/covey"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.fixture
def staged(guarded: Shop) -> Shop:
    """Give a repository in which a commit of a held file is staged."""
    guarded.write("auth.py", "mine\n")
    return guarded


@pytest.mark.requirement("S1-7")
@pytest.mark.parametrize(("action", "status"), [("block", 1), ("ask", 1), ("warn", 0), ("proceed", 0)])
def test_conflict_action_decides(staged: Shop, action: str, status: int) -> None:
    done = staged.commit(COVEY_CONFLICT_ACTION=action)
    assert done.returncode == status
    assert ("auth.py is also being edited by Session_" in done.stderr) == (action == "warn")
    assert bool(done.stderr) == (action != "proceed")
    assert [kind for kind, _, _ in staged.log()] == {"warn": ["git.warned"], "proceed": []}.get(action, ["git.refused"])


def test_without_file_locks_nothing_is_looked_at(staged: Shop) -> None:
    done = staged.commit(COVEY_ENABLE_FILE_LOCKS="no")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("listed", "status", "is_told"), [("shared", 0, True), ("ignore", 0, False)])
def test_patterns_say_which_files_matter(staged: Shop, listed: str, status: int, is_told: bool) -> None:  # noqa: FBT001 - a parameter
    configure(staged, "file-patterns.yaml", f"{listed}: ['*.py']\n")
    done = staged.commit()
    assert (done.returncode, bool(done.stderr)) == (status, is_told)


def test_a_repository_may_tighten_what_its_users_set(staged: Shop) -> None:
    configure(staged, "coordination.yaml", "session_coordination:\n  conflict_action: warn\n")
    assert staged.commit("--dry-run").returncode == 0
    (staged.folder / ".covey").mkdir()
    (staged.folder / ".covey/coordination.yaml").write_text("session_coordination:\n  conflict_action: block\n")
    assert staged.commit().returncode == 1
