"""The server speaks the protocol and nothing else, and says of each tool what it takes, gives and does."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from covey import __version__
from covey.testing.waiting import until

from .conftest import BOUND_SECONDS, COVEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.types import Tool

    from .conftest import Office, Tools

AIM = [
    *("aim_create_entities", "aim_create_relations", "aim_add_observations"),
    *("aim_delete_entities", "aim_delete_observations", "aim_delete_relations"),
    *("aim_read_graph", "aim_search_nodes", "aim_open_nodes", "aim_list_databases"),
]
OURS = [
    *("sessions_live", "session_current", "session_task", "sessions_conflicts", "suggest", "notice_send"),
    *("locks_list", "lock_acquire", "lock_wait", "lock_release"),
]
READING = {"sessions_live", "session_current", "sessions_conflicts", "suggest", "locks_list", *AIM[6:]}
MOST_BYTES = 12_000
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}
PING = {"jsonrpc": "2.0", "id": 2, "method": "ping"}


def listed(tools: Tools) -> dict[str, Tool]:
    """List the tools by name."""
    return {tool.name: tool for tool in tools.portal.call(tools.client.list_tools).tools}


@pytest.mark.requirement("S1-12")
def test_all_tools_are_listed_with_what_they_take_give_and_do(apart: Tools) -> None:
    found = listed(apart)
    assert list(found) == [*OURS, *AIM]
    for tool in found.values():
        assert tool.description
        assert tool.output_schema is not None
        assert tool.annotations is not None
        assert (tool.input_schema["type"], tool.output_schema["type"]) == ("object", "object")
    assert {name for name, tool in found.items() if tool.annotations and tool.annotations.read_only_hint} == READING
    destroying = {name for name, tool in found.items() if tool.annotations and tool.annotations.destructive_hint}
    assert destroying == {name for name in AIM if "delete" in name}


@pytest.mark.requirement("S1-12")
def test_named_contexts_and_locations_are_taken_by_every_tool_of_the_graph(tools: Tools) -> None:
    for name in AIM[:-1]:
        properties = listed(tools)[name].input_schema["properties"]
        assert properties["context"]["type"] == "string"
        assert properties["location"]["enum"] == ["project", "global"]


def test_a_model_reads_little_and_is_never_asked_who_it_is(tools: Tools) -> None:
    shown = [{"name": t.name, "description": t.description, "input": t.input_schema} for t in listed(tools).values()]
    text = json.dumps(shown)
    assert len(text) < MOST_BYTES
    assert "tool_use" not in text
    assert "toolUse" not in text
    assert "title" not in text
    assert "session_id" not in text


def test_the_server_says_what_it_is(apart: Tools) -> None:
    about = apart.client.server_info
    assert about is not None
    assert (about.name, about.version) == ("covey", __version__)
    assert "locks" in (apart.client.instructions or "")


def test_nothing_but_the_protocol_is_on_standard_output_and_its_end_is_the_servers(office: Office) -> None:
    how: dict[str, Any] = {"env": office.world.env(), "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([COVEY, "mcp"], **how) as process:
        office.ends.callback(process.kill)
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (INITIALIZE, {"jsonrpc": "2.0", "method": "notifications/initialized"}, PING):
            process.stdin.write(f"{json.dumps(line)}\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        rest, _ = process.communicate(timeout=30)
    assert [(answer["jsonrpc"], answer["id"]) for answer in answers] == [("2.0", 1), ("2.0", 2)]
    assert (process.returncode, rest) == (0, "")


def test_arguments_that_do_not_fit_are_named(apart: Tools) -> None:
    unfit: list[dict[str, Any]] = [{"limit": "x"}, {"limit": 0}, {"location": "moon"}]
    for arguments in unfit:
        assert next(iter(arguments)) in apart.refusal("aim_read_graph", **arguments)


def test_an_unknown_tool_is_told_as_one(tools: Tools) -> None:
    assert "Unknown tool: nothing" in tools.refusal("nothing")


def test_the_text_of_a_result_is_its_data_without_a_space_too_many(apart: Tools) -> None:
    answer = apart.answer("aim_create_entities", entities=[{"name": "ü 😀", "entityType": "a"}])
    (content,) = answer.content
    assert json.loads(getattr(content, "text")) == answer.structured_content  # noqa: B009 - one of several kinds
    assert getattr(content, "text") == '{"entities":[{"name":"ü 😀","entityType":"a","observations":[]}]}'  # noqa: B009


def test_json_is_refused_since_there_is_no_one_answer(office: Office) -> None:
    done = subprocess.run(
        [COVEY, "mcp", "--json"], env=office.world.env(), capture_output=True, check=False, timeout=30
    )
    assert done.returncode == 2
    (error,) = json.loads(done.stdout)["errors"]
    assert error["code"] == "usage_error"


def test_arguments_that_are_left_out_may_be_null_and_texts_that_look_like_json_stay_texts(
    office: Office, tools: Tools
) -> None:
    office.enter("one")
    entity = {"name": "[1]", "entityType": '{"a":1}', "observations": ["[]"]}
    tools.data("aim_create_entities", entities=[entity], context=None, location=None)
    assert tools.data("aim_search_nodes", query="[1]", context="")["entities"] == [entity]
    assert tools.data("session_task", office.tool_use("one"), text='["a"]')["task"] == '["a"]'
    assert tools.data("lock_acquire", office.tool_use("one"), path="[1]", reason=None)["path"] == "[1]"
    assert tools.data("lock_release", office.tool_use("one"), path="[1]") == {"released": ["[1]"]}


def test_a_server_whose_folder_is_gone_still_answers(office: Office) -> None:
    folder = office.world.home / "gone"
    folder.mkdir()
    apart = office.connect(folder)
    folder.rmdir()
    assert apart.data("sessions_live") == {"sessions": []}
    assert "this call names no project" in apart.refusal("aim_read_graph")
    assert apart.data("aim_read_graph", location="global")["entities"] == []


def test_a_person_who_starts_it_is_told_what_it_is_and_ends_it_with_ctrl_c(
    office: Office, require_program: Callable[[str], None]
) -> None:
    require_program("tmux")
    terminal = office.world.open_terminal([COVEY, "mcp"], office.hooks.workspace)
    terminal.wait_for("An MCP client starts this")
    terminal.press("C-c")
    assert until(lambda: not terminal.is_running, BOUND_SECONDS)
