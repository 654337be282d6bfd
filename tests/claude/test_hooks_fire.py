"""What is installed really fires in the real client, with our arguments, in each way to install."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.claude.settings_file import install_in
from covey.claude.settings_text import settings_snippet
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Bench


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


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.parametrize("install", WAYS)
def test_a_session_that_writes_a_file_calls_each_entry_once(
    claude_bench: Bench, install: Callable[[Bench], None]
) -> None:
    install(claude_bench)
    target = claude_bench.project / "new.txt"
    turns = (call("Write", file_path=str(target), content="x"), text("done"))
    with MessagesApi([Conversation("", turns)]) as api:
        claude_bench.world.run_claude("write it", cwd=claude_bench.project, api=api)
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
