"""How sessions enter the record, what they do there, and how they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.registry import GONE, LIVE, STALE, Arrival
from covey.model.session import BUSY, CLEARED, COMPLETED, IDLE, PRUNED, REPLACED, WAITING
from covey.settings import Settings
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from .conftest import FakeMachine, Office

SILENCE = Settings().session_timeout
REBOOTED, ELSEWHERE = "mac boot-2 pids", "server boot-9 pids"


@pytest.fixture
def crowd(office: Office) -> Office:
    """Give an office with six sessions, each in a process of its own."""
    for number in range(1, 7):
        office.enter(f"s{number}", number)
    return office


def sweep(office: Office) -> list[str]:
    with office.register() as register:
        return [session.session_id for session in register.sweep()]


def life(office: Office, session_id: str) -> str:
    session = office.session(session_id)
    with office.register() as register:
        return register.life(session)


def be_heard(office: Office, session_id: str, pid: int | None = None, *, revives: bool = True) -> bool:
    process = None if pid is None else office.machine.process(pid)
    with office.register() as register:
        arrival = Arrival(session_id, str(office.folder), process)
        return register.present(session_id, BUSY, lambda: arrival, revives=revives)


@pytest.mark.requirement("S4-2", "S1-1")
def test_a_session_that_starts_is_entered_with_all_that_is_known(office: Office) -> None:
    (office.folder / ".git" / "HEAD").write_text("ref: refs/heads/login\n")
    session = office.enter("one", 7, model="opus", kind="headless", transcript="/t.jsonl")
    assert session == office.session("one")
    assert session.name == "Session_mac_7_20270115080000"
    assert (session.project, session.path, session.worktree) == ("shop", str(office.folder), str(office.folder))
    assert (session.git_branch, session.git_dirty, session.task) == ("login", None, None)
    assert (session.started, session.last_seen, session.status) == (office.machine.wall, office.machine.wall, IDLE)
    assert (session.process, session.model) == (office.machine.process(7), "opus")
    assert (session.kind, session.transcript) == ("headless", "/t.jsonl")
    assert office.log() == [("session.started", "one")]


def test_a_start_that_is_told_twice_is_one(office: Office) -> None:
    office.enter("one", 1)
    office.take("one", "auth.py")
    again = office.enter("one", 1)
    assert again == office.session("one")
    assert office.held() == [("one", "auth.py")]
    assert office.log().count(("session.started", "one")) == 1


def test_a_compacted_conversation_goes_on_as_it_was(office: Office) -> None:
    first = office.enter("one", 1, model="opus", transcript="/t.jsonl")
    with office.register() as register:
        register.change(first, "session.task", "login", task="login")
    office.take("one", "auth.py")
    office.machine.work(60)
    again = office.enter("one", 1, source="compact")
    assert (again.task, again.model, again.transcript) == ("login", "opus", "/t.jsonl")
    assert (again.started, again.last_seen) == (first.started, first.started + 60)
    assert office.held() == [("one", "auth.py")]


@pytest.mark.parametrize(("source", "outcome"), [("clear", CLEARED), ("resume", REPLACED), ("fork", REPLACED)])
def test_a_process_that_goes_on_as_another_session_ends_the_one_before(
    office: Office, source: str, outcome: str
) -> None:
    office.enter("before", 1)
    office.take("before", "auth.py")
    office.enter("after", 1, source=source)
    assert office.live() == ["after"]
    assert office.session("before").outcome == outcome
    assert office.held() == []


def test_a_session_that_was_never_entered_enters_at_its_first_contact_in_place_of_the_one_before(
    office: Office,
) -> None:
    office.enter("before", 1)
    assert be_heard(office, "after", 1)
    assert office.live() == ["after"]
    assert office.session("after").status == BUSY


@pytest.mark.requirement("S1-5")
def test_a_late_hook_of_a_cleared_session_ends_nobody(office: Office) -> None:
    office.enter("before", 1)
    office.enter("after", 1, source="clear")
    office.take("after", "auth.py")
    assert not be_heard(office, "before", 1, revives=False)
    assert office.live() == ["after"]
    assert be_heard(office, "before", 1)
    assert sorted(office.live()) == ["after", "before"]
    assert office.held() == [("after", "auth.py")]


def test_a_resumed_session_takes_up_its_record_in_its_new_process(office: Office) -> None:
    first = office.enter("one", 1)
    ended = office.end("one")
    assert (ended.ended, ended.outcome) == (office.machine.wall, COMPLETED)
    office.machine.kill(1)
    office.machine.work(60)
    again = office.enter("one", 2, source="resume")
    assert (again.ended, again.outcome, again.pid, again.name) == (None, None, 2, first.name)
    assert again.started == first.started
    assert office.live() == ["one"]


def test_a_resumed_session_whose_process_cannot_be_told_is_not_taken_for_its_old_process(office: Office) -> None:
    office.enter("one", 1)
    office.machine.kill(1)
    office.machine.start(1)  # a stranger
    office.enter("one", None, source="resume")
    assert office.session("one").process is None
    assert life(office, "one") == LIVE


def test_a_session_that_was_pruned_by_mistake_lives_again_when_it_is_heard(office: Office) -> None:
    office.enter("one", 1)
    office.end("one", PRUNED)
    assert be_heard(office, "one", 1, revives=False)
    assert office.live() == ["one"]


def test_what_is_heard_of_a_session_is_noted(office: Office) -> None:
    office.enter("one", 1)
    office.machine.work(60)
    assert be_heard(office, "one", 1)
    session = office.session("one")
    assert (session.status, session.last_seen) == (BUSY, office.machine.wall)


def test_a_contact_that_does_not_say_what_the_session_does_leaves_that_as_it_was(office: Office) -> None:
    session = office.enter("one", 1)
    with office.register() as register:
        register.change(session, "session.waiting", "", status=WAITING, waiting_for="permission prompt")
    office.machine.work(60)
    with office.register() as register:
        assert register.hear("one", lambda: Arrival("one", str(office.folder)))
    session = office.session("one")
    assert (session.status, session.waiting_for) == (WAITING, "permission prompt")
    assert session.last_seen == office.machine.wall


def test_a_change_is_logged_and_what_changes_nothing_is_not(office: Office) -> None:
    session = office.enter("one", 1)
    for _ in range(2):
        with office.register() as register:
            session = register.change(session, "session.task", "login", task="login")
    assert office.session("one").task == "login"
    assert office.log().count(("session.task", "one")) == 1


def test_a_session_is_followed_to_another_folder(office: Office) -> None:
    session = office.enter("one", 1)
    other = office.folder.parent / "other"
    make_git_folder(other / ".git")
    (other / ".git" / "HEAD").write_text("ref: refs/heads/next\n")
    for _ in range(2):
        with office.register() as register:
            session = register.move(session, str(other))
    moved = office.session("one")
    assert (moved.project, moved.path, moved.workspace, moved.git_branch) == ("other", str(other), str(other), "next")
    assert office.log().count(("session.moved", "one")) == 1


@pytest.mark.requirement("S1-5", "S4-3")
def test_an_end_releases_all_and_is_kept(office: Office) -> None:
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", "auth.py")
    office.take("two", "ui.py")
    office.want("one", "ui.py")
    office.machine.work(60)
    office.end("one")
    assert office.live() == ["two"]
    assert office.held() == [("two", "ui.py")]
    with office.store.read() as tx:
        assert [session.session_id for session in tx.ended_sessions(0, office.machine.wall + 1)] == ["one"]
        assert tx.awaited("one") == []
        assert [event.seconds for _, event in tx.events() if event.kind == "session.ended"] == [60]


@pytest.mark.requirement("S4-9")
def test_a_sweep_archives_those_whose_process_is_gone(crowd: Office) -> None:
    crowd.take("s1", "auth.py")
    crowd.machine.kill(1)
    assert sweep(crowd) == ["s1"]
    assert crowd.session("s1").outcome == PRUNED
    assert crowd.held() == []
    assert sweep(crowd) == []


def test_a_sweep_never_takes_more_than_half_of_more_than_four(crowd: Office) -> None:
    for pid in (1, 2, 3, 4):
        crowd.machine.kill(pid)
    assert sweep(crowd) == []
    crowd.machine.starts[4] = crowd.session("s4").pid_start
    assert sweep(crowd) == ["s1", "s2", "s3"]


def test_a_sweep_may_take_all_of_a_few(office: Office) -> None:
    for number in range(1, 5):
        office.enter(f"s{number}", number)
    office.machine.starts.clear()
    assert len(sweep(office)) == 4


def test_a_sweep_that_is_forced_takes_all_that_are_gone(crowd: Office) -> None:
    crowd.machine.starts.clear()
    sessions = [crowd.session(name) for name in crowd.live()]
    with crowd.register() as register:
        register.prune(sessions)
    assert crowd.live() == []


def test_after_a_restart_of_the_machine_its_sessions_are_gone(office: Office) -> None:
    office.enter("one", 1)
    office.machine.restart(REBOOTED)
    assert life(office, "one") == GONE


def test_a_session_that_goes_on_after_a_restart_has_no_locks_of_before(office: Office) -> None:
    office.enter("one", 1)
    office.take("one", "auth.py")
    office.machine.restart(REBOOTED)
    office.enter("one", 1, source="resume")
    assert office.held() == []
    assert office.session("one").host == REBOOTED


@pytest.mark.parametrize("host", [ELSEWHERE, "mac boot-1 other-pids", "mac boot-2 other-pids"])
def test_sessions_whose_processes_cannot_be_seen_from_here_are_only_silent(office: Office, host: str) -> None:
    office.enter("one", 1)
    office.machine.restart(host)
    assert life(office, "one") == LIVE
    office.machine.work(SILENCE + 1)
    assert life(office, "one") == STALE
    assert sweep(office) == []


def test_silence_makes_a_session_stale_but_the_machines_sleep_does_not(office: Office) -> None:
    office.enter("one", 1)
    office.machine.sleep(10 * SILENCE)
    assert life(office, "one") == LIVE
    office.machine.work(SILENCE)
    assert life(office, "one") == LIVE
    office.machine.work(1)
    assert life(office, "one") == STALE


def test_the_clock_set_back_makes_nobody_stale(office: Office, machine: FakeMachine) -> None:
    office.enter("one", 1)
    machine.wall -= 10 * SILENCE
    assert life(office, "one") == LIVE
    assert office.want("one", "auth.py").lock is not None
