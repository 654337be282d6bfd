"""A run that is watched while it goes on: a picture that stays in its place, or lines in a pipe."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rich.cells import cell_len

from covey.cli.plans.board import Sight, Step
from covey.cli.plans.picture import picture
from covey.cli.plans.tree import Branch
from covey.model.run import DONE, FAILED, RUNNING, WAITING

from .test_looks import COLOUR, STYLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.world import World

PLAY = Path(__file__).parent / "play_a_run.py"
CURSOR_IS_SHOWN, CURSOR_IS_HIDDEN = "\x1b[?25h", "\x1b[?25l"
NOW = 1000.0


def sight(steps: dict[str, Step], tree: list[Branch] | None = None) -> Sight:
    """Give a run with these tasks, side by side unless a tree is given."""
    return Sight(NOW, "shop-api", RUNNING, NOW - 725, 5.0, tree or [Branch(name, "", "  ") for name in steps], steps)


STEPS = {
    "models": Step(DONE, NOW - 700, NOW - 628, 0.08),
    "api": Step(RUNNING, NOW - 40, None, 0.05, "Edit src/api.py"),
    "cli": Step(FAILED, NOW - 400, NOW - 100, 0.21, "verify failed: pytest -q"),
    "release": Step(WAITING),
}
TREE = [Branch("models", "", "│ "), Branch("api", "├─", "│ "), Branch("cli", "╰─", "  "), Branch("release", "", "  ")]


def test_the_picture_is_a_tree_with_state_time_cost_and_what_each_task_does() -> None:
    assert picture(sight(STEPS, TREE), 80, 24).plain == (
        "shop-api  ━━━━━━━━━━━━━━━━━━━━────────────────────\n"
        "1 of 4 done · 1 failed · $0.34 of $5.00 · 12m05\n"
        "✓ models    1m12    $0.08\n"
        "├─● api      40s    $0.05  Edit src/api.py\n"
        "╰─✗ cli     5m00    $0.21  verify failed: pytest -q\n"
        "○ release"
    )


def test_in_a_narrow_terminal_what_a_task_does_stands_beneath_it() -> None:
    assert picture(sight(STEPS, TREE), 36, 24).plain == (
        "shop-api  ━━━━━━━━━━━━──────────────\n1 of 4 done · 1 failed · $0.34 of $5…\n".replace("$5…", "$…")
        + "✓ models    1m12    $0.08\n"
        "├─● api      40s    $0.05\n"
        "│   Edit src/api.py\n"
        "╰─✗ cli     5m00    $0.21\n"
        "    verify failed: pytest -q\n"
        "○ release"
    )


def test_of_200_tasks_those_that_run_or_failed_are_shown_and_the_rest_is_summed_up() -> None:
    steps = {f"task-{number}": Step(WAITING) for number in range(196)} | STEPS
    assert picture(sight(steps), 80, 24).plain.splitlines()[2:] == [
        "● api    40s    $0.05  Edit src/api.py",
        "✗ cli   5m00    $0.21  verify failed: pytest -q",
        "and ○ 197 waiting, ✓ 1 done",
    ]


def test_a_picture_fits_every_terminal_whatever_a_task_is_called() -> None:
    hostile = Step(RUNNING, NOW, None, 12345.678, "日本 👩\u200d💻 \x1b[31m\n" * 9)
    steps = {f"日本 \x1b\n{number}": hostile for number in range(9)} | STEPS
    for width in range(1, 130, 3):
        for height in range(1, 30, 2):
            drawn = picture(sight(steps), width, height).plain
            assert "\x1b" not in drawn
            assert all(cell_len(line) <= width for line in drawn.splitlines())
            assert len(drawn.splitlines()) <= max(height, 3)


def test_a_pipe_gets_a_line_for_each_change_of_a_state(world: World) -> None:
    done = world.run([sys.executable, str(PLAY)])
    *lines, last = done.stdout.splitlines()
    assert all(re.fullmatch(r"[0-9-]{10} [0-9:]{8}", line[:19]) for line in lines)
    assert last == "The end."
    assert [line[19:] for line in lines] == [
        "  begins     shop-api  5 tasks  run 3f2a",
        "  running    models",
        "  done       models  1m12  $0.08",
        "  running    api",
        "  waits      api  place 3 in line",
        "  running    odd\\x1b[31m\\nname",
        "  waits      odd\\x1b[31m\\nname  place 3 in line",
        "  done       api  10s  $0.11",
        "  failed     odd\\x1b[31m\\nname  10s  $0.20  verify failed: pytest -q",
        "  failed     shop-api  3 of 5 done  0s  $1.39",
    ]


def test_with_json_a_pipe_gets_nothing_of_it(world: World) -> None:
    done = world.run([sys.executable, str(PLAY), "--json"])
    assert (done.stdout, done.stderr) == ("The end.\n", "")


def test_with_json_the_picture_is_on_the_terminal_and_not_where_the_json_goes(world: World) -> None:
    file = world.home / "out"
    with file.open("wb") as out:
        screen = played(world, "--json", stdout=out)
    assert "3 of 5 done" in STYLE.sub("", screen)
    assert file.read_text() == "The end.\n"


def test_the_run_goes_on_when_nobody_reads_its_lines_any_more(world: World) -> None:
    done = world.run(["sh", "-c", f"{{ '{sys.executable}' '{PLAY}' --to-file; }} | true; cat ended"])
    assert done.stdout == "The end."


def played(world: World, *words: str, stdout: BinaryIO | None = None, **env: str) -> str:
    """Play a run in a terminal and give all that arrives there."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 100))
    process = subprocess.Popen(
        [sys.executable, str(PLAY), *words], stdin=subprocess.DEVNULL, stdout=stdout or slave, stderr=slave,
        env={**world.env(), "TERM": "xterm-256color", **env},
    )  # fmt: skip
    os.close(slave)
    arrived = b""
    try:
        while chunk := os.read(master, 65536):
            arrived += chunk
            if b"interrupt me" in arrived:
                process.send_signal(signal.SIGINT)
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(master)
    process.wait(30)
    return arrived.decode()


def test_a_terminal_keeps_the_last_picture_and_shows_its_cursor_again(world: World) -> None:
    screen = played(world)
    assert screen.index(CURSOR_IS_HIDDEN) < screen.index(CURSOR_IS_SHOWN)
    last = STYLE.sub("", screen.rpartition("shop-api")[2]).replace("\r\n", "\n")
    assert "verify failed: pytest -q" in last
    assert last.endswith("The end.\n")
    assert COLOUR.search(screen)
    assert not COLOUR.search(played(world, NO_COLOR="1"))


def test_ctrl_c_leaves_the_terminal_as_it_was(world: World) -> None:
    screen = played(world, "--until-interrupted")
    assert screen.rindex(CURSOR_IS_SHOWN) > screen.rindex(CURSOR_IS_HIDDEN)
    assert "interrupt me" in screen


def test_a_dumb_terminal_gets_lines(world: World) -> None:
    screen = played(world, TERM="dumb")
    assert "\x1b[" not in screen
    assert "  failed     shop-api  3 of 5 done" in screen


def test_threads_may_tell_at_once(world: World) -> None:
    done = world.run([sys.executable, str(PLAY), "--threads"])
    lines = done.stdout.splitlines()
    assert sum("  done       task-" in line for line in lines) == 200
    assert "  done       many  200 of 200 done" in lines[-2]


def test_a_terminal_that_is_resized_shows_one_whole_picture(
    world: World, require_program: Callable[[str], None]
) -> None:
    require_program("tmux")
    terminal = world.open_terminal([sys.executable, str(PLAY), "--until-interrupted"], world.home)
    terminal.wait_for("interrupt me")
    terminal.resize(50, 20)
    terminal.wait_for("\n│ │     interrupt me")
    screen = terminal.screen()
    assert screen.startswith("shop-api  ━")
    assert screen.count("shop-api") == 1
