"""What is due although nobody asks: it is found by looking, mended in one transaction, and then nothing is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.line import FIRST_RIGHT_SECONDS
from covey.coordination.upkeep import Upkeep
from covey.model.session import BUSY, IDLE
from covey.settings import SettingFile, Settings, setting_paths, state_of

if TYPE_CHECKING:
    from pathlib import Path

    from covey.store.contract import Transaction

    from .conftest import Office

LOCK_TIMEOUT, SILENCE = Settings().lock_timeout, Settings().session_timeout


def upkeep(office: Office, tx: Transaction, environ: dict[str, str]) -> Upkeep:
    return Upkeep(tx, office.machine, environ, office.machine.now())


def is_due(office: Office, **environ: str) -> bool:
    """Tell whether anything is due; a look must not take the store, so a writer may be at work."""
    with office.store.read() as tx:
        return upkeep(office, tx, environ).is_due()


def mend(office: Office, **environ: str) -> list[str]:
    """Mend what is due, after which nothing is; give the sessions that were called."""
    assert is_due(office, **environ)
    with office.store.write() as tx:
        one = upkeep(office, tx, environ)
        one.mend()
        called = [waiting.session_id for waiting in tx.lines() if waiting.offered is not None]
    assert not is_due(office, **environ)
    return called


def stand_in_line(office: Office) -> None:
    """Let one session hold a file, and two wait for it."""
    for number, name in enumerate(("holder", "first", "second"), 1):
        office.enter(name, number)
    office.take("holder", "auth.py")
    for name in ("first", "second"):
        office.machine.work(1)
        office.want(name, "auth.py")


def test_where_all_is_well_nothing_is_due(office: Office) -> None:
    stand_in_line(office)
    assert not is_due(office)


@pytest.mark.requirement("S1-2", "B-5")
def test_a_dead_session_is_archived_its_locks_are_free_and_the_first_in_line_is_called(office: Office) -> None:
    stand_in_line(office)
    office.machine.kill(1)
    assert mend(office) == ["first"]
    assert (office.live(), office.held()) == (["first", "second"], [])
    assert office.session("holder").outcome == "pruned"
    assert office.log()[-3:] == [("lock.released", "holder"), ("lock.offered", "first"), ("session.ended", "holder")]


@pytest.mark.requirement("S1-2")
def test_a_lock_that_was_not_used_in_time_is_taken_back_and_a_machine_that_slept_takes_nothing(office: Office) -> None:
    office.enter("holder", 1)
    office.take("holder", "auth.py")
    office.machine.sleep(LOCK_TIMEOUT)
    assert not is_due(office)
    office.machine.work(LOCK_TIMEOUT)
    mend(office)
    assert (office.live(), office.held()) == (["holder"], [])
    assert office.log()[-1] == ("lock.reclaimed", "holder")


@pytest.mark.requirement("S1-2")
def test_what_was_kept_in_vain_goes_to_the_next_in_line(office: Office) -> None:
    stand_in_line(office)
    office.release("holder")
    office.machine.work(FIRST_RIGHT_SECONDS - 1)
    assert not is_due(office)
    office.machine.work(1)
    assert mend(office) == ["second"]
    assert office.told("first").startswith("auth.py was free for a while and kept for this session")


def test_a_place_kept_for_one_who_ended_goes_on_to_the_next(office: Office) -> None:
    stand_in_line(office)
    office.release("holder")
    office.end("first")
    assert mend(office) == ["second"]


def test_what_an_idle_holder_has_left_is_offered(office: Office) -> None:
    stand_in_line(office)
    office.be("holder", IDLE)
    office.machine.work(Settings().idle_takeover)
    assert mend(office) == ["first"]
    assert office.held() == [("holder", "auth.py")]
    assert office.take("first", "auth.py").session_id == "first"


@pytest.mark.parametrize(("across", "offered"), [("block", []), ("warn", ["waiter"])])
def test_a_line_moves_by_the_settings_of_its_own_repository(
    office: Office, tmp_path: Path, across: str, offered: list[str]
) -> None:
    """What a repository says of other worktrees decides whether a file that is held there stands free here."""
    office.settings = Settings(across_worktrees="block")
    target = office.target("auth.py")
    elsewhere = target.but(worktree=str(tmp_path / "elsewhere"))
    office.enter("holder", 1)
    office.enter("waiter", 2)
    office.take("holder", elsewhere)
    office.want("waiter", target)
    _say(office, f"across_worktrees={across}\n")
    if offered:
        assert mend(office) == offered
    assert not is_due(office)


@pytest.mark.requirement("S1-2")
def test_where_most_look_gone_nobody_is_archived_and_nothing_taken(office: Office) -> None:
    for number in range(1, 6):
        office.enter(f"s{number}", number)
        office.take(f"s{number}", f"{number}.py")
    for number in range(1, 4):
        office.machine.kill(number)
    assert not is_due(office)
    with office.store.read() as tx:
        spared = upkeep(office, tx, {}).spared
    assert [session.session_id for session in spared] == ["s1", "s2", "s3"]
    office.machine.starts[1] = office.session("s1").pid_start  # it was we who were wrong
    mend(office)
    assert office.live() == ["s1", "s4", "s5"]


def test_with_auto_cleanup_off_the_dead_stay_in_the_record_and_their_locks_do_not(office: Office) -> None:
    office.enter("holder", 1)
    office.take("holder", "auth.py")
    office.machine.kill(1)
    mend(office, COVEY_AUTO_CLEANUP_STALE="no")
    assert (office.live(), office.held()) == (["holder"], [])


def test_a_session_that_is_silent_for_long_is_stale_and_that_is_all(office: Office) -> None:
    office.enter("silent", 1)
    office.be("silent", BUSY)
    office.machine.work(SILENCE + 1)
    with office.store.read() as tx:
        one = upkeep(office, tx, {})
        assert [session.session_id for session in one.stale] == ["silent"]
        assert not one.is_due()


def _say(office: Office, content: str) -> None:
    """Let the repository's settings file have been read."""
    path = setting_paths({}, str(office.folder))[2]
    (office.folder / ".covey").mkdir()
    (office.folder / ".covey" / "coordination.yaml").write_text("read already\n")
    mtime_ns, size = state_of(path) or (0, 0)
    with office.store.write() as tx:
        tx.save_setting_file(SettingFile(path, mtime_ns, size, content))
