"""What a session hears of the others' work when it starts, and when it begins a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination import advice
from covey.coordination.areas import areas_of
from covey.model.session import Item

if TYPE_CHECKING:
    from .conftest import Office


@pytest.fixture
def shop(office: Office) -> Office:
    """Give an office in which one session refactors the API, three of five tasks done."""
    for name in ("api", "docs", "web", "tests"):
        (office.folder / name).mkdir()
    (office.folder / "tests/test_routes.py").touch()
    begin(office, "one", "refactor the API endpoints")
    office.take("one", "api/routes.py", estimated_completion=office.machine.wall + 600)
    with office.desk() as desk:
        for number in range(5):
            desk.tx.save_item(Item("one", str(number), is_done=int(number < 3)))
    return office


def begin(office: Office, session_id: str, task: str | None) -> None:
    session = office.enter(session_id, len(office.live()) + 1)
    with office.register() as register:
        register.change(session, "session.task", "", task=task)


def at_start(office: Office, session_id: str) -> list[str]:
    session = office.session(session_id)
    with office.desk() as desk:
        return advice.at_start(desk, session, areas_of(str(office.folder))).splitlines()


def at_task(office: Office, session_id: str, task: str) -> list[str]:
    begin(office, session_id, task)
    session = office.session(session_id)
    with office.desk() as desk:
        twins = advice.tell_twins(desk, session)
        return advice.at_task(desk, session, areas_of(str(office.folder)), twins).splitlines()


@pytest.mark.requirement("S1-8")
def test_a_session_that_starts_hears_which_areas_are_free(shop: Office) -> None:
    begin(shop, "two", None)
    assert at_start(shop, "two") == ["Free areas: docs, tests, web."]


def test_where_all_is_busy_it_hears_that(shop: Office) -> None:
    begin(shop, "two", None)
    shop.take("one", "**")
    assert at_start(shop, "two") == ["No area is free: there is a session at work in each."]


def test_a_session_that_is_resumed_hears_of_what_matters_to_its_task_too(shop: Office) -> None:
    begin(shop, "two", "write the API tests")
    assert at_start(shop, "two")[0].startswith("Free areas: ")
    assert "works on: “refactor the API endpoints”" in at_start(shop, "two")[1]


@pytest.mark.requirement("S1-9")
def test_dependent_work_is_told_with_progress_estimate_and_what_is_free(shop: Office) -> None:
    name = shop.session("one").name
    (said,) = at_task(shop, "two", "write the API tests")
    assert said == (
        f"{name} works on: “refactor the API endpoints” (holds api/routes.py), 3 of 5 tasks done, "
        "about 10 minutes more; tests/test_routes.py is free."
    )


def test_work_that_has_nothing_to_do_with_the_task_is_not_told(shop: Office) -> None:
    assert at_task(shop, "two", "translate the manual") == []


@pytest.mark.requirement("S1-9")
def test_work_that_a_session_said_it_depends_on_is_told_whatever_the_task(shop: Office) -> None:
    begin(shop, "two", "translate the manual")
    with shop.desk() as desk:
        desk.tx.depend("two", "one", desk.now.wall)
    assert "works on: “refactor the API endpoints”" in at_start(shop, "two")[1]


def test_a_session_without_a_lock_or_a_list_is_at_no_work_that_could_be_waited_for(shop: Office) -> None:
    shop.release("one")
    with shop.desk() as desk:
        desk.tx.remove_item("one")
    assert at_task(shop, "two", "write the API tests") == []


def test_two_sessions_with_nearly_the_same_task_are_both_told_once(shop: Office) -> None:
    (said,) = at_task(shop, "two", "Rework the API endpoints")
    assert said == (
        f"{shop.session('one').name} has nearly the same task: “refactor the API endpoints” (holds api/routes.py), "
        "3 of 5 tasks done, about 10 minutes more."
    )
    assert shop.told("one") == (
        f"{shop.session('two').name} has just begun nearly the same task as this session: “Rework the API endpoints”."
    )
    assert shop.told("one") == ""


def test_who_is_gone_is_no_rival(shop: Office) -> None:
    shop.machine.kill(1)
    assert at_task(shop, "two", "refactor the API endpoints") == []


@pytest.mark.requirement("S1-8")
def test_who_is_in_the_area_that_the_task_is_about_is_told(shop: Office) -> None:
    begin(shop, "two", None)
    shop.take("two", "web/cart.ts")
    shop.release("two")
    shop.take("two", "web/a.ts")
    (said,) = at_task(shop, "three", "paint the cart")
    assert said == (
        f"This task seems to be about web, where others are at work: {shop.session('two').name} holds web/a.ts. "
        "Free areas: docs, tests."
    )


def test_a_session_whose_task_is_not_known_is_named_all_the_same(shop: Office) -> None:
    begin(shop, "two", None)
    shop.take("two", "web/cart.ts")
    name = shop.session("two").name
    assert at_task(shop, "three", "paint the cart") == [f"{name} is at work (holds web/cart.ts); docs is free."]


def test_at_most_two_of_a_kind_are_told(shop: Office) -> None:
    for name in ("two", "three", "four"):
        begin(shop, name, f"paint the API {name}")
        shop.take(name, f"api/{name}.py")
    assert len(at_task(shop, "five", "write the API tests")) == 3
