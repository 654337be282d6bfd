"""Claude Code's own registry is read as it is: what lives counts, what is broken or dead does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.claude.registry import live_sessions
from covey.coordination.machine import Machine
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, text

if TYPE_CHECKING:
    from conftest import Bench

ID = "0b5f1c1e-0000-4000-8000-000000000001"


def entry(config: Path, name: str | int, **values: Any) -> None:
    """Write an entry as the client does."""
    folder = config / "sessions"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"sessionId": ID, **values}))


def dead_pid() -> int:
    """Give the pid of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "pass"])
    process.wait(30)
    return process.pid


@pytest.mark.requirement("S4-4")
@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
def test_a_real_session_is_seen_while_it_works_and_gone_after_it(claude_bench: Bench) -> None:
    bench = claude_bench
    with MessagesApi([Conversation("", (text("done").held_by("gate"),))]) as api:
        process = bench.world.start_claude("wait", cwd=bench.project, api=api)
        api.wait_until_held("gate")
        (session,) = live_sessions(bench.place.config, Machine().lives)
        assert (session.pid, session.cwd) == (process.pid, str(bench.project))
        assert min(session.updated, session.started) > 0
        assert session.process_start.isdigit() or sys.platform != "linux"
        api.release("gate")
        assert process.wait().session_id == session.session_id
    assert live_sessions(bench.place.config, Machine().lives) == []


def test_an_entry_of_a_living_process_counts_and_one_of_a_dead_does_not(tmp_path: Path) -> None:
    own = os.getpid()
    entry(tmp_path, own, pid=own, status="waiting", waitingFor="permission prompt")
    dead = dead_pid()
    entry(tmp_path, dead, pid=dead)
    (session,) = live_sessions(tmp_path, Machine().lives)
    assert (session.pid, session.session_id, session.waiting_for) == (own, ID, "permission prompt")


@pytest.mark.skipif(sys.platform != "linux", reason="the form of procStart is known on Linux")
def test_a_process_that_has_only_got_the_number_again_does_not_count(tmp_path: Path) -> None:
    own = os.getpid()
    start = Path(f"/proc/{own}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    entry(tmp_path, own, pid=own, procStart=start)
    assert len(live_sessions(tmp_path, Machine().lives)) == 1
    entry(tmp_path, own, pid=own, procStart=str(int(start) + 1))
    assert live_sessions(tmp_path, Machine().lives) == []


@pytest.mark.parametrize("name", ["x", "12a", "1.key", "٣", "-1", "0", "99999999999999999999", "1e3"])
def test_a_file_that_no_process_can_have_is_passed_over(tmp_path: Path, name: str) -> None:
    entry(tmp_path, name)
    assert live_sessions(tmp_path, Machine().lives) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": 1}', '{"sessionId": 3}', "\udcff", "[" * 100_000])
def test_a_broken_entry_is_passed_over(tmp_path: Path, text: str) -> None:
    entry(tmp_path, os.getpid())
    (tmp_path / "sessions" / f"{os.getpid()}.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert live_sessions(tmp_path, Machine().lives) == []


@pytest.mark.parametrize("moment", ["yesterday", None, 1e300, -1e18, True])
def test_an_entry_with_a_strange_time_still_counts(tmp_path: Path, moment: object) -> None:
    entry(tmp_path, os.getpid(), startedAt=moment)
    assert len(live_sessions(tmp_path, Machine().lives)) == 1


def test_half_a_letter_in_an_entry_is_replaced(tmp_path: Path) -> None:
    entry(tmp_path, os.getpid(), cwd="/shop/\ud83d", status="busy", waitingFor="\ud83d")
    (session,) = live_sessions(tmp_path, Machine().lives)
    assert (session.cwd, session.status, session.waiting_for) == ("/shop/?", "busy", "?")


def test_without_a_registry_there_are_no_sessions(tmp_path: Path) -> None:
    assert live_sessions(tmp_path, Machine().lives) == []
