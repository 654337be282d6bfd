"""Clean-up: what is over and old goes, what lives or may yet be resumed stays, and a kill in between loses nothing."""

from __future__ import annotations

import fcntl
import os
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from covey.coordination.machine import Machine
from covey.errors import ConflictError
from covey.model.run import DONE, RUNNING
from covey.running.clean_up import Cleaned, CleanUp
from covey.running.plan_sessions.stored import StoredPlanSessions
from covey.running.pool import Pool
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.plans import a_run
from covey.testing.store_contract.pool import a_plan_session, a_slot

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DAY = 86400.0
NOW, DAYS = 100 * DAY, 7
OLD = NOW - DAYS * DAY - 1


@contextmanager
def alone(home: Path, run_id: str) -> Generator[None]:
    """Be a run's only runner."""
    folder = home / "runs" / run_id
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "run.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ConflictError(run_id) from None
    finally:
        os.close(handle)


class Scene:
    """A state folder, and its clean-up."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = SqliteStore(str(home))

    def opens(self) -> SqliteStore:
        """Open the store."""
        return SqliteStore(str(self.home))

    def run(self, run_id: str, state: str = DONE, ended: float | None = OLD) -> Path:
        """Keep a run, with a turn's folder; give the run's."""
        with self.store.write() as tx:
            tx.plans.save_run(a_run(run_id, state=state, ended=ended))
        return self.folder(run_id, NOW)

    def folder(self, name: str, touched: float) -> Path:
        """Make the folder of a run."""
        folder = self.home / "runs" / name
        (folder / "1" / "1").mkdir(parents=True)
        (folder / "1" / "1" / "stream.ndjson").write_text("{}")
        os.utime(folder, (touched, touched))
        return folder

    def clean_up(self) -> Cleaned:
        """Do it."""
        sessions = StoredPlanSessions(self.opens, lambda: NOW)
        return CleanUp(self.home, self.opens, alone).all(Pool(self.opens, Machine(), 1), sessions, NOW, DAYS)

    def runs(self) -> list[str]:
        """List the runs that are kept."""
        with self.store.read() as tx:
            return [run.run_id for run in tx.plans.runs()]


@pytest.fixture
def scene(tmp_path: Path) -> Generator[Scene]:
    """Give a state folder."""
    scene = Scene(tmp_path)
    with closing(scene.store):
        yield scene


@pytest.mark.requirement("S2-8")
def test_runs_that_are_over_and_old_go_with_their_folders_and_all_others_stay(scene: Scene) -> None:
    old, new = scene.run("old"), scene.run("new", ended=OLD + 2)
    going = scene.run("going", RUNNING, None)
    again = scene.run("again", RUNNING, OLD)
    assert scene.clean_up() == Cleaned(1, 0, 0, 0)
    assert set(scene.runs()) == {"new", "going", "again"}
    assert [folder.exists() for folder in (old, new, going, again)] == [False, True, True, True]
    assert scene.clean_up() == Cleaned(0, 0, 0, 0)
    with scene.store.read() as tx:
        assert [(event.kind, event.detail) for _, event in tx.events()] == [
            ("record.trimmed", "run old, older than retention_days")
        ]


@pytest.mark.requirement("S2-8")
def test_a_run_that_somebody_carries_out_at_this_moment_stays(scene: Scene) -> None:
    folder = scene.run("old")
    with alone(scene.home, "old"):
        assert scene.clean_up() == Cleaned(0, 0, 0, 0)
    assert folder.exists()
    assert scene.clean_up().runs == 1


@pytest.mark.requirement("S2-8")
def test_a_folder_without_a_run_goes_after_a_day_and_what_is_not_ours_stays(scene: Scene) -> None:
    scene.run("known", RUNNING, None)
    stray, young = scene.folder("stray", NOW - DAY - 1), scene.folder("young", NOW - DAY + 60)
    theirs = scene.folder("žluť 🚀", 0.0)
    (scene.home / "runs" / "link").symlink_to(theirs)
    assert scene.clean_up() == Cleaned(0, 1, 0, 0)
    assert [folder.exists() for folder in (stray, young, theirs)] == [False, True, True]


@pytest.mark.requirement("S2-8")
def test_a_clean_up_that_was_killed_between_row_and_folder_is_finished_by_the_next(scene: Scene) -> None:
    folder = scene.run("old")
    with scene.store.write() as tx:
        assert tx.plans.forget_run("old")
    os.utime(folder, (OLD, OLD))
    assert scene.clean_up() == Cleaned(0, 1, 0, 0)
    assert not folder.exists()


@pytest.mark.requirement("S2-8", "S2-1")
def test_expired_sessions_and_the_slots_of_the_gone_go(scene: Scene) -> None:
    machine = Machine()
    me = machine.process(os.getpid())
    assert me
    with scene.store.write() as tx:
        tx.plans.save_plan_session(a_plan_session("over"), NOW)
        tx.plans.save_plan_session(a_plan_session("kept"), NOW + 1)
        tx.plans.save_slot(a_slot("gone", host=me.host, pid=me.pid, pid_start="another's"))
        tx.plans.save_slot(a_slot("ours", host=me.host, pid=me.pid, pid_start=me.start))
    assert scene.clean_up() == Cleaned(0, 0, 1, 1)
    with scene.store.read() as tx:
        assert [slot.task_id for slot in tx.plans.slots()] == ["ours"]
        assert [session.plan for session in tx.plans.plan_sessions(NOW)] == ["kept"]
