"""Which areas a hold touches, and which area suits a task."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from covey.model.area import BUSY, FREE, OWN, Area, Chart, Look, fitness, fits, ranked
from covey.model.likeness import words_of

AREAS = (*(Area(name, name) for name in ("src", "src/web", "docs", "libs/ui", "libs/core")), Area("top", ""))
CHART = Chart(AREAS)

KEYS = st.lists(st.sampled_from(["src", "web", "docs", "libs", "ui", "core", "a.py"]), max_size=4).map("/".join)
LOOKS = st.lists(
    st.builds(
        Look,
        area=st.sampled_from(AREAS),
        state=st.sampled_from([FREE, OWN, BUSY]),
        paths=st.sampled_from(["", "login", "login cart"]).map(words_of),
        tasks=st.sampled_from(["", "login", "paint"]).map(words_of),
        is_touched=st.sampled_from([0, 1]),
    )
)


def touched(key: str) -> list[str]:
    return [area.name for area in CHART.touched(key)]


def test_a_file_is_in_the_narrowest_area_around_it() -> None:
    assert touched("src/web/page.ts") == ["src/web"]
    assert touched("src/api.py") == ["src"]
    assert touched("libs/ui/a.ts") == ["libs/ui"]


def test_a_file_in_no_areas_folder_is_at_the_top_level() -> None:
    assert touched("README.md") == ["top"]
    assert touched("libs/README.md") == ["top"]
    assert Chart(AREAS[:-1]).touched("README.md") == []


def test_a_folder_is_in_all_areas_beneath_it_too() -> None:
    assert touched("src") == ["src", "src/web"]
    assert touched("libs") == ["libs/ui", "libs/core"]


def test_a_pattern_without_a_beginning_is_in_all_areas() -> None:
    assert touched("") == [area.name for area in AREAS]


@given(KEYS)
def test_every_hold_is_somewhere_and_nowhere_twice(key: str) -> None:
    found = CHART.touched(key)
    assert found
    assert len(found) == len(set(found))


@given(LOOKS, st.sampled_from(["", "rewrite the login", "docs"]))
def test_ranking_loses_none_puts_what_fits_first_and_then_what_is_free(looks: list[Look], task: str) -> None:
    order = ranked(looks, task)
    assert sorted(map(repr, order)) == sorted(map(repr, looks))
    wanted = words_of(task)
    states = (FREE, OWN, BUSY)
    for one, other in pairwise(order):
        fit, next_fit = fitness(one, wanted), fitness(other, wanted)
        assert fit >= next_fit
        if fit == next_fit:
            assert (states.index(one.state), one.is_touched) <= (states.index(other.state), other.is_touched)


@given(LOOKS)
def test_areas_that_are_alike_keep_their_order(looks: list[Look]) -> None:
    alike = [look.but(state=FREE, is_touched=0) for look in looks]
    assert ranked(alike) == alike


def test_a_task_is_about_an_area_by_its_name_or_paths_not_by_the_tasks_of_others() -> None:
    ui = AREAS[3]
    assert fits(Look(ui), words_of("new UI for the cart"))
    assert fits(Look(ui, paths=words_of("cart")), words_of("paint the cart"))
    assert not fits(Look(ui, tasks=words_of("cart")), words_of("paint the cart"))
