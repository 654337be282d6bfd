"""The private world: what its processes see, and that none of them stays."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.errors import UnavailableError
from covey.testing.processes import is_alive, survivors
from covey.testing.waiting import until
from covey.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_place_a_process_is_told_lies_inside_the_world(world: World) -> None:
    env = world.env()
    names = [name for name, value in env.items() if value.startswith("/") and name != "PATH"]
    assert {"HOME", "TMPDIR", "XDG_STATE_HOME", "COVEY_HOME", "GIT_CONFIG_GLOBAL"} <= set(names)
    assert all(Path(env[name]).is_relative_to(world.root) for name in names)
    assert env["PATH"].split(os.pathsep)[0] == str(world.root / "bin")
    assert "CLAUDE_CONFIG_DIR" not in env


def test_nothing_of_the_callers_environment_comes_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "secret")
    monkeypatch.setenv("CLAUDECODE", "1")
    seen = world.run(["env"]).stdout
    assert "secret" not in seen
    assert "CLAUDECODE=" not in seen


def test_a_client_without_an_api_is_pointed_at_nobody(world: World) -> None:
    assert world.env()["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:1"
    assert world.env("http://127.0.0.1:99")["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:99"


def test_the_tests_own_process_sees_the_same_places(world: World) -> None:
    assert Path.home() == world.home
    assert os.environ["COVEY_HOME"] == str(world.covey_home)


def test_a_repository_has_a_first_commit_on_main(world: World) -> None:
    folder = world.repository("shop")
    seen = world.run(["git", "log", "--format=%an %s %D"], folder).stdout
    assert seen == "Tess Tester first HEAD -> main\n"
    assert world.run(["git", "status", "--porcelain"], folder).stdout == ""


def test_a_program_that_fails_raises_unless_that_is_expected(world: World) -> None:
    with pytest.raises(UnavailableError, match="git nonsense ended with 1: git: 'nonsense'"):
        world.run(["git", "nonsense"])
    assert world.run(["git", "nonsense"], check=False).returncode == 1


def test_a_program_is_given_its_input_and_more_environment(world: World) -> None:
    assert world.run(["sh", "-c", "cat; echo $MORE"], env={"MORE": "more"}, words="some ").stdout == "some more\n"


def test_a_program_that_does_not_end_raises(world: World) -> None:
    with pytest.raises(UnavailableError, match=r"sleep 1000 did not end within 0\.1 s"):
        world.run(["sleep", "1000"], timeout=0.1)


def test_a_world_without_a_client_says_so(world: World) -> None:
    with pytest.raises(UnavailableError, match="no client"):
        world.claude_command()


def test_closing_a_world_ends_what_its_programs_left_running(tmp_path: Path) -> None:
    with World(tmp_path / "other") as other:
        other.run(["sh", "-c", "setsid sleep 1000 >&- 2>&- & echo started"])
        assert until(lambda: len(survivors(other.root)) == 1, 20)
    assert survivors(other.root) == []


def test_a_terminal_shows_what_its_program_prints_and_types_what_it_is_told(
    world: World, require_program: Callable[[str], None]
) -> None:
    require_program("tmux")
    terminal = world.open_terminal(["sh", "-c", "echo ready; read line; echo got $line; read end"], world.root)
    terminal.wait_for("ready")
    terminal.submit("some words")
    assert "got some words" in terminal.wait_for("got some")
    assert terminal.is_running
    terminal.close()
    assert not is_alive(terminal.pid)


def test_a_terminal_that_never_shows_it_raises_with_its_screen(
    world: World, require_program: Callable[[str], None]
) -> None:
    require_program("tmux")
    terminal = world.open_terminal(["sh", "-c", "echo ready; read end"], world.root)
    terminal.wait_for("ready")
    with pytest.raises(UnavailableError, match=r"did not show 'never' within 0\.1 s:\nready"):
        terminal.wait_for("never", timeout=0.1)


def test_a_world_ends_its_terminals(tmp_path: Path, require_program: Callable[[str], None]) -> None:
    require_program("tmux")
    with World(tmp_path / "other") as other:
        # This program does not go away when its window is closed.
        terminal = other.open_terminal(["sh", "-c", "trap '' HUP; echo ready; while :; do sleep 1; done"], other.root)
        terminal.wait_for("ready")
        terminal.close(timeout=0.1)
    assert not is_alive(terminal.pid)
    assert survivors(other.root) == []
