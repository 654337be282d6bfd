"""`covey install --mcp-only` gives other clients the MCP server alone, and `uninstall --mcp-only` takes it back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

PUT_IN = """\
covey's MCP server is in {path} (created).
It names paths of this machine; `covey uninstall --mcp-only` takes it out again.
"""


@pytest.mark.requirement("S1-12")
def test_what_another_client_has_to_be_told_is_printed_to_be_pasted(office: Office, shop: Path) -> None:
    answer = office.covey("install", "--mcp-only")
    shown = json.loads(answer.out)["mcpServers"]["covey"]
    assert answer.status == 0
    assert shown["args"][:2] == ["-I", "-S"]
    assert shown["args"][2].endswith("/covey/serve/bridge.py")
    assert shown["args"][3:] == ["--home", str(office.world.covey_home)]
    data = office.json("install", "--mcp-only").data
    assert data == {
        "method": "mcp-only",
        "scope": None,
        "action": "shown",
        "what": None,
        "backup": None,
        "mcpServers": {"covey": shown},
    }
    assert not (shop / ".mcp.json").exists()
    assert (office.world.covey_home / "python").exists()


def test_with_scope_project_it_is_written_and_taken_back(office: Office, shop: Path) -> None:
    path = shop / ".mcp.json"
    assert office.covey("install", "--mcp-only", "--scope", "project").out == PUT_IN.format(path=path)
    assert json.loads(path.read_text())["mcpServers"].keys() == {"covey"}
    assert office.json("install", "--mcp-only", "--scope", "project").data["action"] == "unchanged"
    assert office.json("uninstall", "--mcp-only").data["removed"] == [f"the MCP server in {path}"]
    assert not path.exists()
    assert office.json("uninstall", "--mcp-only").data["removed"] == []


def test_what_was_in_the_file_is_kept_and_copied_first(office: Office, shop: Path) -> None:
    path, text = shop / ".mcp.json", '{"mcpServers": {"a": {"command": "x"}}}\n'
    path.write_text(text)
    said = office.covey("install", "--mcp-only", "--scope", "project").out
    (copy,) = shop.glob(".mcp.json.covey-backup-*")
    assert f"The file as it was: {copy}" in said
    assert json.loads(path.read_text())["mcpServers"].keys() == {"a", "covey"}
    office.covey("uninstall", "--mcp-only")
    assert path.read_text() == text
    assert not copy.exists()


def test_a_foreign_server_of_the_name_is_refused(office: Office, shop: Path) -> None:
    (shop / ".mcp.json").write_text('{"mcpServers": {"covey": {"url": "http://x"}}}')
    answer = office.json("install", "--mcp-only", "--scope", "project")
    (error,) = answer.envelope["errors"]
    assert (answer.status, error["code"]) == (1, "mcp_server_taken")
    assert error["message"] == f"{shop / '.mcp.json'} has an MCP server covey that is not covey's"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["install", "--mcp-only", "--scope", "user"], "--mcp-only writes for a project only, not with --scope user"),
        (["install", "--mcp-only", "--force"], "--force and --mcp-only do not go together"),
        (["install", "--mcp-only", "--git-hooks"], "--mcp-only and --git-hooks do not go together"),
        (["uninstall", "--mcp-only", "--scope", "user"], "--scope and --mcp-only do not go together"),
    ],
)
def test_what_means_nothing_beside_it_is_refused(office: Office, words: list[str], said: str) -> None:
    answer = office.covey(*words)
    assert answer.status == 2
    assert f"Error: {said}\n" in answer.err
