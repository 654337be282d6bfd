"""The hook notes whose a call of our own tools is, so our server knows the session without believing the model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from covey.model.lock import Holder
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from .conftest import Hooks

TOOLS = ["mcp__plugin_sc_covey__lock_acquire", "mcp__covey__lock_acquire"]
TOOL = TOOLS[0]
ID = "toolu_01"


def ask(hooks: Hooks, session_id: str = "one", /, tool: str = TOOL, agent: str = "", **fields: Any) -> Any:
    """Tell of a call of an MCP tool that is about to be made, and give the answer."""
    about = {"tool_name": tool, "tool_input": {"path": "a.py"}, "agent_id": agent, "tool_use_id": ID}
    return hooks.run("on_edit.py", json.dumps(hooks.call("PreToolUse", session_id, **about | fields)).encode())


def caller(hooks: Hooks, tool_use_id: str = ID) -> Holder | None:
    """Give whose a call is, as the server finds it."""
    store = SqliteStore(str(hooks.home))
    with store.read() as tx:
        holder = tx.tool_caller(tool_use_id)
    store.close()
    return holder


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("tool", TOOLS)
def test_a_call_of_our_tools_is_noted_and_its_input_left_alone(hooks: Hooks, tool: str) -> None:
    given: dict[str, Any] = {"path": "ü 😀\n", "n": [1, 2.5, None, float("inf")], "\ud800": "\ud800"}
    assert ask(hooks, tool=tool, tool_input=given) == {}
    assert caller(hooks) == Holder("one")
    assert (hooks.session().status, hooks.locks()) == ("busy", [])


@pytest.mark.requirement("S1-12")
def test_nothing_that_a_model_wrote_makes_a_call_anothers(hooks: Hooks) -> None:
    ask(hooks, "one")
    claims = {"tool_use_id": ID, "session_id": "one", "_meta": {"claudecode/toolUseId": ID}, "agent_id": "x"}
    ask(hooks, "two", tool_use_id="toolu_02", tool_input=claims)
    assert (caller(hooks), caller(hooks, "toolu_02")) == (Holder("one"), Holder("two"))


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("event", ["PostToolUse", "PostToolUseFailure"])
def test_a_call_counts_no_more_when_it_is_over(hooks: Hooks, event: str) -> None:
    ask(hooks)
    ask(hooks, tool_use_id="toolu_02")
    ask(hooks, "two", tool_use_id="toolu_03")
    for tool_use_id in (ID, "toolu_03"):  # the second is another session's
        assert hooks.event(event, tool_name=TOOL, tool_use_id=tool_use_id) == {}
    assert [caller(hooks, each) for each in (ID, "toolu_02", "toolu_03")] == [None, Holder("one"), Holder("two")]


@pytest.mark.parametrize(("subagents", "agent_id"), [("shared", ""), ("separate", "a1")])
def test_a_call_is_noted_of_whoever_would_hold(hooks: Hooks, subagents: str, agent_id: str) -> None:
    hooks.environ = {"COVEY_SUBAGENTS": subagents}
    ask(hooks, agent="a1")
    assert caller(hooks) == Holder("one", agent_id)


@pytest.mark.parametrize("tool", ["mcp__coveys__x", "mcp__plugin_sc_covey", "mcp__other__mcp__covey__x"])
def test_calls_of_other_tools_are_not_noted(hooks: Hooks, tool: str) -> None:
    assert ask(hooks, tool=tool) == {}
    assert caller(hooks) is None


@pytest.mark.parametrize("tool_use_id", ["", None, 7, "x" * 201])
def test_a_call_without_an_id_that_can_be_is_not_noted_and_goes_on(hooks: Hooks, tool_use_id: object) -> None:
    assert ask(hooks, tool_use_id=tool_use_id) == {}
    assert caller(hooks, str(tool_use_id)) is None
    assert hooks.session().status == "busy"


def test_our_tools_are_taken_for_no_edit_whatever_write_tools_says(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_WRITE_TOOLS": "mcp__*=path"}
    hooks.edit("auth.py")
    assert ask(hooks, "two", tool_input={"path": str(hooks.workspace / "auth.py")}) == {}
    hooks.event("PostToolUse", "two", tool_name=TOOL, tool_input={"path": str(hooks.workspace / "new.py")})
    assert hooks.held() == [("one", "auth.py")]


@pytest.mark.parametrize("on_error", ["open", "closed"])
def test_our_failure_lets_the_call_go_on_as_nobodys_and_is_told(hooks: Hooks, on_error: str) -> None:
    hooks.environ = {"COVEY_ON_ERROR": on_error}
    (hooks.home / "covey.db").mkdir(parents=True)
    answer = ask(hooks)
    assert answer.keys() == {"systemMessage"}
    assert answer["systemMessage"].startswith("covey could not follow this session: StoreError: ")
    assert [failure.event for failure in hooks.failures()] == ["PreToolUse"]


def test_a_session_that_takes_no_part_is_not_noted(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_AUTO_REGISTER": "no"}
    assert ask(hooks) == {}
    assert caller(hooks) is None
