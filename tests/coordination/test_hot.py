"""A file that everybody waits for is named, with the advice to split it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.advice_words import hot_file
from covey.coordination.hot import Hot, heat, hot_files

if TYPE_CHECKING:
    from .conftest import Office


def hot(office: Office) -> list[Hot]:
    with office.desk() as desk:
        return hot_files(desk, str(office.folder))


def stop(office: Office, path: str, *names: str) -> None:
    """Let sessions be stopped at a file that `holder` holds."""
    if not office.live():
        office.enter("holder", 99)
    office.take("holder", path)
    for number, name in enumerate(names, 1):
        office.enter(name, number)
        office.want(name, path)


def test_one_that_waits_makes_no_file_hot(office: Office) -> None:
    stop(office, "registry.py", "a")
    assert hot(office) == []
    with office.desk() as desk:
        assert heat(desk, office.target("registry.py")) is None


@pytest.mark.requirement("S1-9")
def test_several_in_line_do_and_the_advice_is_to_split_it(office: Office) -> None:
    stop(office, "registry.py", "a", "b")
    assert hot(office) == [Hot("registry.py", 2, 2)]
    with office.desk() as desk:
        assert heat(desk, office.target("registry.py")) == Hot("registry.py", 2, 2)
    said = hot_file(hot(office)[0])
    assert said == (
        "registry.py: 2 in line for it, 2 stopped at it within a day. "
        "Split into smaller files, several sessions could work on it at once."
    )


def test_one_that_was_stopped_often_counts_once(office: Office) -> None:
    stop(office, "registry.py", "a", "b")
    for _ in range(5):
        office.want("a", "registry.py")
    assert hot(office) == [Hot("registry.py", 2, 2)]


def test_a_file_at_which_three_were_stopped_is_hot_for_a_day(office: Office) -> None:
    stop(office, "registry.py", "a", "b", "c")
    for name in ("a", "b", "c", "holder"):
        office.release(name)
    assert hot(office) == [Hot("registry.py", 0, 3)]
    office.machine.work(86401)
    assert hot(office) == []


def test_the_hottest_comes_first(office: Office) -> None:
    stop(office, "a.py", "a", "b")
    stop(office, "z.py", "a", "b", "c")
    assert [each.path for each in hot(office)] == ["z.py", "a.py"]
