"""The hook's process loads next to nothing: each module that it may load is listed here, and paid for at every edit."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import HOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Hooks

GATE = {
    *("__future__", "_functools", "_json", "_sqlite3", "gc", "covey"),
    *("covey.coordination", "covey.coordination.failures"),
    *("covey.coordination.locks", "covey.coordination.machine"),
    *("covey.coordination.places", "covey.coordination.registry", "covey.errors"),
    *("covey.hooks", "covey.hooks.answers", "covey.hooks.call", "covey.hooks.door", "covey.hooks.gate"),
    *("covey.model", "covey.model.event", "covey.model.lock", "covey.model.moment", "covey.model.session"),
    *("covey.model.value", "covey.settings"),
    *("covey.store", "covey.store.driver", "covey.store.queue", "covey.store.sqlite", "covey.store.transaction"),
}
ENTRY = {"covey.hooks.arrival", "covey.coordination.identity"}
REFUSAL = {
    *("covey.hooks.refusal", "covey.coordination.words", "covey.coordination.alternatives"),
    *(
        "covey.coordination.line",
        "covey.coordination.notices",
        "covey.model.secrets",
        "covey.model.task",
        "covey.model.text",
    ),
    *("covey.coordination.folders", "covey.coordination.hot", "covey.model.progress"),
}
COMMAND = {
    *("covey.hooks.command", "covey.model.shell", "covey.model.shell.known", "covey.model.shell.look"),
    "covey.model.shell.simple",
}
MORE = {"covey.store.more", "covey.model.watch"}
WATCH = {*MORE, "covey.hooks.watch", "covey.coordination.watching", "covey.model.secrets", "covey.model.task"}
ESTIMATE = {"covey.model.estimate"}
EVENTS = {"covey.hooks.events", "covey.hooks.own_locks", "covey.hooks.tools", *REFUSAL} - {
    *("covey.hooks.refusal", "covey.coordination.alternatives"),
    *("covey.coordination.folders", "covey.coordination.hot"),
}
GIT_NET = {
    *("covey.hooks.git_net", "covey.coordination.git_net", "covey.coordination.words"),
    *("covey.model.progress", "covey.model.secrets", "covey.model.task", "covey.model.text"),
}
SPY = """
import os, sys
before, leave = set(sys.modules), os._exit
def tell(status):
    os.write(2, " ".join(set(sys.modules) - before).encode())
    leave(status)
os._exit = tell
del sys.argv[0]
__file__ = sys.argv[0]
exec(open(__file__).read())
"""


def loaded(hooks: Hooks, entry: str, call: dict[str, Any], *arguments: str) -> set[str]:
    """List what a hook's process had loaded at its end, besides what a bare interpreter has."""
    _, *options, path, _, home = hooks.command(entry)
    done = subprocess.run(
        [sys.executable, *options, "-c", SPY, path, "--home", home, *arguments],
        input=json.dumps(call).encode(),
        capture_output=True,
        timeout=60,
        env=hooks.environment(),
        check=True,
        cwd=hooks.workspace,
    )
    return set(done.stderr.decode().split())


def test_the_spy_runs_the_real_entries(hooks: Hooks) -> None:
    assert hooks.command("on_edit.py")[-3] == str(HOOKS / "on_edit.py")


def test_an_edit_that_goes_on_loads_just_this(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    call = hooks.call("PreToolUse", "one", **hooks.tool("auth.py", "Edit"))
    assert loaded(hooks, "on_edit.py", call) == GATE
    assert loaded(hooks, "on_edit.py", call | hooks.tool("new.py", "Write")) == GATE


def test_the_first_edit_of_a_session_that_is_not_entered_loads_little_more(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    call = hooks.call("PreToolUse", "two", **hooks.tool("new.py", "Edit"))
    assert loaded(hooks, "on_edit.py", call) == GATE | ENTRY


def test_settings_files_cost_one_module_and_patterns_another(
    hooks: Hooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "covey").mkdir()
    (tmp_path / "covey/coordination.yaml").write_text("session_coordination:\n  lock_timeout: 60\n")
    hooks.edit("auth.py")
    call = hooks.call("PreToolUse", "one", **hooks.tool("auth.py", "Edit"))
    files = {"covey.hooks.chosen", "covey.coordination.settings_files", "covey.settings.values"}
    assert loaded(hooks, "on_edit.py", call) == GATE | files
    (tmp_path / "covey/file-patterns.yaml").write_text("critical: ['*.py']\nignore: ['*.log', build/]\n")
    hooks.edit("auth.py")
    assert loaded(hooks, "on_edit.py", call) == GATE | files | {"covey.coordination.importance"}


def test_a_refusal_loads_its_words(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    hooks.edit("new.py", "two")
    call = hooks.call("PreToolUse", "two", **hooks.tool("auth.py", "Edit"))
    assert loaded(hooks, "on_edit.py", call) == GATE | REFUSAL | ESTIMATE | MORE


def test_a_command_that_only_reads_loads_little_more_than_an_edit(hooks: Hooks) -> None:
    hooks.command_call("ls -la")
    call = hooks.call("PreToolUse", "one", **hooks.shell("git status && ls | head"))
    assert loaded(hooks, "on_edit.py", call) == GATE | COMMAND


def test_a_command_that_nobody_can_foretell_is_watched_without_a_grammar(hooks: Hooks) -> None:
    hooks.command_call("ls -la")
    call = hooks.call("PreToolUse", "one", **hooks.shell("make build"))
    assert loaded(hooks, "on_edit.py", call) == GATE | COMMAND | WATCH


def test_a_command_that_writes_loads_the_grammar_and_no_package_around_it(hooks: Hooks) -> None:
    hooks.command_call("ls -la")
    call = hooks.call("PreToolUse", "one", **hooks.shell("sed -i s/a/b/ auth.py > out"))
    found = loaded(hooks, "on_edit.py", call) - GATE - COMMAND - WATCH
    foreign = {name for name in found if not name.startswith("covey.")}
    assert foreign == {"tree_sitter._binding"}


@pytest.mark.parametrize("tool", ["Edit", "Bash"])
def test_what_follows_every_tool_is_as_light(hooks: Hooks, tool: str) -> None:
    hooks.edit("auth.py")
    call = hooks.call("PostToolUse", "one", **hooks.tool("auth.py", tool))
    assert loaded(hooks, "on_event.py", call) == (GATE | EVENTS | (MORE if tool == "Bash" else set()))


def test_a_call_of_our_own_tools_loads_little_more_than_an_edit(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    about = {"tool_name": "mcp__covey__lock_acquire", "tool_input": {"path": "auth.py"}, "tool_use_id": "toolu_1"}
    own = {*MORE, "covey.hooks.own_tool", "covey.model.tool_call"}
    assert loaded(hooks, "on_edit.py", hooks.call("PreToolUse", "one", **about)) == GATE | own
    assert loaded(hooks, "on_event.py", hooks.call("PostToolUse", "one", **about)) == GATE | EVENTS | own


@pytest.mark.parametrize("hook", ["pre-commit", "pre-push"])
def test_a_commit_where_nobody_else_holds_anything_asks_no_git_and_loads_no_more_than_an_edit(
    hooks: Hooks, hook: str
) -> None:
    hooks.edit("auth.py")
    hooks.event("SessionEnd")
    assert loaded(hooks, "on_git.py", {}, hook) == (GATE | GIT_NET) - {
        "covey.hooks.gate",
        "covey.coordination.registry",
    }
