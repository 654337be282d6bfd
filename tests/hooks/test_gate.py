"""The gate, as whole processes: the first comes through and holds, the second is stopped and told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from covey.model.lock import Holder

from .conftest import context, decision, reason

SERENA = (
    *("create_text_file", "delete_lines", "insert_after_symbol", "insert_at_line", "insert_before_symbol"),
    *("jet_brains_rename", "rename_symbol", "replace_content", "replace_lines", "replace_regex"),
    *("replace_symbol_body", "safe_delete_symbol"),
)
JETBRAINS = (
    *("create_new_file", "create_new_file_with_text", "rename_refactoring", "replace_file_text_by_path"),
    *("replace_specific_text", "replace_text_in_file"),
)

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from .conftest import Hooks

TOOLS = ["Edit", "Write", "MultiEdit", "NotebookEdit"]


@pytest.mark.requirement("S1-3")
@pytest.mark.parametrize("tool", TOOLS)
def test_an_edit_of_a_free_file_goes_on_and_holds_it(hooks: Hooks, tool: str) -> None:
    assert hooks.edit("src/auth.py", tool=tool) == {}
    (lock,) = hooks.locks()
    assert (lock.path, lock.workspace, lock.holder) == ("src/auth.py", str(hooks.workspace), Holder("one"))
    assert hooks.session().status == "busy"


@pytest.mark.requirement("S1-3", "B-2")
@pytest.mark.parametrize("tool", TOOLS)
def test_a_pattern_stops_edits_of_what_it_matches_and_of_nothing_else(hooks: Hooks, tool: str) -> None:
    hooks.hold("**/*.md", "one")
    assert hooks.edit("a.py", "two", tool=tool) == {}
    assert hooks.edit("docs/new.ts", "two", tool=tool) == {}
    assert decision(hooks.edit("docs/a.md", "two", tool=tool)) == "deny"


def test_a_folder_to_come_that_was_held_is_a_file_once_its_holder_writes_it(hooks: Hooks) -> None:
    hooks.hold("new", "one")
    assert [lock.is_file for lock in hooks.locks()] == [0]
    assert decision(hooks.edit("new/inner.py", "two")) == "deny"
    hooks.edit("new")
    assert [(lock.path, lock.is_file) for lock in hooks.locks()] == [("new", 1)]


@pytest.mark.requirement("S1-3", "S1-10")
@pytest.mark.parametrize("tool", TOOLS)
def test_an_edit_of_a_file_that_another_holds_is_stopped_in_claude_codes_form(hooks: Hooks, tool: str) -> None:
    hooks.edit("src/auth.py")
    answer = hooks.edit("src/auth.py", "two", tool=tool)
    name = hooks.session().name
    assert answer == {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": reason(answer),
        }
    }
    assert reason(answer).startswith(f"src/auth.py is locked by {name}, since ")
    assert "You are first in line and will be told when it is free." in reason(answer)
    assert hooks.held() == [("one", "src/auth.py")]


@pytest.mark.requirement("B-3", "S1-10")
def test_a_session_that_ends_with_its_turn_is_told_how_to_wait(hooks: Hooks) -> None:
    hooks.edit("src/auth.py")
    assert "--wait" not in reason(hooks.edit("src/auth.py", "two"))
    hooks.environ["CLAUDE_CODE_SESSION_ATTENDED"] = "0"
    said = reason(hooks.edit("src/auth.py", "two"))
    assert "A session that has ended is not told; `covey locks acquire PATH --wait 100s` waits for it." in said


@pytest.mark.requirement("S1-10")
def test_the_reason_tells_the_holders_task(hooks: Hooks) -> None:
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    hooks.edit("auth.py")
    assert f"{hooks.session().name} (“rewrite the login”), since " in reason(hooks.edit("auth.py", "two"))


def test_the_same_edit_twice_is_one_lock(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    first = hooks.locks()
    assert hooks.edit("auth.py") == {}
    assert [lock.generation for lock in hooks.locks()] == [lock.generation for lock in first]
    assert hooks.log().count(("lock.acquired", "one")) == 1


def test_a_refusal_that_is_met_twice_is_one_place_in_line(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    assert hooks.edit("auth.py", "two") == hooks.edit("auth.py", "two")
    assert hooks.log().count(("lock.denied", "two")) == 1


def test_other_tools_are_not_looked_at(hooks: Hooks) -> None:
    assert hooks.edit("auth.py", tool="Read") == {}
    assert hooks.locks() == []


@pytest.mark.requirement("B-5")
def test_a_dead_holders_file_is_free_at_the_first_attempt(
    hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    client = start_client()
    hooks.runs_in(client.pid)
    hooks.edit("auth.py")
    hooks.environ = {}
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    client.kill()
    client.wait()
    assert hooks.edit("auth.py", "two") == {}
    assert hooks.held() == [("two", "auth.py")]


@pytest.mark.requirement("S1-3")
def test_subagents_share_the_locks_of_their_session(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    assert hooks.edit("auth.py", agent_id="agent-1", agent_type="Explore") == {}
    assert hooks.edit("api.py", agent_id="agent-1") == {}
    assert hooks.edit("api.py", agent_id="agent-2") == {}
    assert {lock.holder for lock in hooks.locks()} == {Holder("one")}
    assert decision(hooks.edit("api.py", "two")) == "deny"


def test_subagents_can_be_told_apart(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_SUBAGENTS": "separate"}
    hooks.edit("auth.py", agent_id="agent-1")
    assert decision(hooks.edit("auth.py")) == "deny"
    assert decision(hooks.edit("auth.py", agent_id="agent-2")) == "deny"
    hooks.event("SubagentStop", agent_id="agent-1")
    assert hooks.edit("auth.py", agent_id="agent-2") == {}


def test_a_file_outside_any_repository_is_held_too(hooks: Hooks) -> None:
    outside = hooks.workspace.parent / "notes.txt"
    assert hooks.edit(outside) == {}
    assert str(outside) in reason(hooks.edit(outside, "two"))


@pytest.mark.parametrize("name", ["[id].tsx", "two words.py", "line\nend.py", "🦆.py", '"quoted".py', "-rf", "a\\b"])
def test_odd_names_are_held_as_others_are(hooks: Hooks, name: str) -> None:
    assert hooks.edit(name) == {}
    assert [lock.path for lock in hooks.locks()] == [name]
    assert decision(hooks.edit(name, "two")) == "deny"


def test_every_spelling_of_a_path_meets_the_lock(hooks: Hooks) -> None:
    (hooks.workspace / "alias").symlink_to(".")
    hooks.edit("auth.py")
    for spelling in ("./auth.py", "alias/auth.py", "../shop/auth.py", "src/../auth.py"):
        assert decision(hooks.edit(spelling, "two")) == "deny"


def test_the_same_file_in_another_worktree_goes_on_with_a_warning_once(hooks: Hooks) -> None:
    other = hooks.workspace.parent / "next"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {hooks.workspace}/.git/worktrees/next\n")
    (hooks.workspace / ".git" / "worktrees" / "next").mkdir(parents=True)
    (hooks.workspace / ".git" / "worktrees" / "next" / "commondir").write_text("../..\n")
    (hooks.workspace / ".git" / "worktrees" / "next" / "HEAD").write_text("ref: refs/heads/next\n")
    hooks.edit("auth.py")
    answer = hooks.edit(other / "auth.py", "two")
    assert decision(answer) == ""
    assert "auth.py is also being edited by" in context(answer)
    assert "will have to be merged" in context(answer)
    assert hooks.edit(other / "auth.py", "two") == {}
    assert hooks.held() == [("one", "auth.py"), ("two", "auth.py")]


@pytest.mark.requirement("S1-7")
@pytest.mark.parametrize(("action", "expected"), [("block", "deny"), ("ask", "ask"), ("warn", ""), ("proceed", "")])
def test_what_a_conflict_leads_to_is_the_users_choice(hooks: Hooks, action: str, expected: str) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    hooks.edit("auth.py")
    answer = hooks.edit("auth.py", "two")
    assert decision(answer) == expected
    assert ("auth.py is also being edited by" in context(answer)) is (action == "warn")
    assert hooks.held() == [("one", "auth.py")]


@pytest.mark.parametrize("action", ["warn", "proceed"])
def test_who_need_not_wait_is_not_told_that_it_is_free_now(hooks: Hooks, action: str) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    hooks.edit("auth.py")
    hooks.edit("auth.py", "two")
    assert hooks.edited("auth.py", "two") == {}
    hooks.event("SessionEnd")
    assert hooks.event("UserPromptSubmit", "two", prompt="go on") == {}


def test_without_file_locks_nothing_is_held_and_nobody_stopped(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_ENABLE_FILE_LOCKS": "no"}
    hooks.edit("auth.py")
    assert hooks.edit("auth.py", "two") == {}
    assert hooks.locks() == []
    assert hooks.session("two").status == "busy"


@pytest.mark.requirement("S1-16")
def test_the_state_is_for_its_user_alone(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    assert hooks.home.stat().st_mode & 0o777 == 0o700
    assert (hooks.home / "covey.db").stat().st_mode & 0o777 == 0o600


def test_ten_thousand_characters_of_path_and_task_still_make_a_short_reason(hooks: Hooks) -> None:
    deep = "/".join(["🦆" * 60] * 14) + "/auth.py"
    hooks.event("UserPromptSubmit", prompt="🦆" * 5000)
    assert hooks.edit(deep) == {}
    text = reason(hooks.edit(deep, "two"))
    assert len(text.encode("utf-16-le")) // 2 <= 8000
    assert len(text.split("\n")) <= 4


def mcp(hooks: Hooks, tool: str, session_id: str, **tool_input: Any) -> dict[str, Any]:
    call = hooks.call("PreToolUse", session_id, tool_name=tool, tool_input=tool_input, tool_use_id="toolu_1")
    return hooks.run("on_edit.py", json.dumps(call).encode())


@pytest.mark.requirement("B-1", "S1-3")
def test_a_tool_of_an_mcp_server_that_writes_is_stopped_as_an_edit_is(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    path = str(hooks.workspace / "auth.py")
    assert decision(mcp(hooks, "mcp__filesystem__write_file", "two", path=path, content="x")) == "deny"
    assert decision(mcp(hooks, "mcp__filesystem__move_file", "two", source=path, destination="b.py")) == "deny"
    assert mcp(hooks, "mcp__filesystem__read_file", "two", path=path) == {}
    assert mcp(hooks, "mcp__filesystem__write_file", "one", path=path) == {}
    assert mcp(hooks, "mcp__filesystem__write_file", "two", path=["no", {"path": path}]) == {}
    assert ("two", "no") in hooks.held()


def test_which_mcp_tools_write_can_be_told(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_WRITE_TOOLS": "mcp__*__save=file,files"}
    hooks.edit("auth.py")
    assert decision(mcp(hooks, "mcp__my-editor__save", "two", files=["free.py", "auth.py"])) == "deny"
    assert mcp(hooks, "mcp__filesystem__write_file", "two", path="auth.py") == {}
    assert hooks.event("PostToolUse", "two", tool_name="mcp__my-editor__save", tool_input={"file": "free.py"}) == {}


@pytest.mark.requirement("S1-3")
@pytest.mark.parametrize(
    ("tool", "field"),
    [
        *(("mcp__filesystem__" + name, "path") for name in ("edit_file", "write_file")),
        ("mcp__filesystem__move_file", "destination"),
        ("mcp__desktop-commander__write_file", "path"),
        ("mcp__desktop_commander__edit_block", "file_path"),
        ("mcp__plugin_desktop-commander_desktop-commander__move_file", "source"),
        *((f"mcp__serena__{name}", "relative_path") for name in SERENA),
        ("mcp__plugin_serena_serena__replace_symbol_body", "relative_path"),
        *((f"mcp__webstorm__{name}", "pathInProject") for name in JETBRAINS),
        ("mcp__idea__reformat_file", "path"),
    ],
)
def test_editing_tools_of_known_servers_are_stopped_at_a_held_file_without_any_setting(
    hooks: Hooks, tool: str, field: str
) -> None:
    hooks.environ = {"CLAUDE_PROJECT_DIR": str(hooks.workspace)}
    (hooks.workspace / "auth.py").touch()
    hooks.edit("auth.py")
    assert decision(mcp(hooks, tool, "two", **{field: "auth.py"})) == "deny"
    assert decision(mcp(hooks, tool, "two", **{field: str(hooks.workspace / "auth.py")})) == "deny"
    assert mcp(hooks, tool, "two", **{field: "other.py"}) == {}
    assert mcp(hooks, tool, "one", **{field: "auth.py"}) == {}


@pytest.mark.parametrize(
    "tool", ["mcp__serena__read_file", "mcp__serena__find_symbol", "mcp__idea__get_file_text_by_path"]
)
def test_what_these_servers_read_is_not_stopped(hooks: Hooks, tool: str) -> None:
    hooks.edit("auth.py")
    paths = dict.fromkeys(("relative_path", "pathInProject", "path"), str(hooks.workspace / "auth.py"))
    assert mcp(hooks, tool, "two", **paths) == {}


def test_a_servers_relative_path_is_read_from_its_project_wherever_the_sessions_shell_stands(hooks: Hooks) -> None:
    """Claude Code starts its servers where it was started; a server may take the whole repository for its project."""
    started, other = hooks.workspace / "libs", hooks.workspace.parent / "other"
    for folder in (started, other, hooks.workspace / "sub"):
        folder.mkdir()
    for path in ("auth.py", "libs/api.py", "sub/api.py", "../other/auth.py"):
        (hooks.workspace / path).touch()
    hooks.environ = {"CLAUDE_PROJECT_DIR": str(started)}
    about = {"cwd": str(hooks.workspace / "sub"), "tool_name": "mcp__serena__replace_content"}

    def writes(path: str, **more: str) -> str:
        """Let a tool write, and give what is held for it."""
        before = hooks.held()
        call = hooks.call("PreToolUse", "one", tool_input={"relative_path": path, **more}) | about
        assert hooks.run("on_edit.py", json.dumps(call).encode()) == {}
        (new,) = set(hooks.held()) - set(before)
        return new[1]

    assert writes("api.py") == "libs/api.py"
    assert writes("auth.py") == "auth.py", "which is in the repository alone"
    assert writes("new.py") == "libs/new.py"
    assert writes("auth.py", projectPath=str(other)) == str(other / "auth.py")
