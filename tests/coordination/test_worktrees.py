"""The same path in two worktrees of one repository: other files, one merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Office


@pytest.fixture(autouse=True)
def _two_sessions(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", "auth.py")


def wanted_in_the_other_worktree(office: Office, setting: str) -> tuple[bool, list[str], list[str]]:
    office.settings = office.settings.but(across_worktrees=setting)
    verdict = office.want("two", office.target("auth.py").but(worktree="/other"))
    names = [[lock.session_id for lock in locks] for locks in (verdict.blockers, verdict.elsewhere)]
    return verdict.lock is not None, names[0], names[1]


def test_by_default_the_edit_goes_on_and_is_told_of_the_other(office: Office) -> None:
    assert wanted_in_the_other_worktree(office, "warn") == (True, [], ["one"])


def test_it_can_be_made_to_block(office: Office) -> None:
    assert wanted_in_the_other_worktree(office, "block") == (False, ["one"], [])


def test_it_can_be_ignored(office: Office) -> None:
    assert wanted_in_the_other_worktree(office, "ignore") == (True, [], [])


def test_a_lock_elsewhere_whose_holder_is_gone_is_no_warning(office: Office) -> None:
    office.machine.kill(1)
    assert wanted_in_the_other_worktree(office, "warn") == (True, [], [])


def test_whoever_is_blocked_is_told_of_the_other_worktrees_too(office: Office) -> None:
    office.take("two", office.target("auth.py").but(worktree="/other"))
    office.enter("three", 3)
    verdict = office.want("three", "auth.py")
    assert [lock.session_id for lock in verdict.blockers] == ["one"]
    assert [lock.session_id for lock in verdict.elsewhere] == ["two"]
