"""The real client takes our MCP server into each of its scopes, and gives it up again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.claude.mcp_server import is_by_hand, mcp_server
from covey.claude.mcp_servers import Servers
from covey.errors import ConfigError, UserError
from covey.testing import clients

if TYPE_CHECKING:
    from conftest import Bench
    from covey.claude.place import Scope

both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
SERVER = mcp_server(Path("/py thon"), Path("/lib 'ü☂/covey/serve/bridge.py"), Path("/state"))
OLDER = mcp_server(Path("/old"), Path("/old/covey/serve/bridge.py"), Path("/state"))
FOREIGN = {"command": "covey-of-others", "args": ["x"]}


def servers_of(bench: Bench) -> Servers:
    return Servers(bench.place, bench.project, bench.program)


@both_clients
@pytest.mark.parametrize("scope", ["user", "local"])
def test_claude_itself_writes_its_state_and_a_newer_server_replaces_an_older(claude_bench: Bench, scope: Scope) -> None:
    servers = servers_of(claude_bench)
    assert servers.put_in(scope, OLDER).action == "created"
    assert servers.put_in(scope, SERVER).action == "changed"
    assert servers.put_in(scope, SERVER).action == "unchanged"
    assert [servers.found(each) == SERVER for each in ("user", "local")] == [scope == "user", scope == "local"]
    assert servers.take_out(scope).action == "removed"
    assert servers.take_out(scope).action == "unchanged"
    assert servers.found(scope) is None


@both_clients
def test_a_local_server_is_found_from_every_folder_and_worktree_of_the_repository(claude_bench: Bench) -> None:
    bench, servers = claude_bench, servers_of(claude_bench)
    worktree, folder = bench.world.root / "work tree", bench.project / "a" / "b"
    bench.world.run(["git", "worktree", "add", "-q", "-b", "feature", str(worktree)], bench.project)
    folder.mkdir(parents=True)
    servers.put_in("local", SERVER)
    for place in (folder, worktree):
        assert replace(servers, project=place).found("local") == SERVER
    assert replace(servers, project=worktree).take_out("local").action == "removed"
    assert replace(servers, project=folder).put_in("local", SERVER).action == "created"
    assert servers.take_out("local").action == "removed"


@pytest.mark.parametrize("scope", ["user", "local"])
def test_one_that_people_added_by_hand_is_left_as_it_is(claude_bench: Bench, scope: Scope) -> None:
    servers = servers_of(claude_bench)
    words = ["claude", "mcp", "add", "--scope", scope, "covey", "--", "covey", "mcp"]
    claude_bench.world.run(words, claude_bench.project)
    assert servers.put_in(scope, SERVER).action == "unchanged"
    assert servers.take_out(scope).action == "unchanged"
    assert is_by_hand(servers.found(scope))


@pytest.mark.parametrize("scope", ["user", "local", "project"])
def test_a_foreign_server_of_the_name_stays_and_is_named_with_its_file(claude_bench: Bench, scope: Scope) -> None:
    bench, servers = claude_bench, servers_of(claude_bench)
    words = ["claude", "mcp", "add-json", "--scope", scope, "covey", json.dumps(FOREIGN)]
    bench.world.run(words, bench.project)
    with pytest.raises(UserError, match="has an MCP server covey that is not covey's") as caught:
        servers.put_in(scope, SERVER)
    assert str(servers.path(scope)) in caught.value.message
    assert servers.take_out(scope).action == "unchanged"
    assert servers.found(scope) == FOREIGN


def test_the_projects_file_lies_at_the_root_and_goes_with_its_only_server(bench: Bench) -> None:
    folder = bench.project / "a"
    folder.mkdir()
    servers = Servers(bench.place, folder, None)
    assert [servers.is_writable(scope) for scope in ("user", "project", "local")] == [False, True, False]
    change = servers.put_in("project", SERVER)
    assert (change.path, change.action) == (bench.project / ".mcp.json", "created")
    assert servers.found("project") == SERVER
    assert servers.take_out("project").action == "removed"
    assert not change.path.exists()


def test_a_projects_file_is_copied_before_the_first_change_and_is_as_before_at_the_end(bench: Bench) -> None:
    servers, text = Servers(bench.place, bench.project, None), '{"mcpServers":{"a":{"command":"x"}},"é":"\\u00e9"}'
    path = bench.project / ".mcp.json"
    path.write_text(text)
    change = servers.put_in("project", OLDER)
    assert change.backup is not None
    assert change.backup.read_text() == text
    assert servers.put_in("project", SERVER).backup is None
    assert servers.take_out("project").action == "changed"
    assert path.read_text() == text
    assert sorted(each.name for each in bench.project.glob(".mcp*")) == [".mcp.json"]


def test_a_projects_file_that_cannot_be_read_is_left_as_it_is(bench: Bench) -> None:
    path = bench.project / ".mcp.json"
    path.write_text("{'a': 1}")
    with pytest.raises(ConfigError, match=r"\.mcp\.json: it is not valid JSON"):
        Servers(bench.place, bench.project, None).put_in("project", SERVER)
    assert path.read_text() == "{'a': 1}"
