"""What a refused session is offered instead is there, is free, and is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.alternatives import MOST, free_meanwhile

if TYPE_CHECKING:
    from .conftest import Office


@pytest.fixture
def shop(office: Office) -> Office:
    """Give an office with some folders and tests, and two sessions."""
    for name in ("src/lib", "tests/lib", "libs", "docs", "web", ".github", "_build", "node_modules", "dist"):
        (office.folder / name).mkdir(parents=True)
    for name in ("tests/test_auth.py", "tests/lib/test_api.py", "src/lib/page.test.ts", "README.md"):
        (office.folder / name).touch()
    office.enter("one", 1)
    office.enter("two", 2)
    return office


def offered(office: Office, path: str) -> list[str]:
    with office.desk() as desk:
        return free_meanwhile(desk, office.target(path), "two")


@pytest.mark.requirement("S1-10")
@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("auth.py", "tests/test_auth.py"),
        ("src/auth.py", "tests/test_auth.py"),
        ("src/lib/api.py", "tests/lib/test_api.py"),
        ("src/lib/page.ts", "src/lib/page.test.ts"),
        ("tests/auth.py", "tests/test_auth.py"),
    ],
)
def test_the_tests_of_the_file_come_first(shop: Office, path: str, test: str) -> None:
    found = offered(shop, path)
    assert found[0] == test
    assert found.count(test) == 1
    assert len(found) == MOST


def test_then_come_other_folders_that_people_work_in(shop: Office) -> None:
    assert offered(shop, "src/new.py") == ["docs", "libs", "tests"]


def test_what_others_hold_is_not_offered_and_what_is_ones_own_is(shop: Office) -> None:
    shop.take("one", "tests/test_auth.py")
    shop.take("one", "docs/*.md")
    shop.take("two", "libs/a.py")
    assert offered(shop, "src/auth.py") == ["libs", "web"]


def test_where_somebody_holds_everything_nothing_is_offered(shop: Office) -> None:
    shop.take("one", "**")
    assert offered(shop, "src/auth.py") == []


def test_outside_a_repository_only_tests_beside_the_file_are_offered(shop: Office) -> None:
    outside = shop.folder.parent / "plain"
    outside.mkdir()
    (outside / "test_a.py").touch()
    assert offered(shop, str(outside / "a.py")) == [str(outside / "test_a.py")]


def test_a_folder_that_cannot_be_listed_offers_nothing(office: Office) -> None:
    office.enter("two", 2)
    with office.desk() as desk:
        target = office.target("a.py").but(worktree=str(office.folder / "gone"))
        assert free_meanwhile(desk, target, "two") == []
