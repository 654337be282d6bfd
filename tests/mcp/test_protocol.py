"""The server speaks the protocol and nothing else, and says of each tool what it takes, gives and does."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from covey import __version__

from .conftest import COVEY

if TYPE_CHECKING:
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
    assert "ticket" not in text
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
