"""A task goes on with the conversation of what it needs, and reads nothing of what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.errors import UserError
from covey.model.course import Course, chart, circle
from covey.model.plan import FRESH, SHARED, Task


def task(task_id: str, *needs: str, priority: int = 50, session: str = SHARED) -> Task:
    return Task(task_id, "do it", needs=needs, priority=priority, session=session)


def charted(*tasks: Task) -> dict[str, Course]:
    return {course.task_id: course for course in chart(tasks)}


def told_of(course: Course) -> tuple[str | None, bool, tuple[str, ...]]:
    return course.base, course.forks, course.told


def test_tasks_without_needs_are_one_conversation_by_priority_and_then_as_they_stand() -> None:
    courses = charted(task("a"), task("b", priority=90), task("c"))
    assert list(courses) == ["b", "a", "c"]
    assert {each: course.needs for each, course in courses.items()} == {"b": (), "a": ("b",), "c": ("a",)}
    assert [course.turns for course in courses.values()] == [("b",), ("b", "a"), ("b", "a", "c")]
    assert {course.line for course in courses.values()} == {"b"}
    assert not any(course.forks or course.told for course in courses.values())


def test_two_that_need_one_task_fork_and_what_joins_them_goes_on_where_they_parted() -> None:
    courses = charted(task("model"), task("api", "model"), task("page", "model"), task("docs", "api", "page"))
    assert told_of(courses["api"]) == ("model", True, ())
    assert told_of(courses["page"]) == ("model", True, ())
    assert told_of(courses["docs"]) == ("model", False, ("api", "page"))
    assert courses["docs"].turns == ("model", "docs")
    assert {each: course.line for each, course in courses.items()} == {
        "model": "model",
        "api": "api",
        "page": "page",
        "docs": "model",
    }


def test_a_task_that_needs_another_and_what_that_needs_goes_on_with_the_nearer() -> None:
    courses = charted(task("a"), task("b", "a"), task("c", "a", "b"))
    assert told_of(courses["c"]) == ("b", False, ())
    assert courses["c"].turns == ("a", "b", "c")


def test_roots_begin_conversations_and_what_joins_them_begins_one_too() -> None:
    courses = charted(task("a"), task("b"), task("c", "a", "b"))
    assert told_of(courses["a"]) == (None, False, ())
    assert told_of(courses["c"]) == (None, False, ("a", "b"))
    assert {course.line for course in courses.values()} == {"a", "b", "c"}


def test_nobody_goes_on_with_a_fresh_task_but_those_that_need_it_are_told_of_it() -> None:
    courses = charted(task("a"), task("review", "a", session=FRESH), task("b", "review"))
    assert told_of(courses["review"]) == (None, False, ("a",))
    assert told_of(courses["b"]) == ("a", False, ("review",))


def test_a_joining_task_is_not_told_again_what_its_conversation_was_told() -> None:
    courses = charted(
        task("a"), task("b", "a"), task("c", "a"), task("d", "b", "c"), task("e", "d"), task("f", "d", "b")
    )
    assert courses["d"].told == ("b", "c")
    assert courses["e"].told == courses["f"].told == ()


def test_a_need_that_is_no_task_is_refused() -> None:
    with pytest.raises(UserError, match="task a needs b, and there is no such task") as caught:
        chart([task("a", "b")])
    assert caught.value.code == "unknown_need"


def test_a_circle_is_refused_with_its_whole_way() -> None:
    with pytest.raises(UserError, match="in a circle: b needs c needs d needs b") as caught:
        chart([task("a"), task("b", "a", "c"), task("c", "d"), task("d", "b"), task("e", "d")])
    assert caught.value.code == "circular_needs"


def test_what_hangs_on_a_circle_is_none_of_it() -> None:
    assert circle([task("x", "a"), task("a", "b"), task("b", "a"), task("y")]) == ["a", "b", "a"]
    assert circle([task("a", "a")]) == ["a", "a"]
    assert circle([task("a"), task("b", "a")]) == []


def test_many_fresh_tasks_on_top_of_each_other_are_charted_at_once() -> None:
    """Every layer needs both tasks of the one before: more ways lead down than could be walked."""
    layers = [[f"{number}{side}" for side in "ab"] for number in range(60)]
    tasks = [task("root")]
    for below, layer in zip([["root"], *layers], layers, strict=False):
        tasks += [task(each, *below, session=FRESH) for each in layer]
    assert charted(*tasks, task("top", *layers[-1]))["top"].base == "root"


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    """Give tasks that need some of those before them, in any order of their file."""
    count = draw(st.integers(1, 9))
    tasks = [
        task(
            str(number),
            *map(str, sorted(draw(st.sets(st.integers(0, number - 1), max_size=3))) if number else ()),
            priority=draw(st.sampled_from([10, 50, 90])),
            session=draw(st.sampled_from([SHARED, SHARED, SHARED, FRESH])),
        )
        for number in range(count)
    ]
    return draw(st.permutations(tasks))


def ancestors(courses: dict[str, Course], task_id: str) -> set[str]:
    needs = courses[task_id].needs
    return set(needs).union(*(ancestors(courses, need) for need in needs))


@given(plans())
def test_every_task_comes_after_all_that_it_needs(tasks: list[Task]) -> None:
    order = [course.task_id for course in chart(tasks)]
    assert sorted(order) == sorted(each.task_id for each in tasks)
    for course in chart(tasks):
        assert all(order.index(need) < order.index(course.task_id) for need in course.needs)


@given(plans())
def test_a_task_reads_of_each_ancestor_once_and_of_nobody_else(tasks: list[Task]) -> None:
    """Whatever is in its conversation, or was told there, or is told to it."""
    courses = charted(*tasks)
    for task_id, course in courses.items():
        of_its_own = [*course.turns[:-1], *(told for turn in course.turns for told in courses[turn].told)]
        assert course.turns[-1] == task_id
        assert set(of_its_own) == ancestors(courses, task_id)
        assert len(of_its_own) == len(set(of_its_own))


@given(plans())
def test_a_conversation_that_goes_on_in_place_holds_no_other_that_wants_to_go_on_there(tasks: list[Task]) -> None:
    courses = charted(*tasks)
    for base in courses:
        based = [course for course in courses.values() if course.base == base]
        in_place = [course for course in based if not course.forks]
        assert len(in_place) <= 1
        for course in in_place:
            others = {other.task_id for other in based} - {course.task_id}
            assert others <= ancestors(courses, course.task_id)
            assert course.line == courses[base].line


@given(plans())
def test_a_line_of_conversation_bears_the_name_of_the_task_that_began_it(tasks: list[Task]) -> None:
    courses = charted(*tasks)
    for task_id, course in courses.items():
        begins = course.base is None or course.forks
        assert (course.line == task_id) == begins


@given(plans())
def test_a_fresh_task_has_its_conversation_for_itself(tasks: list[Task]) -> None:
    courses = charted(*tasks)
    for each in tasks:
        if each.session == FRESH:
            assert courses[each.task_id].turns == (each.task_id,)
            assert all(other.base != each.task_id for other in courses.values())
