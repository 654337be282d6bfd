"""A session's process is told, found or seen, and never guessed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.identity import client_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from covey.model.session import Process

    from .conftest import FakeMachine

    Finder = Callable[..., Process | None]

HOOK = 900


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., None]:
    """Give what writes a file into Claude Code's own registry."""
    (tmp_path / "sessions").mkdir()

    def write(pid: int | str, **entry: Any) -> None:
        (tmp_path / "sessions" / f"{pid}.json").write_text(json.dumps(entry))

    return write


@pytest.fixture
def family(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, str]]:
    """Give the tree of processes above the hook, as pid, parent and command; it may be changed."""
    tree = {HOOK: (800, "python -I -S on_edit.py"), 800: (700, "/bin/sh -c x"), 700: (1, "bash")}
    monkeypatch.setattr(machine, "parent", lambda pid: tree[pid][0] if pid in tree else None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(machine, "command", lambda pid: tree[pid][1] if pid in tree else "")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    for pid in tree:
        machine.start(pid)
    return tree


@pytest.fixture
def find(tmp_path: Path, machine: FakeMachine, family: dict[int, tuple[int, str]]) -> Finder:
    """Give what finds the process of session `one`."""
    assert HOOK in family

    def find(**environ: str) -> Process | None:
        return client_process("one", environ, machine, str(tmp_path), HOOK)

    return find


def test_the_pid_that_claude_code_tells_is_it(find: Finder, machine: FakeMachine) -> None:
    assert find(CLAUDE_PID="700") == machine.process(700)


@pytest.mark.requirement("S1-2")
def test_a_pid_that_was_inherited_from_a_client_further_up_is_not_it(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine
) -> None:
    family[700] = (600, "claude -p x")
    family[600] = (500, "bash -c 'claude -p x'")
    family[500] = (1, "/home/me/.local/bin/claude")
    machine.start(500)
    assert find(CLAUDE_PID="500") == machine.process(700)
    assert find(CLAUDE_PID="700") == machine.process(700)


def test_a_pid_that_is_no_ancestors_is_not_it(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine, register: Callable[..., None]
) -> None:
    """As in a tmux that a session's shell has started, and that went on without it."""
    machine.start(500)
    assert find(CLAUDE_PID="500") is None
    family[700] = (1, "claude")
    assert find(CLAUDE_PID="500") == machine.process(700)
    machine.start(5)
    register(5, sessionId="one")
    assert find(CLAUDE_PID="500") == machine.process(5)


def test_a_client_may_be_the_first_process_of_a_container(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine
) -> None:
    family[1] = (0, "claude")
    machine.start(1)
    assert find(CLAUDE_PID="1") == find() == machine.process(1)


def test_whoever_is_told_is_it_though_its_program_has_another_name(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine
) -> None:
    family[700] = (600, "bash claude-hook.sh")
    family[600] = (1, "/opt/agent")
    machine.start(600)
    assert find(CLAUDE_PID="600") == machine.process(600)


def test_beyond_an_ancestor_that_cannot_be_seen_nobody_is_taken_for_the_nearest(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine
) -> None:
    family[700] = (600, "")
    family[600] = (1, "claude")
    machine.start(600)
    assert find() is None
    assert find(CLAUDE_PID="600") is None


def test_a_told_pid_that_does_not_live_here_is_no_reason_to_guess(
    find: Finder, register: Callable[..., None], machine: FakeMachine
) -> None:
    machine.start(5)
    register(5, sessionId="one")
    assert find(CLAUDE_PID="99999") is None


@pytest.mark.parametrize("nonsense", ["", "x", "-5", "5 6"])
def test_nonsense_in_the_environment_tells_nothing(find: Finder, nonsense: str) -> None:
    assert find(CLAUDE_PID=nonsense) is None


def test_claude_codes_own_registry_is_asked_next(
    find: Finder, register: Callable[..., None], machine: FakeMachine
) -> None:
    machine.start(5)
    machine.start(6)
    register(5, sessionId="another")
    register(6, sessionId="one", procStart=machine.starts[6])
    register("6.key", sessionId="one")
    assert find() == machine.process(6)


def test_a_file_that_a_dead_process_left_is_passed_over(
    find: Finder, register: Callable[..., None], machine: FakeMachine
) -> None:
    register(4, sessionId="one")
    machine.start(5)
    register(5, sessionId="one", procStart="of another process that had this pid")
    assert find() is None
    machine.start(6)
    register(6, sessionId="one")
    assert find() == machine.process(6)


def test_files_that_cannot_be_read_are_passed_over(find: Finder, tmp_path: Path) -> None:
    (tmp_path / "sessions" / "7.json").mkdir(parents=True)
    (tmp_path / "sessions" / "8.json").write_bytes(b"\xff\x00one")
    assert find() is None


@pytest.mark.parametrize(
    "command",
    [
        "claude",
        "/usr/local/bin/claude -p x",
        "node /opt/bin/claude --resume",
        "claude.exe",
        "claude-2.1.197",
        "/home/me/.local/share/claude/versions/2.1.332 --resume x",
        "/Users/me/Library/Application Support/Claude/claude-code/2.1.332/claude",
    ],
)
def test_the_nearest_ancestor_that_is_claude_is_asked_last(
    find: Finder, family: dict[int, tuple[int, str]], machine: FakeMachine, command: str
) -> None:
    family[700] = (600, command)
    family[600] = (1, "claude")
    machine.start(600)
    assert find() == machine.process(700)


@pytest.mark.parametrize(
    "command", ["bash -c claude", "vim", "/home/claude/bin/zsh", "bash claude-hook.sh", "vi claude.md"]
)
def test_no_other_ancestor_is_taken_for_claude(find: Finder, family: dict[int, tuple[int, str]], command: str) -> None:
    family[700] = (1, command)
    assert find() is None


def test_a_circle_of_parents_ends_the_climb(find: Finder, family: dict[int, tuple[int, str]]) -> None:
    family[700] = (HOOK, "bash")
    assert find() is None
