"""The monitor as a real process: what happens at the next contact without it happens by itself."""

from __future__ import annotations

import json
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from covey.model.session import BUSY

from .conftest import BOUND_SECONDS, end

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from .conftest import Office


def register(office: Office, session_id: str, pid: int, path: str, status: str = "idle") -> None:
    """Write the entry of a client into its registry."""
    folder = office.world.home / ".claude" / "sessions"
    entry = {"pid": pid, "sessionId": session_id, "messagingSocketPath": path, "status": status}
    (folder / f"{pid}.json").write_text(json.dumps(entry))


@pytest.mark.requirement("B-5", "S1-2")
def test_a_dead_holder_is_freed_and_the_first_in_line_hears_without_anybodys_contact(
    office: Office, listener: socket.socket, tmp_path: Path
) -> None:
    office.monitor()
    holder, waiter = office.enter("holder"), office.enter("waiter")
    assert office.edit("holder", "auth.py", holder)
    assert not office.edit("waiter", "auth.py", waiter)
    office.rest("waiter", waiter)
    register(office, "waiter", waiter.pid, str(tmp_path / "inbox"))
    end(holder)
    client, _ = listener.accept()
    with client:
        message = json.loads(client.makefile().readline())
    assert message["message"]["content"].startswith("covey: Free now: auth.py; until ")
    office.wait(lambda: bool(office.said("session.woken")))
    assert office.held() == []
    manifest = office.world.home / ".claude/sessions/active/holder.json"
    office.wait(lambda: not manifest.exists())
    assert [line["session_id"] for line in office.said("session.ended")] == ["holder"]


def test_a_session_that_nobody_can_wake_is_tried_once_and_hears_at_its_next_contact(office: Office) -> None:
    office.monitor()
    holder, waiter = office.enter("holder"), office.enter("waiter")
    office.edit("holder", "auth.py", holder)
    office.edit("waiter", "auth.py", waiter)
    office.rest("waiter", waiter)
    register(office, "waiter", waiter.pid, "/nowhere")
    end(holder)
    office.wait(lambda: bool(office.said("session.asleep")))
    answer = office.hooks.answer(office.hooks.call("UserPromptSubmit", "waiter", prompt="and?"), waiter.pid)
    assert "Free now: auth.py" in answer["hookSpecificOutput"]["additionalContext"]
    assert len(office.said("session.asleep")) == 1


@pytest.mark.requirement("S1-2")
def test_a_session_in_a_long_turn_keeps_its_locks_and_one_that_was_broken_off_does_not(office: Office) -> None:
    worker, broken = office.enter("worker"), office.enter("broken")
    office.edit("worker", "auth.py", worker)
    office.edit("broken", "api.py", broken)
    register(office, "broken", broken.pid, "")
    with office.store.read() as tx:
        before = {lock.session_id: lock.expires for lock in tx.locks()}

    def renewed() -> set[str]:
        with office.store.read() as tx:
            return {lock.session_id for lock in tx.locks() if lock.expires > before[lock.session_id]}

    office.monitor(COVEY_HEARTBEAT_INTERVAL="0.1")
    office.wait(lambda: renewed() == {"worker"})
    office.wait(lambda: len(office.said("sessions.fresh")) > 1)
    assert renewed() == {"worker"}
    session = office.session("worker")
    assert session is not None
    assert session.status == BUSY


@pytest.mark.requirement("S1-2")
def test_where_most_look_gone_it_says_so_once_and_archives_nobody(office: Office) -> None:
    clients = {f"s{number}": office.enter(f"s{number}") for number in range(5)}
    for name in ("s0", "s1", "s2"):
        end(clients[name])
    office.monitor(COVEY_HEARTBEAT_INTERVAL="0.1")
    office.wait(lambda: len(office.said("session.spared")) == 3)
    end(clients["s3"])
    office.wait(lambda: len(office.said("session.spared")) == 4)
    with office.store.read() as tx:
        assert len(tx.live_sessions()) == 5


@pytest.mark.requirement("S1-2")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_with_a_farewell(office: Office, number: signal.Signals) -> None:
    process = office.monitor()
    process.send_signal(number)
    assert process.wait(BOUND_SECONDS) == 0
    assert [line["detail"] for line in office.said("monitor.ended")] == [number.name]
    assert office.incumbent() is None


@pytest.mark.requirement("S1-2")
def test_of_many_that_start_at_once_one_is_the_monitor_and_the_others_say_so(office: Office) -> None:
    rivals = [office.launch() for _ in range(8)]

    def ended() -> list[int]:
        return [status for rival in rivals if (status := rival.poll()) is not None]

    office.wait(lambda: len(ended()) == 7)
    assert ended() == [3] * 7
    office.wait(lambda: office.incumbent() is not None)
    found = office.incumbent()
    assert found is not None
    assert [rival.pid for rival in rivals if rival.poll() is None] == [found.pid]
    assert len(office.said("monitor.started")) == 1


def test_one_that_was_killed_leaves_the_seat_to_the_next(office: Office) -> None:
    end(office.monitor())
    assert office.incumbent() is None
    assert office.monitor().poll() is None


@pytest.mark.parametrize("what", ["state folder", "lock file"])
def test_a_monitor_whose_state_folder_is_removed_ends_itself(office: Office, what: str) -> None:
    process = office.monitor()
    office.wait(lambda: bool(office.said("monitor.started")))
    if what == "state folder":
        shutil.rmtree(office.home)
    else:
        (office.home / "serve.lock").unlink()
    assert process.wait(BOUND_SECONDS) == 0
    assert office.home.exists() == (what != "state folder")


def test_what_cannot_be_tidied_up_keeps_it_from_nothing_else(office: Office) -> None:
    holder = office.enter("holder")
    office.edit("holder", "auth.py", holder)
    (office.world.home / ".claude/sessions/history").write_text("in the way")
    office.monitor()
    office.wait(lambda: bool(office.said("monitor.recovered")))
    end(holder)
    office.wait(lambda: office.held() == [])
    assert ["history" in line["detail"] for line in office.said("monitor.failed")] == [True]


def test_a_database_that_was_taken_away_is_begun_anew(office: Office) -> None:
    office.monitor()
    for file in office.home.glob("covey.db*"):
        file.unlink()
    office.wait((office.home / "covey.db").exists)
    assert office.said("monitor.failed") == []


def test_a_monitor_of_an_older_covey_leaves_the_store_to_the_newer(office: Office) -> None:
    process = office.monitor()
    with office.store._connection as connection:  # pyright: ignore[reportPrivateUsage] - no covey is newer yet
        connection.execute("PRAGMA user_version = 999")
    assert process.wait(BOUND_SECONDS) == 0
    assert [line["detail"] for line in office.said("monitor.ended")] == ["a newer covey has taken over the store"]


@pytest.mark.requirement("S1-2")
def test_where_nothing_can_be_written_it_says_so_once_goes_on_trying_and_does_its_work_in_the_end(
    office: Office,
) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux lets us keep another process from writing")
    holder = office.enter("holder")
    office.edit("holder", "auth.py", holder)
    office.rest("holder", holder)
    process, told = office.foreground()
    assert "monitor.started" in told.readline()
    office.address()  # by now it listens
    was = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    end(holder)
    failure = told.readline()
    assert "monitor.failed" in failure
    assert "covey.db" in failure
    assert office.held() == [("holder", "auth.py")]
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, was)
    office.wait(lambda: office.held() == [])
    process.terminate()
    rest = told.read()
    assert "monitor.failed" not in rest
    assert "monitor.recovered" in rest


@pytest.mark.requirement("B-5", "S1-2", "S1-4")
def test_a_persons_commit_frees_the_file_and_the_first_in_line_hears_without_anybodys_contact(
    office: Office, listener: socket.socket, tmp_path: Path
) -> None:
    office.monitor()
    holder, waiter = office.enter("holder"), office.enter("waiter")
    for path in ("auth.py", "dirty.py"):
        assert office.edit("holder", path, holder)
        (office.hooks.workspace / path).write_text("changed\n")
    office.rest("holder", holder)
    assert not office.edit("waiter", "auth.py", waiter)
    office.rest("waiter", waiter)
    register(office, "waiter", waiter.pid, str(tmp_path / "inbox"))
    for command in (["add", "auth.py"], ["commit", "-qm", "x"]):
        office.world.run(["git", *command], office.hooks.workspace)
    client, _ = listener.accept()
    with client:
        message = json.loads(client.makefile().readline())
    assert message["message"]["content"].startswith("covey: Free now: auth.py; until ")
    assert office.held() == [("holder", "dirty.py")]
    (line,) = office.said("lock.released")
    assert (line["session_id"], line["path"], line["detail"]) == ("holder", "auth.py", "its file is clean")
