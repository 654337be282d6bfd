"""Who gets a lock, who is in the way, and when a lock no longer counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.model.lock import EXCLUSIVE, SHARED, Holder
from covey.model.session import BUSY
from covey.settings import Settings

if TYPE_CHECKING:
    from .conftest import Office

HOUR = Settings().lock_timeout
REBOOTED, ELSEWHERE = "mac boot-2 pids", "server boot-9 pids"


@pytest.fixture(autouse=True)
def _two_sessions(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    office.enter("one", 1)
    office.enter("two", 2)


@pytest.mark.requirement("S1-3", "S1-4")
def test_a_free_file_is_taken(office: Office) -> None:
    now = office.machine.now()
    verdict = office.want("one", "auth.py", reason="login", estimated_completion=now.wall + 60)
    lock = verdict.lock
    assert lock is not None
    assert verdict.is_new
    assert (lock.path, lock.session_id, lock.mode, lock.reason) == ("auth.py", "one", EXCLUSIVE, "login")
    assert (lock.acquired, lock.expires, lock.estimated_completion) == (now.wall, now.wall + HOUR, now.wall + 60)
    assert ("lock.acquired", "one") in office.log()


@pytest.mark.requirement("S1-3")
def test_a_file_that_another_holds_is_refused_and_the_wisher_waits(office: Office) -> None:
    held = office.take("one", "auth.py")
    verdict = office.want("two", "auth.py")
    assert verdict.lock is None
    assert verdict.blockers == (held,)
    assert verdict.place_in_line == 1
    assert office.held() == [("one", "auth.py")]


@pytest.mark.requirement("S1-4")
def test_use_renews_a_lock_and_keeps_its_generation(office: Office) -> None:
    first = office.take("one", "auth.py", reason="login")
    office.machine.work(HOUR / 2)
    verdict = office.want("one", "auth.py")
    assert verdict.lock is not None
    assert not verdict.is_new
    assert verdict.lock.generation == first.generation
    assert verdict.lock.reason == "login"
    assert verdict.lock.acquired == first.acquired
    assert verdict.lock.expires == first.expires + HOUR / 2


def test_what_is_held_ahead_is_reserved_until_an_edit_uses_it_and_never_again(office: Office) -> None:
    def is_reserved(*, ahead: bool) -> bool:
        return bool(office.take("one", "auth.py", is_reserved=int(ahead)).is_reserved)

    assert [is_reserved(ahead=ahead) for ahead in (True, True, False, True)] == [True, True, False, False]


def test_a_refusal_is_logged_once_however_often_it_is_met(office: Office) -> None:
    office.take("one", "auth.py")
    for _ in range(3):
        assert office.want("two", "auth.py").place_in_line == 1
    assert office.log().count(("lock.denied", "two")) == 1


def test_readers_share_and_a_writer_must_wait_for_all_of_them(office: Office) -> None:
    office.take("one", "auth.py", mode=SHARED)
    office.take("two", "auth.py", mode=SHARED)
    office.enter("three", 3)
    assert [lock.session_id for lock in office.want("three", "auth.py").blockers] == ["one", "two"]


def test_a_lone_reader_becomes_a_writer_with_a_new_generation(office: Office) -> None:
    shared = office.take("one", "auth.py", mode=SHARED)
    exclusive = office.take("one", "auth.py")
    assert exclusive.mode == EXCLUSIVE
    assert exclusive.generation > shared.generation
    assert office.held() == [("one", "auth.py")]


def test_a_reader_among_readers_cannot_become_a_writer(office: Office) -> None:
    office.take("one", "auth.py", mode=SHARED)
    office.take("two", "auth.py", mode=SHARED)
    assert office.want("one", "auth.py").lock is None
    assert office.held() == [("one", "auth.py"), ("two", "auth.py")]


def test_a_writer_who_reads_stays_a_writer(office: Office) -> None:
    office.take("one", "auth.py")
    assert office.take("one", "auth.py", mode=SHARED).mode == EXCLUSIVE


@pytest.mark.requirement("B-2")
@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("src", "src/a/b.py"),
        ("src/a/b.py", "src"),
        ("src/*.py", "src/a.py"),
        ("src/a.py", "src/*.py"),
        ("src/**", "src/a/b.py"),
        ("src/a/b.py", "**/*.py"),
        ("src/*.py", "src/a*"),
        ("**", "src/a.py"),
    ],
)
def test_folders_and_patterns_hold_the_files_in_them(office: Office, held: str, wanted: str) -> None:
    (office.folder / "src" / "a").mkdir(parents=True)
    office.take("one", held)
    assert [lock.path for lock in office.want("two", wanted).blockers] == [held]


@pytest.mark.parametrize(("held", "wanted"), [("src", "src2/a.py"), ("src/*.py", "src/a.js"), ("a*/x", "b*/x")])
def test_what_does_not_overlap_is_free(office: Office, held: str, wanted: str) -> None:
    office.take("one", held)
    assert office.want("two", wanted).lock is not None


@pytest.mark.requirement("S1-4")
def test_a_lock_that_is_not_used_for_its_time_is_free(office: Office) -> None:
    office.take("one", "auth.py")
    office.be("one", BUSY)
    office.machine.work(HOUR - 1)
    assert office.want("two", "auth.py").lock is None
    office.machine.work(1)
    assert office.want("two", "auth.py").lock is not None
    assert ("lock.reclaimed", "one") in office.log()


def test_the_sleep_of_the_machine_is_no_time_of_a_lock(office: Office) -> None:
    office.take("one", "auth.py")
    office.be("one", BUSY)
    office.machine.work(HOUR - 60)
    office.machine.sleep(10 * HOUR)
    assert office.want("two", "auth.py").lock is None
    office.machine.work(60)
    assert office.want("two", "auth.py").lock is not None


@pytest.mark.requirement("B-5")
def test_a_lock_whose_holder_is_gone_is_free_at_the_first_attempt(office: Office) -> None:
    office.take("one", "auth.py")
    office.machine.kill(1)
    assert office.want("two", "auth.py").lock is not None
    assert office.held() == [("two", "auth.py")]
    assert ("lock.reclaimed", "one") in office.log()


@pytest.mark.requirement("B-5")
def test_another_process_with_the_holders_pid_is_not_the_holder(office: Office) -> None:
    office.take("one", "auth.py")
    office.machine.kill(1)
    office.machine.work(1)
    office.machine.start(1)
    assert office.want("two", "auth.py").lock is not None


@pytest.mark.requirement("B-5")
def test_after_a_restart_of_the_machine_no_earlier_lock_counts(office: Office) -> None:
    office.take("one", "auth.py")
    office.machine.restart(REBOOTED)
    office.enter("two", 2)
    assert office.want("two", "auth.py").lock is not None


def test_a_holder_on_another_host_is_believed_until_its_time_is_out(office: Office) -> None:
    office.take("one", "auth.py")
    office.be("one", BUSY)
    office.machine.restart(ELSEWHERE)
    office.enter("two", 2)
    office.machine.work(HOUR - 1)
    assert office.want("two", "auth.py").lock is None
    office.machine.work(1)
    assert office.want("two", "auth.py").lock is not None


def test_a_holder_whose_process_is_not_known_is_believed_until_its_time_is_out(office: Office) -> None:
    office.enter("unknown")
    office.take("unknown", "auth.py")
    assert office.want("two", "auth.py").lock is None
    office.machine.work(HOUR)
    assert office.want("two", "auth.py").lock is not None


def test_generations_rise_with_every_new_hold(office: Office) -> None:
    generations = [office.take("one", name).generation for name in ("a", "b", "c")]
    assert sorted(set(generations)) == generations


def test_a_holder_sees_that_its_lock_was_lost(office: Office) -> None:
    first = office.take("one", "auth.py")
    with office.desk() as desk:
        assert desk.tx.lock_at(first.target, first.holder) == first
    office.machine.work(HOUR)
    second = office.take("two", "auth.py")
    assert second.generation > first.generation
    with office.desk() as desk:
        assert desk.tx.lock_at(first.target, first.holder) is None


def test_an_old_hold_cannot_end_the_new_one_on_the_same_path(office: Office) -> None:
    old = office.take("one", "auth.py")
    office.machine.work(HOUR)
    office.take("two", "auth.py")
    with office.desk() as desk:
        desk.release(old, "late")
    assert office.held() == [("two", "auth.py")]
    assert ("lock.released", "one") not in office.log()


@pytest.mark.requirement("S1-5")
def test_everything_of_a_session_is_released_at_once(office: Office) -> None:
    office.take("one", "a")
    office.take("one", "b", "agent")
    office.take("two", "c")
    office.want("one", "c")
    with office.desk() as desk:
        desk.release_all("one", "done")
    assert office.held() == [("two", "c")]
    with office.desk() as desk:
        assert desk.tx.awaited("one") == []


def test_what_a_subagent_held_for_itself_is_released_alone(office: Office) -> None:
    office.take("one", "a")
    office.take("one", "b", "agent")
    with office.desk() as desk:
        desk.release_all("one", "the subagent has finished", "agent")
    assert office.held() == [("one", "a")]


def test_subagents_are_told_apart_by_their_holder(office: Office) -> None:
    office.take("one", "a", "agent")
    assert [lock.holder for lock in office.want("one", "a").blockers] == [Holder("one", "agent")]
    assert office.want("one", "a", "agent").lock is not None


def test_an_estimate_is_what_the_holder_said_else_the_usual_hold_here(office: Office) -> None:
    said = office.take("one", "said", estimated_completion=office.machine.wall + 5)
    for number, minutes in enumerate((1, 2, 30, 4, 500)):
        lock = office.take("one", f"{number}.py")
        with office.desk() as desk:
            assert desk.estimated_completion(lock) is None
        office.machine.work(minutes * 60)
        with office.desk() as desk:
            desk.release(lock, "done")
    usual = office.take("one", "usual")
    with office.desk() as desk:
        assert desk.estimated_completion(said) == said.acquired + 5
        assert desk.estimated_completion(usual) == usual.acquired + 4 * 60
    office.machine.work(4 * 60)
    with office.desk() as desk:
        assert desk.estimated_completion(usual) == usual.acquired + 500 * 60, "longer than most, so like the long ones"
    office.machine.work(500 * 60)
    with office.desk() as desk:
        assert desk.estimated_completion(usual) is None, "longer than those too: nothing is known"


def test_the_files_own_history_counts_more_than_the_workspaces(office: Office) -> None:
    for path, minutes in [("slow.py", 50), ("quick.py", 1)] * 3:
        lock = office.take("one", path)
        office.machine.work(minutes * 60)
        with office.desk() as desk:
            desk.release(lock, "done")
    slow, other = office.take("one", "slow.py"), office.take("one", "other.py")
    with office.desk() as desk:
        assert desk.estimated_completion(slow) == slow.acquired + 50 * 60
        assert desk.estimated_completion(other) == other.acquired + 50 * 60
