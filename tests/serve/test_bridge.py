"""The bridge that a session starts: it carries its lines to whatever host there is, and answers each, come what may."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from covey.coordination.machine import Machine
from covey.model.json_rpc import LARGEST_MESSAGE
from covey.serve import relay
from covey.serve.hosts import Hosts
from covey.serve.lines import Lines
from covey.serve.relay import Relay
from covey.settings import PYTHON_RECORD
from mcp import Client, StdioServerParameters

from .conftest import BOUND_SECONDS, end

if TYPE_CHECKING:
    from .conftest import Office
    from .mcp_client import McpClient

MEGABYTES = 5
MOST_KILLS, CALLS = 3, 15
LATEST = "2026-07-28"
ENVELOPE: dict[str, Any] = {
    "io.modelcontextprotocol/protocolVersion": LATEST,
    "io.modelcontextprotocol/clientCapabilities": {},
}


def tools(client: McpClient) -> list[str]:
    """Name the tools."""
    return [tool["name"] for tool in client.ask("tools/list")["result"]["tools"]]


def kill_monitor(office: Office) -> None:
    """Kill the monitor, and wait until its host has followed it."""
    monitor = office.incumbent()
    assert monitor is not None
    its_host = office.host()
    os.kill(monitor.pid, signal.SIGKILL)
    office.wait(lambda: its_host not in office.hosts())  # though a bridge may have one of its own by now


def through_a_relay_of_this_process(office: Office, line: bytes) -> dict[str, Any]:
    """Give the answer to a line."""
    (from_client, told), (said, to_client) = os.pipe(), os.pipe()
    os.write(told, line)
    os.close(told)
    machine = Machine()
    hosts = Hosts(str(office.home), machine)
    try:
        Relay(Lines(from_client, to_client), hosts, machine, str(office.hooks.workspace)).run()
        return json.loads(os.read(said, 65536))
    finally:
        hosts.close()
        for handle in (from_client, said, to_client):
            os.close(handle)


@pytest.fixture
def client(office: Office) -> McpClient:
    """Give a client that has shaken hands through a bridge, and the monitor's host."""
    office.monitor()
    office.address()
    client = office.bridge()
    client.greet()
    return client


def test_two_sessions_share_the_monitors_one_host(office: Office, client: McpClient) -> None:
    other = office.bridge()
    assert other.greet()["result"]["protocolVersion"] == "2025-11-25"
    assert tools(client) == tools(other) != []
    assert len(office.hosts()) == 1


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_official_client_works_through_the_bridge(office: Office, mode: Literal["auto", "legacy"]) -> None:
    office.monitor()
    office.address()
    command, *arguments = office.bridge_command()
    how = StdioServerParameters(command=command, args=arguments, env=office.world.env(), cwd=office.hooks.workspace)

    async def look() -> tuple[str, list[str], Any]:
        async with Client(how, mode=mode) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            listed = await client.call_tool("aim_list_databases", {})
            return client.protocol_version, names, listed.structured_content

    version, names, databases = asyncio.run(look())
    assert version == (LATEST if mode == "auto" else "2025-11-25")
    assert "lock_wait" in names
    assert databases["current_location"] == "project"
    assert len(office.hosts()) == 1


def test_without_a_monitor_the_bridge_becomes_the_whole_server(office: Office) -> None:
    client = office.bridge()
    assert client.greet()["result"]["serverInfo"]["name"] == "covey"
    assert "sessions_live" in tools(client)
    assert Machine().command(client.process.pid).endswith("-m covey mcp")
    client.hush()
    assert client.rest() == []


@pytest.mark.parametrize("name", ["odd ☕ näme", "two\nlines", "100%41"])
def test_each_sessions_calls_are_about_its_own_project_whatever_that_is_called(
    office: Office, client: McpClient, name: str
) -> None:
    odd = office.bridge(office.world.repository(name))
    odd.greet()
    wanted = create(odd, "there")
    assert {odd.hear()["id"] for _ in wanted} == wanted.keys()
    assert known(odd) == set(wanted.values())
    assert known(client) == set()


def known(client: McpClient) -> set[str]:
    """Name the entities in a client's graph."""
    answer = client.ask("tools/call", name="aim_read_graph", arguments={})
    return {entity["name"] for entity in answer["result"]["structuredContent"]["entities"]}


def test_many_requests_at_once_are_each_answered(client: McpClient) -> None:
    wanted = {client.send("ping") for _ in range(150)}
    assert {client.hear()["id"] for _ in wanted} == wanted


def test_a_message_of_five_megabytes_passes(client: McpClient) -> None:
    assert client.ask("ping", _meta={"freight": "x" * MEGABYTES * 1024 * 1024})["result"] == {}


def test_a_message_that_is_larger_than_any_host_takes_is_refused_with_its_size(client: McpClient) -> None:
    client.say(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":"' + b"x" * LARGEST_MESSAGE + b'"}}}')
    answer = client.hear()
    assert (answer["id"], answer["error"]["code"]) == (1, -32600)
    assert str(LARGEST_MESSAGE) in answer["error"]["message"]


def test_a_client_without_handshake_is_understood_too(office: Office) -> None:
    office.monitor()
    office.address()
    client = office.bridge()
    found = client.ask("tools/list", _meta=ENVELOPE)["result"]["tools"]
    assert found
    answer = client.ask("tools/call", name="über\nall", arguments={}, _meta=ENVELOPE)
    assert "header" not in json.dumps(answer)


def test_a_signal_ends_it(client: McpClient) -> None:
    client.process.terminate()
    assert client.process.wait(BOUND_SECONDS) == -signal.SIGTERM


def test_a_request_that_the_client_takes_back_is_not_answered(office: Office, client: McpClient) -> None:
    host = office.host()
    os.kill(host, signal.SIGSTOP)
    taken_back = client.send("tools/list")
    client.tell("notifications/cancelled", requestId=taken_back)
    os.kill(host, signal.SIGCONT)
    assert client.ask("ping")["result"] == {}


def test_what_can_be_asked_twice_is_asked_the_next_host_when_one_dies_over_it(
    office: Office, client: McpClient
) -> None:
    before = tools(client)
    host = office.host()
    os.kill(host, signal.SIGSTOP)
    number = client.send("tools/list")
    client.tell("notifications/roots/list_changed")
    os.kill(host, signal.SIGKILL)
    answer = client.hear()
    assert (answer["id"], [tool["name"] for tool in answer["result"]["tools"]]) == (number, before)
    assert office.host() != host


def test_a_call_over_which_the_host_dies_is_answered_with_an_error_that_says_what_is_unknown(
    office: Office, client: McpClient
) -> None:
    entity: dict[str, Any] = {"name": "Ada", "entityType": "person", "observations": []}
    with office.store.write():  # for which the call has to wait
        number = client.send("tools/call", name="aim_create_entities", arguments={"entities": [entity]})
        assert client.ask("ping", after=number)["result"] == {}
        os.kill(office.host(), signal.SIGKILL)
        answer = client.hear()
    assert (answer["id"], answer["error"]["code"]) == (number, -32603)
    assert answer["error"]["message"].endswith("The call may have been carried out: look before it is made again.")
    assert tools(client)


def test_when_the_monitor_is_killed_the_bridge_goes_on_with_a_host_of_its_own_until_there_is_a_monitor_again(
    office: Office, client: McpClient
) -> None:
    before = tools(client)
    shared = office.host()
    kill_monitor(office)
    assert tools(client) == before
    own = office.host()
    assert own != shared
    office.monitor()
    office.address()
    assert tools(client) == before
    office.wait(lambda: own not in office.hosts())
    client.hush()
    assert client.rest() == []


def test_a_host_of_its_own_ends_with_the_bridge_though_that_is_killed(office: Office, client: McpClient) -> None:
    kill_monitor(office)
    assert tools(client)
    office.host()
    end(client.process)
    office.wait(lambda: office.hosts() == [])


def test_where_no_host_can_be_started_each_request_is_answered_with_an_error(office: Office, client: McpClient) -> None:
    (office.home / PYTHON_RECORD).write_text(f"{Path(sys.executable).resolve()}\n", encoding="utf-8")  # it has no SDK
    kill_monitor(office)
    said = "covey's MCP server went away: "
    assert client.ask("tools/list")["error"]["message"].startswith(said)
    assert client.ask("tools/call", name="sessions_live", arguments={})["error"]["message"].startswith(said)


def test_a_host_that_hangs_is_left_for_one_of_its_own(
    office: Office, client: McpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tools(client)
    os.kill(office.host(), signal.SIGSTOP)
    monkeypatch.setattr(relay, "OTHER_SECONDS", 5.0)
    answer = through_a_relay_of_this_process(office, b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
    assert answer == {"jsonrpc": "2.0", "id": 1, "result": {}}


@pytest.mark.requirement("B-6")
def test_however_often_hosts_are_killed_each_call_is_answered_and_what_was_said_to_be_done_is_done(
    office: Office, client: McpClient
) -> None:
    clients = [client, *(office.bridge() for _ in range(2))]
    for other in clients[1:]:
        other.greet()
    done: list[str] = []
    killed: list[int] = []
    for turn in range(MOST_KILLS):
        wanted = [create(each, f"{turn}-{at}") for at, each in enumerate(clients)]
        answers = [[clients[0].hear()]] + [[] for _ in clients[1:]]
        for host in office.hosts()[
            :1
        ]:  # the monitor's or, when that is left alone, a bridge's; none if all is answered
            with suppress(ProcessLookupError):  # it has just ended, since nobody needs it any more
                os.kill(host, signal.SIGKILL)
                killed.append(host)
        for each, names, heard in zip(clients, wanted, answers, strict=True):
            heard += [each.hear() for _ in range(len(names) - len(heard))]
            assert {answer["id"] for answer in heard} == names.keys()
            failed = {answer["id"] for answer in heard if "error" in answer}
            done += [name for number, name in names.items() if number not in failed]
    assert killed
    found = client.ask("tools/call", name="aim_open_nodes", arguments={"names": done})["result"]["structuredContent"]
    assert {entity["name"] for entity in found["entities"]} == set(done)


def create(client: McpClient, prefix: str) -> dict[int, str]:
    """Have a client create entities, each by a call of its own, without waiting; give their names by the calls' ids."""
    sent: dict[int, str] = {}
    for number in range(CALLS):
        entity: dict[str, Any] = {"name": f"{prefix}-{number}", "entityType": "person", "observations": []}
        call = client.send("tools/call", name="aim_create_entities", arguments={"entities": [entity]})
        sent[call] = entity["name"]
    return sent
