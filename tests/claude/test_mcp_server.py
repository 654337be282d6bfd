"""Our MCP server goes into an .mcp.json and comes out again, and every foreign byte stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from covey.claude.mcp_server import is_ours, mcp_server, snippet, with_server, without_server
from covey.errors import ConfigError, UserError

SERVER = mcp_server(Path("/py thon"), Path("/lib ☂/covey/serve/bridge.py"), Path("/state"))
OLDER = mcp_server(Path("/old"), Path("/old/covey/serve/bridge.py"), Path("/state"))
TEXTS = [
    "{}",
    "{\n}\n",
    '{"a":1}',
    '{"mcpServers":{}}',
    '{\n  "mcpServers": {\n  },\n  "a": "\\u00e9"\n}\n',
    '{"mcpServers":{"a":{"command":"x"}}, "é":1}\n',
    '{\r\n\t"mcpServers": {\r\n\t\t"a": {"command": "x"}\r\n\t}\r\n}\r\n',
    '\ufeff{"mcpServers": {"a": 1 } }',
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_put_in_is_read_by_the_client_and_taken_out_without_a_trace(text: str) -> None:
    before, there = json.loads(text.removeprefix("\ufeff")), with_server(text, SERVER)
    after = json.loads(there.removeprefix("\ufeff"))
    servers = before.get("mcpServers", {})
    assert after == before | {"mcpServers": servers | {"covey": SERVER}}
    assert with_server(there, SERVER) == there
    assert without_server(there) == text
    assert without_server(text) == text


@pytest.mark.parametrize("text", TEXTS)
def test_an_older_one_of_ours_is_replaced(text: str) -> None:
    there = with_server(with_server(text, OLDER), SERVER)
    assert json.loads(there.removeprefix("\ufeff"))["mcpServers"]["covey"] == SERVER
    assert without_server(there) == text


def test_what_covey_shows_for_other_clients_is_what_it_writes() -> None:
    assert json.loads(snippet(SERVER)) == {"mcpServers": {"covey": SERVER}}
    assert with_server(snippet(SERVER), SERVER) == snippet(SERVER)


@pytest.mark.parametrize("value", [{"command": "covey", "args": ["serve"]}, {"url": "http://x"}, 1, [], "covey"])
def test_a_foreign_server_of_the_name_is_left_alone(value: object) -> None:
    text = json.dumps({"mcpServers": {"covey": value}})
    assert not is_ours(value)
    with pytest.raises(UserError, match="that is not covey's") as caught:
        with_server(text, SERVER)
    assert caught.value.code == "mcp_server_taken"
    assert without_server(text) == text


@pytest.mark.parametrize("command", ["covey", "/home/a/.local/bin/covey"])
def test_one_that_people_wrote_by_hand_is_left_as_it_is(command: str) -> None:
    text = json.dumps({"mcpServers": {"covey": {"command": command, "args": ["mcp"]}}})
    assert with_server(text, SERVER) == text
    assert without_server(text) == text


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mcpServers": []}', '{"mcpServers": 3}', "{'a': 1}"])
def test_what_cannot_hold_servers_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        with_server(text, SERVER)


@pytest.mark.parametrize("home", ["state", "/\udcff"])
def test_a_path_that_json_cannot_say_is_refused(home: str) -> None:
    with pytest.raises(UserError, match="with these paths"):
        mcp_server(Path("/python"), Path("/covey/serve/bridge.py"), Path(home))
