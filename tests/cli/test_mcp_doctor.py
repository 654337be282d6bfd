"""Doctor starts the MCP server as it is installed, and says whether it answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.claude.hooks_table import HookSetup
from covey.claude.mcp_server import mcp_server, snippet
from covey.claude.place import Place
from covey.claude.plugin_files import plugin_files
from covey.claude.scene import look
from covey.cli.mcp_doctor import finding
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from covey.claude.mcp_server import Server
    from covey.testing.world import World

ANSWERS = """
import json, sys
print("a word that is not of the protocol", file=sys.stderr, flush=True)
for line in sys.stdin:
    told = json.loads(line)
    if "id" in told:
        result = {"tools": TOOLS} if told["method"] == "tools/list" else {}
        print(json.dumps({"jsonrpc": "2.0", "id": told["id"], "result": result}), flush=True)
"""


@pytest.fixture
def server(world: World) -> Server:
    """Give a server that offers two tools."""
    bridge = world.root / "lib" / "covey" / "serve" / "bridge.py"
    bridge.parent.mkdir(parents=True)
    bridge.write_text(ANSWERS.replace("TOOLS", '[{"name": "a"}, {"name": "b"}]'))
    return mcp_server(Path(sys.executable), bridge, world.covey_home)


def found(world: World, wanted: Server, *installed: Server) -> tuple[str, str, str]:
    """Give what doctor finds where these servers are in a project's file and in the user's."""
    project = world.root / "project"
    make_git_folder(project / ".git")
    files = (project / ".mcp.json", world.home / ".claude.json")
    for path, each in zip(files, installed, strict=False):
        path.write_text(snippet(each))
    setup = HookSetup(Path(sys.executable), world.covey_home)
    place = Place.of(world.env(), platform="linux")
    one = finding(look(place, project, None, setup, plugin_files(setup.hooks(), "1")), wanted)
    return one.status, one.sentence, one.hint


@pytest.mark.requirement("S1-12")
def test_a_server_that_answers_is_well(world: World, server: Server) -> None:
    assert found(world, server, server) == ("ok", "the MCP server answers: it offers 2 tools", "")


def test_a_server_that_is_not_installed_is_told(world: World, server: Server) -> None:
    said = "covey's MCP server is not in Claude Code: sessions cannot ask covey anything"
    assert found(world, server) == ("warn", said, "covey install")


def test_an_older_server_is_told_with_its_place(world: World, server: Server) -> None:
    older = server | {"command": "/gone/python"}
    said = f"not the MCP server that this covey installs: {world.root}/project/.mcp.json"
    assert found(world, server, older) == ("fail", said, "covey install --mcp-only --scope project")
    said = f"not the MCP server that this covey installs: {world.home}/.claude.json"
    assert found(world, server, server, older) == ("fail", said, "covey install")


def test_a_server_that_was_put_in_by_hand_is_asked_as_it_stands_there(world: World, server: Server) -> None:
    by_hand = world.root / "covey"
    by_hand.write_text(f"#!/bin/sh\nexec {sys.executable} '{server['args'][2]}'\n")
    by_hand.chmod(0o755)
    installed = {"command": str(by_hand), "args": ["mcp"]}
    assert found(world, server, installed) == ("ok", "the MCP server answers: it offers 2 tools", "")


def test_a_server_that_is_there_twice_is_told(world: World, server: Server) -> None:
    places = f"{world.home}/.claude.json, {world.root}/project/.mcp.json"
    said = f"Claude Code has covey's MCP server more than once: {places}"
    assert found(world, server, server, server) == ("warn", said, "covey uninstall, then covey install")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("raise SystemExit('no SDK here')", "no SDK here"),
        ("", "it ended, or said nothing within 20 s"),
        (ANSWERS.replace("TOOLS", "[]"), 'it offers no tool: {"jsonrpc": "2.0", "id": 2, "result": {"tools": []}}'),
    ],
)
def test_a_server_that_does_not_answer_is_told_with_its_last_words(
    world: World, server: Server, program: str, said: str
) -> None:
    Path(server["args"][2]).write_text(program)
    expected = ("fail", f"the MCP server does not answer: {said}", "covey install --force")
    assert found(world, server, server) == expected


def test_a_server_whose_interpreter_is_gone_is_told(world: World, server: Server) -> None:
    gone = server | {"command": "/gone/python"}
    status, sentence, _ = found(world, gone, gone)
    assert status == "fail"
    assert "'/gone/python'" in sentence


def test_what_is_shown_for_pasting_is_what_doctor_knows_again(world: World, server: Server) -> None:
    assert json.loads(snippet(server))["mcpServers"]["covey"] == server
    assert found(world, server, server)[0] == "ok"
