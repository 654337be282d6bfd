"""What doctor finds out about our MCP server: whether Claude Code has it, and whether it really answers."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from covey.claude.findings import REPAIR, Finding
from covey.claude.foreign import as_dict, as_list, as_str
from covey.claude.mcp_server import is_by_hand
from covey.cli import shown

if TYPE_CHECKING:
    from typing import IO

    from covey.claude.mcp_server import Server
    from covey.claude.scene import Scene

ANSWER_SECONDS = 20
OF_PROJECT = "covey install --mcp-only --scope project"
PROTOCOL = "2025-11-25"
TOOLS_ASKED = 2
TALK = (
    {
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": PROTOCOL,
            "capabilities": {},
            "clientInfo": {"name": "covey doctor", "version": "1"},
        },
    },
    {"method": "notifications/initialized"},
    {"id": TOOLS_ASKED, "method": "tools/list"},
)


def finding(scene: Scene, wanted: Server) -> Finding:
    """Say whether the MCP server is in Claude Code as this covey would put it there, and whether it answers."""
    if not scene.servers:
        said = "covey's MCP server is not in Claude Code: sessions cannot ask covey anything"
        return Finding("mcp_server", "warn", said, "covey install")
    old = [where for where, server in scene.servers if server != wanted and not is_by_hand(server)]
    if old:
        said = f"not the MCP server that this covey installs: {', '.join(old)}"
        is_alone = old == [str(scene.place.mcp_file(scene.project))]
        return Finding("mcp_server", "fail", said, OF_PROJECT if is_alone else "covey install")
    tools = _tools(scene.servers[0][1])
    if isinstance(tools, str):
        return Finding("mcp_server", "fail", f"the MCP server does not answer: {tools}", REPAIR)
    if len(scene.servers) > 1:
        said = f"Claude Code has covey's MCP server more than once: {', '.join(where for where, _ in scene.servers)}"
        return Finding("mcp_server", "warn", said, "covey uninstall, then covey install")
    return Finding("mcp_server", "ok", f"the MCP server answers: it offers {shown.count(tools, 'tool')}")


def _tools(server: Server) -> int | str:
    """Start the server, ask for its tools and count them; or say in words why there are none."""
    try:
        with _started(server) as process:
            clock = threading.Timer(ANSWER_SECONDS, process.kill)
            clock.start()
            try:
                return _counted(process)
            finally:
                process.kill()
                clock.cancel()
    except OSError as error:
        return str(error)


def _started(server: Server) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [as_str(server.get("command")), *map(as_str, as_list(server.get("args")))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,  # so that nothing is left to be written to a server that has ended
        env={name: value for name, value in os.environ.items() if not name.startswith("CLAUDE")},
    )


def _counted(process: subprocess.Popen[bytes]) -> int | str:
    (ask, answers), said = _pipes(process), ""
    with suppress(BrokenPipeError):  # it has ended; its last words say why
        ask.write("".join(json.dumps({"jsonrpc": "2.0", **message}) + "\n" for message in TALK).encode())
    for line in answers:
        answer = _understood(line)
        said = line.decode(errors="replace").strip()
        if answer.get("id") == TOOLS_ASKED:
            tools = as_list(as_dict(answer.get("result")).get("tools"))
            return len(tools) or f"it offers no tool: {said}"
    return said or f"it ended, or said nothing within {ANSWER_SECONDS} s"


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    assert process.stdout is not None  # noqa: S101 - as above
    return process.stdin, process.stdout


def _understood(line: bytes) -> dict[str, Any]:
    try:
        return as_dict(json.loads(line))
    except ValueError:
        return {}  # what it says on standard error
