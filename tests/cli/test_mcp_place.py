"""`covey install` brings the MCP server one way only: in the plugin, or where Claude Code keeps its servers."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from covey.testing import clients

if TYPE_CHECKING:
    from pathlib import Path

    from covey.testing.world import World

    from .conftest import Office

BOTH_CLIENTS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


def covey(world: World, folder: Path, *words: str) -> Any:
    """Run a command in a folder and give its data."""
    return json.loads(world.run(["covey", *words, "--json"], folder).stdout)["data"]


def servers(world: World, folder: Path) -> list[str]:
    """List the MCP servers that the client itself knows, by name."""
    listed = world.run(["claude", "mcp", "list"], folder).stdout.splitlines()
    return [line.partition(": ")[0] for line in listed if "bridge.py" in line]


@BOTH_CLIENTS
@pytest.mark.requirement("S1-12", "S4-1")
def test_however_covey_is_installed_the_client_has_the_server_once_and_none_at_the_end(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    state = world.home / ".claude.json"
    for words, where in (
        (("install", "--method", "settings"), str(state)),
        (("install",), "plugin sc "),
        (("install", "--method", "settings"), str(state)),
    ):
        assert covey(world, folder, *words)["mcp_server"].startswith(where)
        assert servers(world, folder) == ["covey" if where == str(state) else "plugin:sc:covey"]
    assert f"the MCP server in {state}" in covey(world, folder, "uninstall")["removed"]
    assert servers(world, folder) == []


@pytest.mark.requirement("S1-12", "S4-11")
def test_without_a_client_the_command_that_puts_the_server_in_is_told(office: Office) -> None:
    data = office.json("install").data
    assert data["mcp_server"] is None
    words = shlex.split(data["by_hand"])
    assert words[:-1] == ["claude", "mcp", "add-json", "--scope", "user", "covey"]
    assert json.loads(words[-1]) == office.json("install", "--mcp-only").data["mcpServers"]["covey"]
    said = office.covey("install").out
    assert f"Its MCP server is put in by `claude` alone, when there is one: {data['by_hand']}\n" in said

    state = office.world.home / ".claude.json"
    state.write_text(json.dumps({"mcpServers": {"covey": json.loads(words[-1])}}))
    left = office.json("uninstall").data["left"]
    assert left == ["claude mcp remove --scope user covey"]
    assert "Only Claude Code can take this out: claude mcp remove --scope user covey\n" in office.covey("uninstall").out


@pytest.mark.requirement("S4-11")
def test_without_a_client_a_projects_server_goes_into_its_own_file(office: Office, shop: Path) -> None:
    data = office.json("install", "--scope", "project").data
    assert (data["mcp_server"], data["by_hand"]) == (str(shop / ".mcp.json"), None)
    assert f"the MCP server in {shop / '.mcp.json'}" in office.json("uninstall").data["removed"]
    assert not (shop / ".mcp.json").exists()


@pytest.mark.parametrize("client", clients.VERSIONS[:1], indirect=True)
def test_a_foreign_server_of_the_name_is_refused_before_anything_is_changed(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    world.run(["claude", "mcp", "add-json", "--scope", "user", "covey", '{"command": "theirs"}'], folder)
    done = world.run(["covey", "install", "--method", "settings", "--json"], folder, check=False)
    (error,) = json.loads(done.stdout)["errors"]
    assert (done.returncode, error["code"]) == (1, "mcp_server_taken")
    assert not (world.home / ".claude" / "settings.json").exists()
