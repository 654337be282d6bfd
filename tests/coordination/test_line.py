"""The waiting line: first come first, told once, kept for a short time, and left by whoever has or leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.line import FIRST_RIGHT_SECONDS
from covey.model.lock import SHARED
from covey.model.session import BUSY

if TYPE_CHECKING:
    from .conftest import Office

FREE = "Free now: auth.py; until "


@pytest.fixture(autouse=True)
def _waiting(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    for number, name in enumerate(("holder", "first", "second"), 1):
        office.enter(name, number)
        office.machine.work(1)
    office.take("holder", "auth.py")
    for name in ("first", "second"):
        office.machine.work(1)
        office.want(name, "auth.py")


def test_places_are_given_in_the_order_of_coming_and_kept(office: Office) -> None:
    assert office.want("second", "auth.py").place_in_line == 2
    assert office.want("first", "auth.py").place_in_line == 1


def test_nobody_is_told_while_the_lock_is_held(office: Office) -> None:
    assert office.told("first") == ""


def test_the_first_is_told_once_and_the_next_when_the_first_has_had_it(office: Office) -> None:
    """A holds, B and C wait; A ends, B hears once and gets it, then C (issue 3)."""
    office.release("holder")
    assert office.told("second") == ""
    assert office.told("first").startswith(FREE)
    assert office.told("first") == ""
    office.take("first", "auth.py")
    office.release("first")
    assert office.told("second").startswith(FREE)
    office.take("second", "auth.py")


def test_what_is_free_is_kept_for_the_first_in_line(office: Office) -> None:
    office.release("holder")
    verdict = office.want("second", "auth.py")
    assert verdict.lock is None
    assert verdict.ahead is not None
    assert (verdict.ahead.session_id, verdict.place_in_line, verdict.blockers) == ("first", 2, ())
    assert office.want("holder", "auth.py").lock is None
    assert office.want("first", "auth.py").lock is not None


def test_who_was_told_and_does_not_come_loses_the_place(office: Office) -> None:
    office.release("holder")
    office.machine.work(FIRST_RIGHT_SECONDS)
    assert office.told("second").startswith(FREE)
    assert office.want("second", "auth.py").lock is not None
    assert office.told("first").startswith("auth.py was free for a while")


def test_a_place_does_not_count_those_who_did_not_come(office: Office) -> None:
    office.release("holder")
    office.machine.work(FIRST_RIGHT_SECONDS)
    verdict = office.want("holder", "auth.py")
    assert verdict.ahead is not None
    assert (verdict.ahead.session_id, verdict.place_in_line) == ("second", 2)


def test_who_takes_it_at_once_is_told_nothing_more(office: Office) -> None:
    office.machine.kill(1)
    office.take("first", "auth.py")
    assert office.told("first") == ""


def test_who_was_told_and_finds_it_taken_again_waits_on_and_is_told_again(office: Office) -> None:
    office.release("holder")
    assert office.told("first").startswith(FREE)
    office.machine.work(FIRST_RIGHT_SECONDS)
    office.take("second", "auth.py")
    office.want("first", "auth.py")
    office.release("second")
    assert office.told("first").startswith(FREE)


def test_who_is_gone_or_ended_is_passed_over(office: Office) -> None:
    office.machine.kill(2)
    office.release("holder")
    assert office.told("second").startswith(FREE)
    assert office.want("second", "auth.py").lock is not None


@pytest.mark.requirement("B-5")
def test_who_waits_for_a_dead_holder_is_told_too(office: Office) -> None:
    office.machine.kill(1)
    assert office.told("first").startswith(FREE)


def test_who_has_the_lock_no_longer_waits(office: Office) -> None:
    office.release("holder")
    office.take("first", "auth.py")
    assert office.want("second", "auth.py").place_in_line == 1


def test_who_ends_leaves_the_line(office: Office) -> None:
    office.end("first")
    assert office.want("second", "auth.py").place_in_line == 1


def test_who_waits_for_several_is_told_of_each_when_it_is_free(office: Office) -> None:
    office.enter("other", 4)
    office.take("other", "ui.py")
    office.want("first", "ui.py")
    office.release("other")
    assert office.told("first").startswith("Free now: ui.py")
    office.release("holder")
    assert office.told("first").startswith(FREE)


def test_a_lock_that_readers_took_over_is_not_free_for_a_writer(office: Office) -> None:
    office.end("first")
    office.release("holder")
    office.take("second", "auth.py", mode=SHARED)
    office.want("holder", "auth.py")
    assert office.told("holder") == ""


def test_who_waits_for_a_folder_is_told_when_the_last_file_in_it_is_free(office: Office) -> None:
    office.enter("other", 4)
    for name in ("src/a.py", "src/b.py"):
        office.take("holder", name)
    office.want("other", "src/**")
    with office.desk() as desk:
        held = [lock for lock in desk.tx.locks_of("holder") if lock.path.startswith("src/")]
        desk.release(held[0], "done")
    assert office.told("other") == ""
    with office.desk() as desk:
        desk.release(held[1], "done")
    assert office.told("other").startswith("Free now: src/**")


def test_a_circle_of_two_is_told_to_both_and_the_youngest_is_asked_to_yield(office: Office) -> None:
    office.take("first", "ui.py")
    office.want("holder", "ui.py")
    holder, first = office.session("holder").name, office.session("first").name
    links = f"A circle: {holder} waits for ui.py, held by {first}; {first} waits for auth.py, held by {holder}. "
    assert office.told("holder") == f"{links}{first} is the youngest, and was asked to release what it holds."
    assert office.told("first").startswith(f"{links}This session is the youngest of them: `covey locks release PATH`")
    assert ("lock.circle", "first") in office.log()


def test_a_circle_of_three_is_found_when_it_closes(office: Office) -> None:
    office.end("second")
    office.machine.work(1)
    office.enter("third", 4)
    office.take("third", "db.py")
    office.take("first", "ui.py")
    office.want("third", "ui.py")
    assert office.told("third") == ""
    office.want("holder", "db.py")
    for name in ("holder", "first"):
        assert "third" in office.told(name).replace(office.session("third").name, "third")
    assert "`covey locks release PATH`" in office.told("third")
    office.release("third")
    assert office.told("holder").startswith("Free now: db.py")


def test_an_idle_holders_file_may_be_taken_over_and_both_are_told(office: Office) -> None:
    office.machine.work(office.settings.idle_takeover)
    verdict = office.want("first", "auth.py")
    assert [lock.session_id for lock in verdict.taken_over] == ["holder"]
    assert office.held() == [("first", "auth.py")]
    assert "took over auth.py, which this session had not touched for 10 minutes" in office.told("holder")
    assert ("lock.taken_over", "holder") in office.log()


def test_the_first_in_line_is_told_that_an_idle_holders_file_can_be_had(office: Office) -> None:
    office.machine.work(office.settings.idle_takeover)
    assert office.told("first").startswith(FREE)


def test_a_busy_holder_keeps_what_it_has(office: Office) -> None:
    office.machine.work(office.settings.idle_takeover - 10)
    assert office.want("first", "auth.py").lock is None
    office.be("holder", BUSY)
    office.machine.work(office.settings.idle_takeover)
    assert office.want("first", "auth.py").lock is None


def test_a_machine_that_slept_takes_nothing_from_an_idle_holder(office: Office) -> None:
    office.machine.sleep(office.settings.idle_takeover * 2)
    assert office.want("first", "auth.py").lock is None


def test_an_idle_holder_that_said_how_long_it_needs_keeps_it_that_long(office: Office) -> None:
    until = office.machine.wall + 3000
    office.take("holder", "slow.py", estimated_completion=until)
    office.machine.work(1000)
    assert office.want("first", "slow.py").lock is None
    office.machine.work(2000)
    assert office.want("first", "slow.py").lock is not None


def test_who_holds_a_pattern_uses_each_file_of_it_whoever_waits_there(office: Office) -> None:
    office.take("second", "src/*.py")
    assert office.want("first", "src/a.py").blockers
    office.take("second", "src/a.py")
    office.release("second")
    assert office.told("first").startswith("Free now: src/a.py")
