"""The names of locks are short, and each is of one lock only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from covey.model.lock_names import named
from covey.testing.store_contract.check import a_lock

if TYPE_CHECKING:
    from covey.model.lock import Lock

PATHS = st.lists(st.text("ab/_.1", min_size=0, max_size=7), min_size=1, max_size=8)


def locks(*paths: str) -> list[Lock]:
    """Make a lock on each path."""
    return [a_lock(path, generation=number) for number, path in enumerate(paths, 1)]


def names(*paths: str) -> list[str]:
    """Name locks on these paths."""
    held = locks(*paths)
    return [named(held).of(lock) for lock in held]


def test_a_lock_is_called_after_its_file() -> None:
    assert names("auth.py") == ["lock_auth_py"]
    assert names("src/auth.py") == ["lock_auth_py"]


def test_locks_on_files_of_one_name_are_told_apart_by_their_folders() -> None:
    assert names("src/auth.py", "tests/auth.py") == ["lock_src_auth_py", "lock_tests_auth_py"]
    assert names("auth.py", "src/auth.py") == ["lock_auth_py", "lock_src_auth_py"]


def test_locks_on_one_path_are_told_apart_by_their_generation() -> None:
    assert names("src/auth.py", "src/auth.py") == ["lock_src_auth_py_1", "lock_src_auth_py_2"]
    assert names("a/b.py", "a_b.py") == ["lock_b_py", "lock_a_b_py_2"]


def test_patterns_and_the_whole_workspace_have_names_too() -> None:
    assert names("src/**/*.py", "") == ["lock_py", "lock_workspace"]


def test_a_name_that_may_mean_several_means_all_of_them() -> None:
    held = locks("src/auth.py", "tests/auth.py")
    assert named(held).called("lock_auth_py") == held
    assert named(held).called("lock_src_auth_py") == held[:1]
    assert named(held).called("lock_other") == []


@given(PATHS)
def test_each_lock_answers_to_its_name_alone(paths: list[str]) -> None:
    held = locks(*paths)
    found = named(held)
    given_names = [found.of(lock) for lock in held]
    assert len(set(given_names)) == len(held)
    assert [found.called(name) for name in given_names] == [[lock] for lock in held]
