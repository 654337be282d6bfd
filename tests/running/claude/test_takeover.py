"""kill -9 of whoever carries a turn out, at any moment: the turn is neither lost nor asked twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from covey.claude.claim import Claim, claim_in, stake
from covey.model.outcome import CUT_OFF, DONE
from covey.model.session import Process
from covey.running.claude_provider import LAUNCH
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.processes import is_alive
from covey.testing.waiting import until

from .conftest import WAIT_SECONDS, Looking, outcome_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Stage

both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
pytestmark = pytest.mark.requirement("B-6")

MOST_LINES = 200


@both_clients
@pytest.mark.requirement("S2-13")
def test_a_turn_whose_caller_is_killed_is_followed_to_its_end_by_the_next(stage: Stage) -> None:
    writing = call("Bash", command="echo once >> counted")
    turns = (text("before"), writing, text("well").held_by("gate"))
    with MessagesApi([Conversation("", turns)]) as api:
        first = stage.carry_out(api, stage.ask("1"))
        ask = stage.ask("2", conversation=first.session_id, before=first.usage, allowed_tools=("Bash",))
        with stage.call(api, ask) as killed:
            api.wait_until_held("gate")
            killed.kill()
        assert is_alive(stage.pid("2"))
        with stage.call(api, ask) as follower:
            api.release("gate")
            outcome = outcome_of(follower)
        asked = len(api.turns())
    assert (outcome.kind, outcome.output, outcome.session_id) == (DONE, "well", first.session_id)
    assert (asked, (stage.project / "counted").read_text()) == (3, "once\n")
    assert outcome.usage.input_tokens == 20


@both_clients
def test_a_turn_that_ended_while_nobody_looked_on_is_read_and_not_asked_again(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("well").held_by("gate"),))]) as api:
        with stage.call(api, stage.ask()) as killed:
            api.wait_until_held("gate")
            killed.kill()
        api.release("gate")
        assert until(lambda: not is_alive(stage.pid()), WAIT_SECONDS)
        outcome = stage.carry_out(api, stage.ask())
        assert len(api.turns()) == 1
    assert (outcome.kind, outcome.output) == (DONE, "well")
    assert outcome.session_id


def test_a_turn_whose_client_was_killed_with_its_caller_is_cut_off(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("well").held_by("gate"),))]) as api:
        with stage.call(api, stage.ask()) as killed:
            api.wait_until_held("gate")
            killed.kill()
        os.kill(stage.pid(), signal.SIGKILL)
        assert stage.carry_out(api, stage.ask()).kind == CUT_OFF
        assert len(api.turns()) == 1


def test_an_end_that_was_noted_by_a_killed_caller_is_brought_about_by_the_next(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("well").held_by("gate"),))]) as api:
        with stage.call(api, stage.ask()) as killed:
            api.wait_until_held("gate")
            killed.kill()
        (stage.folder() / "ended").write_text("timed_out")
        assert stage.carry_out(api, stage.ask()).kind == "timed_out"
        assert not is_alive(stage.pid())


def test_a_process_of_another_machine_is_waited_for_and_none_of_ours_is_taken_for_it(stage: Stage) -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, start_new_session=True) as ours:
        stage.folder().mkdir(parents=True)
        stake(stage.folder(), Claim(Process("another boot pid:1", ours.pid, "1"), time.time()))
        outcome = stage.carry_out(None, stage.ask(timeout=0.5))
        assert (outcome.kind, ours.poll()) == ("timed_out", None)
        ours.communicate(timeout=WAIT_SECONDS)


def test_two_callers_with_one_folder_have_one_turn(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("well").held_by("gate"),))]) as api:
        with stage.call(api, stage.ask()) as one, stage.call(api, stage.ask()) as other:
            api.wait_until_held("gate")
            api.release("gate")
            outcomes = [outcome_of(one), outcome_of(other)]
        assert len(api.turns()) == 1
    assert [(each.kind, each.output) for each in outcomes] == [(DONE, "well")] * 2
    assert outcomes[0].session_id == outcomes[1].session_id


@pytest.mark.parametrize("place", ["running/launch.py", "claude/claim.py"])
def test_what_is_killed_before_any_line_of_the_launch_begins_the_turn_once_or_leaves_it_to_the_next(
    tmp_path: Path, place: str
) -> None:
    for line in range(1, MOST_LINES):
        folder = tmp_path / str(line)
        folder.mkdir()
        command = [str(LAUNCH), str(folder), "/bin/sh", "-c", f"cat >> '{folder}/begun'"]
        killer = [sys.executable, "-m", "covey.testing.killed_at", f"{place}:{line}"]
        killed = _run([*killer, *command])
        is_claimed, begun = claim_in(folder) is not None, _begun(folder)
        assert begun in ({"", "prompt\n"} if is_claimed else {""})
        _run([sys.executable, *command])
        assert _begun(folder) == (begun if is_claimed else "prompt\n")
        if killed != -signal.SIGKILL:
            assert begun == "prompt\n"
            break
    else:
        pytest.fail("the launch has no end")


def test_of_many_launches_at_once_one_begins_the_turn(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-I",
        "-S",
        str(LAUNCH),
        str(tmp_path),
        "/bin/sh",
        "-c",
        f"echo one >> '{tmp_path}/begun'",
    ]
    crowd = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(12)]
    for each in crowd:
        assert each.wait(WAIT_SECONDS) == 0
    claim = claim_in(tmp_path)
    assert claim
    assert claim.process.pid in {each.pid for each in crowd}
    assert _begun(tmp_path) == "one\n"


@pytest.mark.parametrize("size", [0, 1, 65536, 5_000_000])
def test_the_program_reads_the_whole_of_its_input_however_long_it_is(tmp_path: Path, size: int) -> None:
    command = [sys.executable, "-I", "-S", str(LAUNCH), str(tmp_path), "/bin/sh", "-c", f"cat > '{tmp_path}/begun'"]
    subprocess.run(command, input=b"x" * size, timeout=WAIT_SECONDS, check=True)
    assert (tmp_path / "begun").read_bytes() == b"x" * size


def test_the_program_is_not_deaf_to_a_closed_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(LAUNCH), str(tmp_path), "/bin/sh", "-c", "kill -PIPE $$"]
    assert subprocess.run(command, input=b"", timeout=WAIT_SECONDS, check=False).returncode == -signal.SIGPIPE


def test_an_onlooker_may_look_at_a_turn_that_another_began(stage: Stage) -> None:
    onlooker = Looking()
    with MessagesApi([Conversation("", (call("Bash", command="true"), text("well").held_by("gate")))]) as api:
        with stage.call(api, stage.ask()) as killed:
            api.wait_until_held("gate")
            killed.kill()
        onlooker.end.set()
        outcome = stage.provider(api).carry_out(stage.ask(), onlooker)
    assert (outcome.kind, onlooker.seen) == ("cancelled", ["Bash true"])


def _run(command: list[str]) -> int:
    return subprocess.run(command, input=b"prompt\n", timeout=WAIT_SECONDS, check=False).returncode


def _begun(folder: Path) -> str:
    file = folder / "begun"
    return file.read_text() if file.exists() else ""
