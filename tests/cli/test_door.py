"""The door itself: bugs, interruptions, readers that leave, and what no terminal can show."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.cli.app import App
from covey.cli.commands import log, sessions_live
from covey.coordination.unforeseen import as_covey_error
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from .conftest import Office

COVEY = str(Path(sys.executable).parent / "covey")
BOUND_SECONDS = 20


def fail(*_arguments: object, **_named: object) -> NoReturn:
    """Fail as only a bug can."""
    raise RuntimeError("nobody thought of this")


@pytest.fixture(autouse=True)
def _private_reports(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Let bug reports lie in the world; tempfile remembers where it wrote last."""
    monkeypatch.setattr("tempfile.tempdir", str(office.world.root / "tmp"))


def reports(office: Office) -> list[Path]:
    """List the bug reports."""
    return list((office.world.root / "tmp").glob("covey-bug-*.txt"))


@pytest.mark.parametrize("where", ["live", "sightings"])
def test_a_bug_is_told_in_two_lines_and_its_traceback_is_in_a_report(
    office: Office, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(sessions_live.overview if where == "live" else App, where, fail)
    answer = office.covey("sessions", "live")
    (report,) = reports(office)
    assert (answer.status, answer.out) == (70, "")
    assert answer.err == (
        "Error: covey sessions live failed: RuntimeError: nobody thought of this\n"
        f"Hint: this is a bug of covey's; please report it with {report}\n"
    )
    told = report.read_text()
    assert told.startswith("covey 0.1.0 sessions live\nPython 3.")
    assert "Traceback (most recent call last)" in told
    assert "RuntimeError: nobody thought of this" in told


def test_a_bug_is_told_in_json_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_live.overview, "live", fail)
    answer = office.json("sessions", "live")
    assert (answer.status, answer.err) == (70, "")
    assert answer.error == ("bug", "covey sessions live failed: RuntimeError: nobody thought of this")


def test_a_bug_whose_report_cannot_be_written_is_told_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions_live.overview, "live", fail)
    monkeypatch.setattr("tempfile.tempdir", str(office.world.root / "nowhere"))
    answer = office.covey("sessions", "live")
    assert answer.status == 70
    assert answer.err.endswith("Hint: this is a bug of covey's; please report it\n")


def test_a_command_that_does_not_even_load_is_a_bug_without_a_traceback(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "covey.cli.commands.sessions_history", None)
    answer = office.covey("sessions", "history")
    assert answer.status == 70
    assert "Error: covey sessions history failed: ModuleNotFoundError" in answer.err
    assert "Traceback" not in answer.err


def test_a_manifest_that_cannot_be_written_is_told_beside_the_change_that_stands(office: Office) -> None:
    (office.world.home / ".claude").write_text("in the way")
    office.session("one", office.world.home)
    answer = office.json("sessions", "task", "words", "--session", "one")
    assert answer.status == 0
    assert answer.envelope["status"] == "partial"
    assert answer.error[0] == "manifest_not_written"
    assert office.json("sessions", "task", "--session", "one").data["task"] == "words"
    said = office.covey("sessions", "task", "other words", "--session", "one").out
    assert said.startswith("other words\n! the change is made, but its manifest is not written: ")


def test_what_the_system_says_no_to_is_told_with_its_words_and_75() -> None:
    error = as_covey_error("install", PermissionError(13, "Permission denied", "/etc/passwd"))
    assert (error.exit_status, error.code, error.message) == (75, "system_error", "/etc/passwd: Permission denied")
    assert as_covey_error("install", OSError("no luck")).message == "no luck"


def test_a_state_folder_that_is_a_file_is_named_with_what_to_do(office: Office) -> None:
    office.world.covey_home.write_text("in the way")
    answer = office.json("sessions", "live")
    assert (answer.status, answer.error[0]) == (75, "store_misplaced")


def test_a_folder_that_is_gone_is_named(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    answer = office.json("sessions", "current")
    assert (answer.status, answer.error) == (1, ("folder_gone", "this folder is no longer there"))


def test_a_reader_that_leaves_is_no_failure(office: Office) -> None:
    office.event("session.task", "one", detail="x" * 80)
    with office.desk() as desk:
        (_, event), *_ = desk.tx.events()
        for _number in range(5000):
            desk.tx.append(event)
    for words in ("log -n 10000", "log -n 10000 --json", "log -n 10000 --follow"):
        script = f"{COVEY} {words} | head -1; echo ${{PIPESTATUS[0]}}"
        done = office.world.run(["bash", "-c", script])
        assert done.stdout.splitlines()[-1] == "0", words
        assert done.stderr == "", words


def started(office: Office, *words: str, until_said: str) -> subprocess.Popen[bytes]:
    """Start covey with its output in a file, and wait until it has said something."""
    output = office.world.root / "runs" / "output"
    with output.open("wb") as out:
        process = subprocess.Popen(
            [COVEY, *words], stdout=out, stderr=subprocess.STDOUT, env=office.world.env(), start_new_session=True
        )
    assert until(lambda: until_said in output.read_text(), BOUND_SECONDS), output.read_text()
    return process


def test_follow_prints_what_happens_until_it_is_interrupted(office: Office) -> None:
    office.event("session.task", "one", detail="first words")
    process = started(office, "log", "--follow", until_said="first words")
    office.event("session.task", "one", detail="second words")
    output = office.world.root / "runs" / "output"
    assert until(lambda: "second words" in output.read_text(), BOUND_SECONDS)
    process.send_signal(signal.SIGINT)
    assert process.wait(BOUND_SECONDS) == 0
    assert output.read_text().count("words") == 2


def test_follow_prints_everything_that_happened_between_two_looks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, with the pause as the place where things happen."""
    pauses = iter([3000, 0])

    def pause(_seconds: float) -> None:
        number = next(pauses, None)
        if number is None:
            raise KeyboardInterrupt
        with office.desk() as desk:
            (_, event), *_ = desk.tx.events()
            for _ in range(number):
                desk.tx.append(event)

    office.event("session.task", "one", detail="words")
    monkeypatch.setattr(log.time, "sleep", pause)
    answer = office.covey("log", "--follow")
    assert answer.status == 0
    assert answer.out.count("words") == 3001


def test_ctrl_c_ends_a_command_with_130_and_nothing_more(office: Office) -> None:
    """The client is asked for its version, and does not answer before it is killed."""
    client = office.world.root / "bin" / "claude"
    asked = office.world.root / "runs" / "asked"
    os.mkfifo(office.world.root / "runs" / "never")
    client.write_text(f"#!/bin/sh\ntouch {asked}\nread line < {office.world.root}/runs/never\n")
    client.chmod(0o755)
    process = started(office, "doctor", until_said="")
    assert until(asked.exists, BOUND_SECONDS)
    process.send_signal(signal.SIGINT)
    assert process.wait(BOUND_SECONDS) == 130
    assert (office.world.root / "runs" / "output").read_text() == ""


@pytest.mark.usefixtures("shop")
def test_watch_shows_the_table_until_ctrl_c_and_leaves_the_last_one(
    office: Office, require_program: Callable[[str], None]
) -> None:
    require_program("tmux")
    first = office.session("one", Path.cwd(), task="the first task")
    command = ["sh", "-c", "trap : INT; covey sessions live --watch; echo ended with $?; exec cat"]
    terminal = office.world.open_terminal(command, Path.cwd())
    terminal.wait_for("the first task")
    with office.desk() as desk:
        desk.tx.save_session(first.but(task="the second task"))
    terminal.wait_for("the second task")
    terminal.press("C-c")
    screen = terminal.wait_for("ended with 0")
    assert screen.count("the second task") == 1
    assert "1 session: 1 idle" in screen


def test_watch_wants_a_terminal_and_says_what_a_pipe_can_have(office: Office) -> None:
    answer = office.covey("sessions", "live", "--watch")
    assert answer.status == 2
    assert answer.err == ("Error: --watch needs a terminal\nHint: `covey log --follow` tells a pipe what happens\n")


def test_what_the_terminal_cannot_show_is_escaped(office: Office) -> None:
    office.session("one", office.world.home, task="Übersetzen 日本語 🎉")
    answer = office.apart("sessions", "live", PYTHONIOENCODING="ascii:strict")
    assert (answer.status, answer.err) == (0, "")
    assert "\\u65e5" in answer.out


def test_arguments_that_are_no_text_are_a_users_mistake(office: Office) -> None:
    office.session("one", office.world.home)
    command = [os.fsencode(COVEY), b"sessions", b"show", b"\xff"]
    done = subprocess.run(command, env=office.world.env(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Error: '\\udcff' is no UTF-8 text" in done.stderr
