"""A call of our own tools gets a ticket from the hook, so our server knows the session without believing the model."""

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


def ask(hooks: Hooks, session_id: str = "one", /, tool: str = TOOL, agent: str = "", **tool_input: Any) -> Any:
    """Tell of a call of an MCP tool that is about to be made, and give the answer."""
    call = hooks.call("PreToolUse", session_id, tool_name=tool, tool_input=tool_input, agent_id=agent)
    return hooks.run("on_edit.py", json.dumps(call).encode())


def redeemed(hooks: Hooks, answer: Any) -> Holder | None:
    """Give whose the ticket in an answer is, as the server does."""
    store = SqliteStore(str(hooks.home))
    with store.write() as tx:
        holder = tx.redeem_ticket(answer["hookSpecificOutput"]["updatedInput"]["covey_ticket"])
    store.close()
    return holder


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("tool", TOOLS)
def test_a_call_of_our_tools_gets_a_ticket_and_nothing_is_decided(hooks: Hooks, tool: str) -> None:
    given: dict[str, Any] = {"path": "ü 😀\n", "n": [1, 2.5, None, True, {"a": {}}], "\ud800": "\ud800"}
    answer = ask(hooks, tool=tool, **given)
    output = answer["hookSpecificOutput"]
    assert answer == {"hookSpecificOutput": {"hookEventName": "PreToolUse", "updatedInput": output["updatedInput"]}}
    assert output["updatedInput"] == given | {"covey_ticket": output["updatedInput"]["covey_ticket"]}
    assert redeemed(hooks, answer) == Holder("one")
    assert redeemed(hooks, answer) is None
    assert (hooks.session().status, hooks.locks()) == ("busy", [])


@pytest.mark.requirement("S1-12")
def test_a_ticket_that_the_model_made_up_is_replaced(hooks: Hooks) -> None:
    first = ask(hooks, "one")["hookSpecificOutput"]["updatedInput"]["covey_ticket"]
    answer = ask(hooks, "two", covey_ticket=first, session_id="one")
    assert answer["hookSpecificOutput"]["updatedInput"]["covey_ticket"] != first
    assert redeemed(hooks, answer) == Holder("two")


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("event", ["PostToolUse", "PostToolUseFailure"])
def test_a_ticket_counts_no_more_when_its_call_is_over(hooks: Hooks, event: str) -> None:
    answer, other = ask(hooks), ask(hooks)
    tool_input = answer["hookSpecificOutput"]["updatedInput"]
    assert hooks.event(event, tool_name=TOOL, tool_input=tool_input) == {}
    assert redeemed(hooks, answer) is None
    assert redeemed(hooks, other) == Holder("one")


@pytest.mark.parametrize(("subagents", "agent_id"), [("shared", ""), ("separate", "a1")])
def test_the_ticket_names_whoever_would_hold(hooks: Hooks, subagents: str, agent_id: str) -> None:
    hooks.environ = {"COVEY_SUBAGENTS": subagents}
    assert redeemed(hooks, ask(hooks, agent="a1")) == Holder("one", agent_id)


@pytest.mark.parametrize("tool", ["mcp__coveys__x", "mcp__plugin_sc_covey", "mcp__other__mcp__covey__x"])
def test_other_tools_get_none(hooks: Hooks, tool: str) -> None:
    assert ask(hooks, tool=tool, path="a.py") == {}


def test_our_tools_are_taken_for_no_edit_whatever_write_tools_says(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_WRITE_TOOLS": "mcp__*=path"}
    hooks.edit("auth.py")
    answer = ask(hooks, "two", path=str(hooks.workspace / "auth.py"))
    assert redeemed(hooks, answer) == Holder("two")
    hooks.event("PostToolUse", "two", tool_name=TOOL, tool_input={"path": str(hooks.workspace / "new.py")})
    assert hooks.held() == [("one", "auth.py")]


def test_a_call_without_input_gets_its_ticket_too(hooks: Hooks) -> None:
    call = hooks.call("PreToolUse", "one", tool_name=TOOL, tool_input=None)
    assert redeemed(hooks, hooks.run("on_edit.py", json.dumps(call).encode())) == Holder("one")


@pytest.mark.parametrize("on_error", ["open", "closed"])
def test_our_failure_lets_the_call_go_on_without_a_ticket_and_is_told(hooks: Hooks, on_error: str) -> None:
    hooks.environ = {"COVEY_ON_ERROR": on_error}
    (hooks.home / "covey.db").mkdir(parents=True)
    answer = ask(hooks)
    assert answer.keys() == {"systemMessage"}
    assert answer["systemMessage"].startswith("covey could not follow this session: StoreError: ")
    assert [failure.event for failure in hooks.failures()] == ["PreToolUse"]


def test_an_input_that_json_cannot_say_goes_on_without_a_ticket(hooks: Hooks) -> None:
    call = hooks.call("PreToolUse", "one", tool_name=TOOL, tool_input={"n": float("inf")})
    assert hooks.run("on_edit.py", json.dumps(call).encode()).keys() == {"systemMessage"}
    assert len(hooks.failures()) == 1


def test_a_session_that_takes_no_part_gets_none(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_AUTO_REGISTER": "no"}
    assert ask(hooks) == {}
