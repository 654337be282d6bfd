"""`covey serve`: it runs, says what it does, is found, ended and installed, and a second one says that one runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.coordination.monitor import FILE_NAME
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Generator

    from .conftest import Office

BOUND_SECONDS = 20
FIELDS = ["running", "pid", "since", "last_seen", "version", "log", "mcp_url"]


@contextmanager
def running(office: Office) -> Generator[int]:
    """Let a monitor run in the background; give its pid."""
    answer = office.apart("serve", "--background", "--json")
    assert answer.status == 0, answer.out + answer.err
    try:
        yield answer.data["pid"]
    finally:
        assert office.json("serve", "--stop").data["running"] is False


@pytest.mark.requirement("S1-2")
def test_one_in_the_background_is_told_of_and_a_second_says_that_one_runs(office: Office) -> None:
    with running(office) as pid:
        # its MCP host begins a little later: it has the SDK to load
        assert until(lambda: office.json("serve", "--status").data["mcp_url"] is not None, BOUND_SECONDS)
        status = office.json("serve", "--status").data
        assert list(status) == FIELDS
        assert (status["running"], status["pid"]) == (True, pid)
        said = office.covey("serve", "--status").out
        assert f"(process {pid}, covey " in said
        assert f"Its MCP host is at {status['mcp_url']}; the token is in mcp.json" in said
        for words in (["serve"], ["serve", "--background"]):
            second = office.covey(*words)
            assert second.status == 3
            assert second.err.startswith(
                f"Error: the monitor runs already: process {pid}\nHint: `covey serve --status`"
            )
    assert office.covey("serve", "--status").out.startswith("No monitor runs; everything works without it.")
    assert office.covey("serve", "--stop").out == "No monitor runs.\n"


def test_a_background_start_is_told_to_people(office: Office) -> None:
    with running(office):
        pass
    assert office.apart("serve", "--background").out.startswith("The monitor runs since ")
    assert office.covey("serve", "--stop").out.endswith("has ended.\n")


@pytest.mark.requirement("S1-2")
def test_in_the_foreground_it_says_plainly_what_it_does(office: Office, shop: Path) -> None:
    gone = office.session("gone", shop, office.dead())
    office.lock(gone, "auth.py")
    command = [str(Path(sys.executable).with_name("covey")), "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]
        process.terminate()
        said += process.stdout.readlines()
    text = "".join(said)
    assert "monitor.started" in text
    assert "gone      lock.released       auth.py session pruned\n" in text
    assert "gone      session.ended       found gone\n" in text
    assert text.endswith("monitor.ended       SIGTERM\n")
    assert process.returncode == 0


def test_what_cannot_be_asked_together_is_refused(office: Office) -> None:
    assert office.covey("serve", "--stop", "--status").status == 2
    answer = office.covey("serve", "--json")
    assert answer.status == 2
    assert "serve.log" in answer.out


def test_a_state_folder_that_cannot_be_used_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVEY_HOME", "/dev/null/covey")
    answer = office.covey("serve")
    assert answer.status == 75
    assert answer.err.startswith("Error: the monitor cannot start: /dev/null/covey/serve.lock: ")


def test_a_record_that_no_monitor_wrote_is_no_monitor(office: Office) -> None:
    with office.desk():
        pass
    record = Path(os.environ["COVEY_HOME"], FILE_NAME)
    dead = office.dead()
    for text in ("", "half a rec", f"{dead.host}\t{dead.pid}\t{dead.start}\t1.0\t0.1\n"):
        record.write_text(text)
        assert office.json("serve", "--status").data["running"] is False


@pytest.mark.requirement("S1-2")
def test_the_service_is_written_and_what_cannot_be_run_is_told(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    unit = office.world.home / ".config/systemd/user/covey.service"
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    answer = office.covey("serve", "--install")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == (
        f"{unit} is written.\nsystemd could not be reached from here; to be run by you:\n"
        "  systemctl --user daemon-reload\n  systemctl --user enable --now covey.service\n"
    )
    assert f'"COVEY_HOME={os.environ["COVEY_HOME"]}"' in unit.read_text()
    data = office.json("serve", "--uninstall").data
    assert data == {"keeper": "systemd", "file": str(unit), "run": []}
    assert office.covey("serve", "--uninstall").out == "No service is installed.\n"


def test_doctor_tells_whether_it_runs_and_warns_of_one_that_hangs(office: Office) -> None:
    def told() -> tuple[str, str]:
        findings = json.loads(office.covey("doctor", "--json").out)["data"]["findings"]
        (one,) = [each for each in findings if each["id"] == "monitor"]
        return one["status"], one["sentence"]

    assert told() == ("ok", "no monitor runs, and everything works without it")
    with running(office) as pid:
        status, sentence = told()
        assert (status, f"(process {pid}), and last left a sign" in sentence) == ("ok", True)
        os.utime(Path(os.environ["COVEY_HOME"], FILE_NAME), (1.0, 1.0))
        assert told()[0] == "warn"
