"""How it looks: framed and coloured in a terminal, plain in a pipe, and never bent by what a name holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from covey.claude.foreign import as_dict, as_list
from covey.cli import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Office

COVEY = str(Path(sys.executable).parent / "covey")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3|4|9|10)[0-9][0-9;]*m")
# Rich markup, an emoji code, an escape sequence, a newline, a bell, text that runs backwards, an emoji of several
# characters, a wide character, and what looks like an option.
HOSTILE = "[bold]x[bold] :bug: \x1b[31mred\x1b[0m a\nb\x07 \u202eabc 👩\u200d💻 日本 [] --json"
HARMLESS = "[bold]x[bold] :bug: \\x1b[31mred\\x1b[0m a\\nb\\x07 \\u202eabc 👩\u200d💻 日本 [] --json"


def in_terminal(office: Office, *words: str, columns: int = 100, **env: str) -> str:
    """Run covey with a terminal as its output, and give all that arrives there."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (40, columns))
    process = subprocess.Popen(
        [COVEY, *words], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, env={**office.world.env(), **env}
    )
    os.close(slave)
    arrived = b""
    try:
        while chunk := os.read(master, 65536):
            arrived += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(master)
    assert process.wait(30) in (0, 1)
    return arrived.decode().replace("\r\n", "\n")


def hostile_office(office: Office) -> None:
    """Let names, tasks, branches, folders, reasons and locks be as bad as they can."""
    folder = office.world.home / HOSTILE
    folder.mkdir()
    first = office.session("first", folder, name=HOSTILE, task=HOSTILE, git_branch=HOSTILE, waiting_for=HOSTILE)
    second = office.session("second", folder, task=HOSTILE, git_branch=HOSTILE)
    office.lock(first, HOSTILE, reason=HOSTILE)
    office.wait(second, HOSTILE)
    office.ended("ended", folder, task=HOSTILE, git_branch=HOSTILE)
    office.event("session.task", "first", path=HOSTILE, detail=HOSTILE)
    office.covey("graph", "add", HOSTILE, "--type", HOSTILE, HOSTILE)
    office.covey("graph", "relate", HOSTILE, HOSTILE, "nothing")


EVERY_TABLE = [
    "sessions live",
    "sessions conflicts",
    "sessions history --date 2026-03-05",
    "sessions show first",
    "locks list",
    "graph search",
    "log",
]


@pytest.mark.parametrize("line", EVERY_TABLE)
def test_a_hostile_name_is_printed_literally_on_its_line(office: Office, line: str) -> None:
    hostile_office(office)
    answer = office.covey(*line.split())
    assert (answer.status, answer.err) == (0, "")
    assert HARMLESS in answer.out
    assert not set(answer.out) & {"\x1b", "\x07", "\u202e"}
    assert answer.out.replace("\n", "").replace("\u200d", "").isprintable()
    assert HOSTILE in _texts(office.json(*line.split()).data)


def _texts(data: object) -> list[str]:
    """List every text in some JSON."""
    inner = [*as_dict(data).values(), *as_list(data)]
    return [data] if isinstance(data, str) else [text for value in inner for text in _texts(value)]


@pytest.mark.parametrize("line", EVERY_TABLE)
def test_a_terminal_gets_no_escape_sequence_but_our_own_styles(office: Office, line: str) -> None:
    hostile_office(office)
    screen = STYLE.sub("", in_terminal(office, *line.split(), columns=400))
    assert not set(screen) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]x[bold] :bug: \\x1b[31mred" in screen


@pytest.mark.parametrize("words", [("sessions", "show", HOSTILE), ("locks", "unlock", HOSTILE), (HOSTILE,)])
def test_a_hostile_argument_is_told_literally(office: Office, words: tuple[str, ...]) -> None:
    answer = office.covey(*words)
    assert answer.status in (1, 2)
    assert not set(answer.err) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]x[bold] :bug: \\x1b[31mred" in answer.err


@pytest.mark.parametrize("line", EVERY_TABLE)
def test_a_pipe_gets_neither_colours_nor_frames(office: Office, shop: Path, line: str) -> None:
    session = office.session("first", shop, task="Rewriting the login")
    office.session("second", shop)
    office.lock(session, "auth.py")
    answer = office.apart(*line.split(), TERM="xterm-256color")
    assert not STYLE.search(answer.out)
    assert not set(answer.out) & set("╭│├╰─")
    assert all(row == row.rstrip() for row in answer.out.splitlines())


def test_a_terminal_gets_colours_unless_no_color_is_set(office: Office, shop: Path) -> None:
    office.session("first", shop, status="busy", task="Rewriting the login")
    assert COLOUR.search(in_terminal(office, "sessions", "live"))
    assert not COLOUR.search(in_terminal(office, "sessions", "live", NO_COLOR="1"))
    assert not STYLE.search(in_terminal(office, "sessions", "live", TERM="dumb"))
    assert COLOUR.search(in_terminal(office, "sessions", "show", "nobody"))


@pytest.mark.requirement("S4-4")
def test_in_a_terminal_sessions_live_is_a_framed_table(office: Office, shop: Path) -> None:
    first = office.session("first", shop, status="busy", task="Rewriting the login", git_dirty=1)
    office.session("second", shop, status="waiting", waiting_for="permission prompt", task="Add a second factor")
    office.lock(first, "auth.py")
    office.lock(first, "login.py")
    screen = STYLE.sub("", in_terminal(office, "sessions", "live", columns=80))
    assert screen == (
        "╭──────────────────────────────────────────────────────────────────╮\n"
        "│ State      Age  Project  Task                                    │\n"
        "├──────────────────────────────────────────────────────────────────┤\n"
        "│ ● busy     12m  shop     Rewriting the login                     │\n"
        "│                 main*    ~/shop · holds auth.py +1               │\n"
        "│ ◐ waiting  12m  shop     Add a second factor · permission prompt │\n"
        "│                 main     ~/shop                                  │\n"
        "╰──────────────────────────────────────────────────────────────────╯\n"
        "2 sessions: 1 busy, 1 waiting\n"
    )


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
@pytest.mark.parametrize("line", EVERY_TABLE)
def test_a_table_fits_its_terminal(office: Office, shop: Path, line: str, columns: int) -> None:
    first = office.session("first", shop, task="Rewriting the login so that it survives a lost connection")
    office.session("second", shop, git_branch="feature/" + "long-" * 8)
    office.lock(first, "src/" * 20 + "auth.py")
    office.wait(office.session("third", shop), "src/" * 20 + "auth.py")
    office.ended("ended", shop)
    frames = [
        row for row in STYLE.sub("", in_terminal(office, *line.split(), columns=columns)).splitlines() if "│" in row
    ]
    assert all(cell_len(row) <= columns for row in frames)


def test_a_real_terminal_shows_the_table(office: Office, shop: Path, require_program: Callable[[str], None]) -> None:
    require_program("tmux")
    office.session("first", shop, task="Rewriting the login 日本語 🎉")
    terminal = office.world.open_terminal(["sh", "-c", "covey sessions live; exec cat"], shop)
    screen = terminal.wait_for("1 session: 1 idle")
    assert "│ ○ idle  12m  shop     Rewriting the login 日本語 🎉 │" in screen


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        *((-5, "0s"), (0, "0s"), (59, "59s"), (61, "1m"), (3599, "59m"), (3605, "1h00"), (7530, "2h05")),
        *((172_000, "47h46"), (172_900, "2d"), (864_100, "10d")),
    ],
)
def test_an_age_is_short(monkeypatch: pytest.MonkeyPatch, seconds: int, age: str) -> None:
    monkeypatch.setattr(shown.time, "time", lambda: 1_772_706_600.0 + seconds)
    assert shown.age("2026-03-05T10:30:00Z") == age


def test_only_the_home_folder_itself_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/tess")
    places = ["/home/tess", "/home/tess/a", "/home/tessa/b", "/home"]
    assert [shown.at_home(path) for path in places] == ["~", "~/a", "/home/tessa/b", "/home"]
    monkeypatch.delenv("HOME")
    assert shown.at_home("/a") == "/a"
