"""Others' programs agree with our server: the official conformance suite, and the MCP Inspector's command line."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.errors import UnavailableError

from . import peers
from .conftest import COVEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.npm_packages import NpmPackage

    from .conftest import Office

HERE = Path(__file__).parent
EXPECTED = HERE / "conformance.yml"
HAS_TO_PASS = {
    *("server-initialize", "ping", "tools-list", "tools-call-error", "resources-list", "prompts-list"),
    "dns-rebinding-protection",
}


@pytest.fixture
def node(require_program: Callable[[str], None]) -> Callable[[NpmPackage], list[str]]:
    """Give what names the command that runs a package's program."""
    require_program("node")

    def command(package: NpmPackage) -> list[str]:
        try:
            return ["node", str(peers.program(package))]
        except UnavailableError as problem:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(problem.message)

    return command


@pytest.fixture
def url(office: Office) -> str:
    """Give where our server listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    office.ends.enter_context(listener)
    command = [sys.executable, str(HERE / "over_http.py"), str(listener.fileno()), str(office.home)]
    process = office.ends.enter_context(subprocess.Popen(command, env=office.world.env(), pass_fds=[listener.fileno()]))
    office.ends.callback(process.kill)
    return f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"


@pytest.mark.requirement("S1-12")
def test_the_official_conformance_suite_passes_for_what_we_offer(
    office: Office, url: str, node: Callable[[NpmPackage], list[str]]
) -> None:
    options = ["server", "--url", url, "--suite", "all", "--expected-failures", str(EXPECTED)]
    done = office.world.run([*node(peers.CONFORMANCE), *options], office.world.home, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = set(re.findall(r"✓ ([\w-]+): [1-9]\d* passed, 0 failed", done.stdout))
    assert passed >= HAS_TO_PASS


@pytest.mark.requirement("S1-12")
def test_the_inspector_lists_and_calls_our_tools(office: Office, node: Callable[[NpmPackage], list[str]]) -> None:
    def ask(method: str, *options: str) -> Any:
        command = [*node(peers.INSPECTOR), COVEY, "mcp", "--method", method, *options]
        return json.loads(office.world.run(command, office.hooks.workspace).stdout)

    office.enter("one")
    assert office.edit("one", "a.py")
    assert len(ask("tools/list")["tools"]) == 20
    found = ask("tools/call", "--tool-name", "aim_search_nodes", "--tool-arg", "query=lock_", "limit=5")
    assert "lock_a_py" in [entity["name"] for entity in found["structuredContent"]["entities"]]
    read = ask("resources/read", "--uri", "covey://locks")
    assert json.loads(read["contents"][0]["text"])["locks"][0]["path"] == "a.py"
