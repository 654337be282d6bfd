"""The JSON envelope and the exit status are the same promise for every command, in success and in failure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from covey.cli.main import COMMANDS, GROUPS

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

ENVELOPE = ["version", "command", "status", "data", "errors"]
ALL = [*COMMANDS, *(f"{group} {name}" for group, (_, table) in GROUPS.items() for name in table)]
GOOD = [
    "doctor",
    "install --method settings",
    "uninstall",
    "log",
    "completion zsh",
    "sessions live",
    "sessions current",
    "sessions task",
    "sessions task words",
    "sessions conflicts",
    "sessions history",
    "sessions prune",
    "sessions show one",
    "sessions refresh",
    "locks list",
    "locks acquire a.py",
    "locks release --all",
    "locks unlock held.py --force",
]
BAD = [
    ("install --method plugin", 75, "claude_not_found"),
    ("log --session nobody", 1, "no_session"),
    ("log --follow", 2, "usage_error"),
    ("sessions live --watch", 2, "usage_error"),
    ("sessions current", 1, "no_session"),
    ("sessions task words", 1, "no_session"),
    ("sessions history --date yesterday", 1, "bad_date"),
    ("sessions history --date 2026-01-01 --days 2", 2, "usage_error"),
    ("sessions show nobody", 1, "no_session"),
    ("locks acquire a.py", 1, "no_session"),
    ("locks release", 2, "usage_error"),
    ("locks release a.py", 1, "no_session"),
    ("locks unlock a.py", 1, "not_locked"),
]
MISUSED = [
    ("nonsense", ""),
    ("--nonsense", ""),
    ("sessions nonsense", "sessions"),
    ("sessions live nonsense", "sessions live"),
    ("sessions history --days 0", "sessions history"),
    ("locks acquire", "locks acquire"),
    ("locks acquire a --estimate soon", "locks acquire"),
    ("completion powershell", "completion"),
    ("install --scope nobody", "install"),
]


@pytest.mark.parametrize("line", GOOD)
def test_a_command_that_succeeds_gives_the_whole_envelope(office: Office, shop: Path, line: str) -> None:
    session = office.session("one", shop)
    office.lock(session, "held.py")
    answer = office.json(*line.split())
    envelope = answer.envelope
    assert list(envelope) == ENVELOPE
    assert envelope["version"] == 1
    assert line.startswith(envelope["command"])
    assert envelope["command"] in ALL
    if line != "doctor":  # it finds no client here
        assert (answer.status, envelope["status"], envelope["errors"]) == (0, "success", [])
    assert envelope["data"] is not None
    assert answer.err == ""


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(("line", "status", "code"), BAD)
def test_a_command_that_fails_gives_the_whole_envelope_too(office: Office, line: str, status: int, code: str) -> None:
    answer = office.json(*line.split())
    envelope = answer.envelope
    assert list(envelope) == ENVELOPE
    assert (answer.status, envelope["status"], envelope["data"]) == (status, "error", None)
    (error,) = envelope["errors"]
    assert list(error) == ["code", "message", "hint"]
    assert error["code"] == code
    assert error["message"]
    assert error["hint"]
    assert line.startswith(envelope["command"])
    assert answer.err == ""


@pytest.mark.parametrize(("line", "command"), MISUSED)
def test_a_command_line_that_is_wrong_gives_the_envelope_too(office: Office, line: str, command: str) -> None:
    answer = office.json(*line.split())
    assert (answer.status, answer.envelope["command"]) == (2, command)
    (error,) = answer.envelope["errors"]
    assert error["code"] == "usage_error"
    assert error["hint"] == f"see `{f'covey {command}'.strip()} --help`"


def test_for_people_an_error_goes_to_standard_error_with_what_to_do(office: Office) -> None:
    answer = office.covey("sessions", "show", "nobody")
    assert answer.out == ""
    assert answer.err == (
        "Error: there is no session nobody\nHint: `covey sessions live` and `covey sessions history` list them\n"
    )


@pytest.mark.parametrize("line", ["", *GROUPS, *ALL])
def test_every_command_tells_what_it_does_with_examples(office: Office, line: str) -> None:
    answer = office.covey(*line.split(), "--help")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: {f'covey {line}'.strip()} ")
    if line not in GROUPS:
        assert f"Examples:\n    covey {line}" in answer.out
        assert "Show this message and exit" in answer.out


@pytest.mark.parametrize("line", ["", *GROUPS])
def test_a_group_alone_shows_what_it_holds(office: Office, line: str) -> None:
    answer = office.covey(*line.split())
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == office.covey(*line.split(), "--help").out


def test_the_version_is_told(office: Office) -> None:
    answer = office.covey("--version")
    assert (answer.status, answer.out) == (0, "covey, version 0.1.0\n")


def test_the_module_is_the_command(office: Office) -> None:
    done = office.world.run([sys.executable, "-m", "covey", "sessions", "live"])
    assert done.stdout == "No Claude Code session is running.\n"
