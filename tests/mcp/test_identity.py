"""Who calls is whose tool use our hook noted, once; whatever a model writes about itself is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.model.mcp import TOOL_USE_ID

from .conftest import TOOL

if TYPE_CHECKING:
    from .conftest import Office, Tools

NOBODY = "this call is made for no session that covey knows"
UNKNOWN = "0" * 32
A_SESSIONS_OWN: list[tuple[str, dict[str, Any]]] = [
    ("session_current", {}),
    ("session_task", {"text": "stealing"}),
    ("lock_acquire", {"path": "a.py"}),
    ("lock_wait", {"path": "a.py", "seconds": 0}),
    ("lock_release", {}),
    ("notice_send", {"to": "one", "text": "hello"}),
]


def test_without_a_tool_use_that_was_noted_nothing_of_a_sessions_is_done(office: Office, apart: Tools) -> None:
    office.enter("one")
    for tool, arguments in A_SESSIONS_OWN:
        for tool_use in (None, "", UNKNOWN, "x" * 100_000):
            said = apart.refusal(tool, tool_use, **arguments, session_id="one", agent_id="one")
            assert said.startswith(NOBODY), tool
            assert "covey doctor" in said
    assert apart.data("locks_list") == {"locks": []}
    (session,) = apart.data("sessions_live")["sessions"]
    assert "task" not in session
    assert office.heard("one") == ""


@pytest.mark.requirement("S1-12")
def test_a_tool_use_is_good_for_one_change(office: Office, apart: Tools) -> None:
    office.enter("one")
    tool_use = office.tool_use("one")
    assert apart.data("lock_acquire", tool_use, path="a.py")["session_id"] == "one"
    assert apart.refusal("lock_acquire", tool_use, path="b.py").startswith(NOBODY)
    assert [lock["path"] for lock in apart.data("locks_list")["locks"]] == ["a.py"]


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("event", ["PostToolUse", "PostToolUseFailure"])
def test_the_tool_use_of_a_call_that_is_over_is_nobodys(office: Office, tools: Tools, event: str) -> None:
    office.enter("one")
    tool_use = office.tool_use("one")
    office.hooks.answer(office.hooks.call(event, "one", tool_name=f"{TOOL}x", tool_use_id=tool_use))
    assert tools.refusal("session_current", tool_use).startswith(NOBODY)


@pytest.mark.requirement("S1-12")
def test_an_id_that_two_sessions_calls_have_is_believed_of_neither(office: Office, tools: Tools) -> None:
    """Anthropic's are unique; a gateway may number the calls of each conversation."""
    office.enter("one")
    office.enter("two")
    for session_id in ("one", "two"):
        office.tool_use(session_id, tool_use_id="call_1")
    assert tools.refusal("lock_acquire", "call_1", path="a.py").startswith(NOBODY)
    office.hooks.answer(office.hooks.call("PostToolUse", "one", tool_name=f"{TOOL}x", tool_use_id="call_1"))
    assert tools.data("lock_acquire", "call_1", path="a.py")["session_id"] == "two"


def test_a_call_that_only_reads_leaves_the_tool_use_as_it_is(office: Office, tools: Tools) -> None:
    office.enter("one")
    tool_use = office.tool_use("one")
    assert tools.data("session_current", tool_use)["session_id"] == "one"
    assert tools.data("session_task", tool_use, text="mending the login")["task"] == "mending the login"


def test_a_tool_use_that_is_no_text_is_none(tools: Tools) -> None:
    for tool_use in (7, False, ["x"], {"a": 1}):
        assert tools.refusal("session_current", tool_use).startswith(NOBODY)


def test_the_tool_use_decides_and_not_the_arguments(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    claims = {"session_id": "one", "session": "one", "_meta": {TOOL_USE_ID: office.tool_use("one")}}
    assert tools.data("session_current", office.tool_use("two"), **claims)["session_id"] == "two"
    assert tools.refusal("session_current", **claims).startswith(NOBODY)


def test_a_session_that_has_ended_changes_nothing_more(office: Office, tools: Tools) -> None:
    office.enter("one")
    tool_use = office.tool_use("one")
    office.end("one")
    assert tools.refusal("lock_acquire", tool_use, path="a.py").endswith("has ended\na live session has to ask")


def test_the_environment_of_the_server_says_nothing_of_its_caller(office: Office) -> None:
    office.enter("one")
    tools = office.connect(CLAUDE_CODE_SESSION_ID="one")
    assert tools.refusal("session_current").startswith(NOBODY)


def test_whoever_calls_may_record_what_is_known_and_its_author_is_who_the_tool_use_says(
    office: Office, tools: Tools
) -> None:
    office.enter("one")
    entity = {"name": "login", "entityType": "module", "observations": ["slow"]}
    assert tools.data("aim_create_entities", entities=[entity], author="one")["entities"] == [entity]
    assert tools.data("aim_open_nodes", names=["login"])["entities"] == [entity]


@pytest.mark.parametrize(("subagents", "holds_too"), [("shared", True), ("separate", False)])
def test_a_subagent_shares_the_locks_of_its_session_unless_they_are_to_be_told_apart(
    office: Office, subagents: str, *, holds_too: bool
) -> None:
    office.enter("one")
    hooks = office.hooks
    office.hooks = type(hooks)(hooks.home, hooks.workspace, {**hooks.environ, "COVEY_SUBAGENTS": subagents})
    tools = office.connect()
    tools.data("lock_acquire", office.tool_use("one", "a1"), path="a.py")
    assert tools.answer("lock_acquire", office.tool_use("one"), path="a.py").is_error is not holds_too
