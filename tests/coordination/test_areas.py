"""The areas of a workspace, and who is and was at work in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.areas import TOP, Part, areas_of, survey
from covey.model.session import BUSY
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from .conftest import Office


@pytest.fixture
def shop(office: Office) -> Office:
    """Give an office with some folders, and three sessions."""
    for name in ("api/v1", "docs", "libs/ui", "libs/core", "packages", ".github", "node_modules/react", "dist", "_old"):
        (office.folder / name).mkdir(parents=True)
    (office.folder / "README.md").touch()
    for number, session_id in enumerate(("one", "two", "three"), 1):
        office.enter(session_id, number)
    return office


def seen(office: Office, session_id: str | None = None, configured: tuple[str, ...] = ()) -> dict[str, Part]:
    areas = areas_of(str(office.folder), configured)
    session = office.session(session_id) if session_id else None
    with office.desk() as desk:
        return {part.name: part for part in survey(desk, areas, session, str(office.folder))}


def states(office: Office, *how: Any) -> dict[str, str]:
    return {name: part.look.state for name, part in seen(office, *how).items()}


@pytest.mark.requirement("S1-8")
def test_areas_are_the_folders_that_people_work_in_and_each_library_is_one(shop: Office) -> None:
    names = [area.name for area in areas_of(str(shop.folder))]
    assert names == ["api", "docs", "libs/core", "libs/ui", "packages", TOP]


def test_configured_folders_come_first_where_they_are_there(shop: Office) -> None:
    names = [area.name for area in areas_of(str(shop.folder), ("api/v1", "gone", "docs"))]
    assert names == ["api/v1", "docs", "api", "libs/core", "libs/ui", "packages", TOP]


def test_a_folder_that_is_no_repository_has_no_areas(shop: Office) -> None:
    assert areas_of(str(shop.folder / "api")) == []
    assert areas_of(str(shop.folder / "gone")) == []


@pytest.mark.requirement("S1-8")
def test_an_area_is_busy_where_another_holds_or_waits_and_own_where_only_the_asker_does(shop: Office) -> None:
    shop.take("one", "api/routes.py")
    shop.want("two", "api/routes.py")
    shop.take("two", "docs/a.md")
    assert states(shop, "three")["api"] == states(shop, "one")["api"] == "busy"
    assert states(shop, "two")["docs"] == "own"
    assert states(shop)["docs"] == "busy"
    assert states(shop, "two")["libs/ui"] == "free"
    present = seen(shop, "three")["api"].present
    assert [(one.session.session_id, one.held, one.awaited) for one in present] == [
        ("one", ("api/routes.py",), ()),
        ("two", (), ("api/routes.py",)),
    ]


def test_a_lock_counts_in_the_narrowest_area_and_a_wide_one_in_all_beneath(shop: Office) -> None:
    shop.take("one", "api/v1/a.py")
    shop.take("two", "libs/**/*.ts")
    found = states(shop, "three", ("api/v1",))
    assert {name for name, state in found.items() if state == "busy"} == {"api/v1", "libs/core", "libs/ui"}


def test_those_who_are_gone_and_locks_that_ran_out_make_nothing_busy(shop: Office) -> None:
    shop.take("one", "api/a.py")
    shop.take("two", "docs/a.md")
    shop.machine.kill(1)
    shop.machine.work(shop.settings.lock_timeout)
    assert set(states(shop, "three").values()) == {"free"}


def test_a_lock_of_another_repository_is_in_none_of_these_areas(shop: Office) -> None:
    elsewhere = shop.folder.parent / "elsewhere"
    make_git_folder(elsewhere / ".git")
    shop.take("one", str(elsewhere / "docs/a.md"))
    assert set(states(shop, "two").values()) == {"free"}


@pytest.mark.requirement("S1-8")
def test_who_was_there_within_a_day_is_known(shop: Office) -> None:
    shop.take("one", "docs/a.md")
    shop.release("one")
    shop.machine.work(60)
    shop.take("two", "docs/b.md")
    shop.release("two")
    part = seen(shop, "three")["docs"]
    assert part.touched is not None
    assert (part.touched[0].session_id, part.touched[1].path, part.look.is_touched) == ("two", "docs/b.md", 1)
    by_two = seen(shop, "two")["docs"].touched
    assert by_two is not None
    assert by_two[0].session_id == "one"
    shop.end("one")
    shop.end("two")
    assert seen(shop, "three")["docs"].look.is_touched == 0
    shop.machine.work(86401)
    shop.be("three", BUSY)
    assert seen(shop, "three")["docs"].touched is None
