"""What is installed really fires in the real client, with our arguments, in each way to install."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from covey.claude.settings_file import install_in
from covey.claude.settings_text import settings_snippet
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Bench
    from covey.testing.messages_api import Request


def by_plugin(bench: Bench) -> None:
    """Install the plugin."""
    bench.plugin.install(bench.files())


def by_settings(bench: Bench) -> None:
    """Install into the user's settings."""
    install_in(bench.place.settings_file("user", bench.project), bench.setup.hooks())


def by_hand(bench: Bench) -> None:
    """Install as a person does who pastes the snippet into the project's settings."""
    file = bench.place.settings_file("project", bench.project)
    file.parent.mkdir(parents=True)
    file.write_text(settings_snippet(bench.setup.hooks()))


WAYS = [
    pytest.param(by_plugin, marks=pytest.mark.requirement("S4-1")),
    pytest.param(by_settings, marks=pytest.mark.requirement("S4-1")),
    pytest.param(by_hand, marks=pytest.mark.requirement("S4-11")),
]


both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


def write_a_file(bench: Bench) -> tuple[Path, list[Request]]:
    """Let a session write a file; give the file, and what the model was asked."""
    target = bench.project / "new.txt"
    turns = (call("Write", file_path=str(target), content="x"), text("done"))
    with MessagesApi([Conversation("", turns)]) as api:
        bench.world.run_claude("write it", cwd=bench.project, api=api)
        return target, api.turns()


@both_clients
@pytest.mark.parametrize("install", WAYS)
def test_a_session_that_writes_a_file_calls_each_entry_once(
    claude_bench: Bench, install: Callable[[Bench], None]
) -> None:
    install(claude_bench)
    target, _ = write_a_file(claude_bench)
    assert target.read_text() == "x"
    fired = claude_bench.fired()
    assert [(each["event"], each["name"]) for each in fired] == [
        ("SessionStart", "on_event.py"),
        ("UserPromptSubmit", "on_event.py"),
        ("PreToolUse", "on_edit.py"),
        ("PostToolUse", "on_event.py"),
        ("Stop", "on_event.py"),
        ("SessionEnd", "on_event.py"),
    ]
    home = str(claude_bench.setup.home)
    assert all(each["argv"][1:] == ["--home", home] for each in fired)


@both_clients
@pytest.mark.parametrize("gone", ["entries", "interpreter"])
def test_a_covey_that_was_removed_without_uninstall_does_not_break_a_session(claude_bench: Bench, gone: str) -> None:
    by_settings(remove(claude_bench, gone))
    target, asked = write_a_file(claude_bench)
    assert target.read_text() == "x"
    assert len(asked) == 2


@pytest.mark.parametrize("gone", ["entries", "interpreter"])
def test_with_on_error_closed_no_edit_passes_a_covey_that_was_removed(claude_bench: Bench, gone: str) -> None:
    closed = replace(claude_bench, setup=replace(claude_bench.setup, on_error="closed"))
    by_settings(remove(closed, gone))
    target, asked = write_a_file(claude_bench)
    assert not target.exists()
    assert len(asked) == 2


@both_clients
def test_with_on_error_closed_an_edit_passes_while_all_is_well(claude_bench: Bench) -> None:
    by_settings(replace(claude_bench, setup=replace(claude_bench.setup, on_error="closed")))
    target, _ = write_a_file(claude_bench)
    assert target.read_text() == "x"
    assert "on_edit.py" in {each["name"] for each in claude_bench.fired()}


def remove(bench: Bench, gone: str) -> Bench:
    """Take away what the hooks call."""
    if gone == "interpreter":
        return replace(bench, setup=replace(bench.setup, python=bench.world.root / "gone" / "python"))
    for entry in bench.setup.entries.iterdir():
        entry.unlink()
    return bench
