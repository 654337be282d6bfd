"""What the tests of the MCP door share: sessions in a private world, and the SDK's own client at a real `covey mcp`."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import start_blocking_portal
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent, TextResourceContents

from covey.mcp.server import server
from covey.model.mcp import TOOL_USE_ID
from covey.testing.hook_process import HookCaller
from mcp import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from anyio.from_thread import BlockingPortal

    from covey.testing.world import World

BOUND_SECONDS = 30
TOOL = "mcp__plugin_sc_covey__"
COVEY = str(Path(sys.executable).with_name("covey"))


@dataclass
class Tools:
    """A client that is connected to a server."""

    portal: BlockingPortal
    client: Client

    def answer(self, tool: str, tool_use: object = None, **arguments: Any) -> CallToolResult:
        """Call a tool, as the tool use that a client says."""
        meta: Any = None if tool_use is None else {TOOL_USE_ID: tool_use}
        how: dict[str, Any] = {"read_timeout_seconds": BOUND_SECONDS, "meta": meta}
        return self.portal.call(lambda: self.client.call_tool(tool, arguments, **how))

    def data(self, tool: str, tool_use: object = None, **arguments: Any) -> Any:
        """Call a tool that succeeds; give its structured result."""
        answer = self.answer(tool, tool_use, **arguments)
        assert not answer.is_error, answer
        return answer.structured_content

    def refusal(self, tool: str, tool_use: object = None, **arguments: Any) -> str:
        """Call a tool that refuses; give what it says."""
        answer = self.answer(tool, tool_use, **arguments)
        assert answer.is_error, answer
        return said(answer)

    def resource(self, uri: str) -> str:
        """Read a resource."""
        (content,) = self.portal.call(lambda: self.client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text


def said(answer: CallToolResult) -> str:
    """Give an answer's only text."""
    (content,) = answer.content
    assert isinstance(content, TextContent)
    return content.text


@dataclass
class Office:
    """A repository in which sessions work, and clients of our server beside them."""

    world: World
    hooks: HookCaller
    start_client: Callable[[], subprocess.Popen[bytes]]
    ends: ExitStack
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def home(self) -> Path:
        """The state folder."""
        return self.world.covey_home

    def enter(self, session_id: str) -> int:
        """Let a session start; give the pid of its client."""
        pid = self.start_client().pid
        self.hooks.answer(self.hooks.call("SessionStart", session_id, source="startup"), pid)
        return pid

    def edit(self, session_id: str, path: str) -> bool:
        """Let a session edit; tell whether it may."""
        return self.hooks.answer(self.hooks.edit(session_id, path)) == {}

    def end(self, session_id: str) -> None:
        """Let a session end."""
        self.hooks.answer(self.hooks.call("SessionEnd", session_id, reason="other"))

    def tool_use(self, session_id: str, agent_id: str = "", tool_use_id: str = "") -> str:
        """Tell our hook, as Claude Code does, that a session is about to call one of our tools; give the call's id."""
        told = tool_use_id or f"toolu_{next(self.numbers)}"
        about: dict[str, Any] = {"tool_name": f"{TOOL}x", "tool_input": {}, "agent_id": agent_id, "tool_use_id": told}
        assert self.hooks.answer(self.hooks.call("PreToolUse", session_id, **about)) == {}
        return told

    def heard(self, session_id: str) -> str:
        """Give what a session hears at its next prompt."""
        answer = self.hooks.answer(self.hooks.call("UserPromptSubmit", session_id, prompt="go on"))
        return str(answer.get("hookSpecificOutput", {}).get("additionalContext", ""))

    def connect(self, folder: Path | None = None, **environ: str) -> Tools:
        """Start a server as a client does, and shake hands with it."""
        environ = self.world.env() | environ
        start = StdioServerParameters(command=COVEY, args=["mcp"], env=environ, cwd=folder or self.hooks.workspace)
        errlog = self.ends.enter_context((self.world.root / "runs" / "mcp.err").open("a"))
        return self.speak(Client(stdio_client(start, errlog=errlog)))

    def speak(self, client: Client) -> Tools:
        """Let a client shake hands."""
        portal = self.ends.enter_context(start_blocking_portal())
        self.ends.enter_context(portal.wrap_async_context_manager(client))
        return Tools(portal, client)


@pytest.fixture
def office(world: World, start_client: Callable[[], subprocess.Popen[bytes]]) -> Iterator[Office]:
    """Give an office with one repository."""
    hooks = HookCaller(world.covey_home, world.repository("shop"), world.env())
    with ExitStack() as ends:
        yield Office(world, hooks, start_client, ends)


@pytest.fixture
def tools(office: Office, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """Give a client at a server in this very process, which stands in the repository: most need no other."""
    monkeypatch.chdir(office.hooks.workspace)
    return office.speak(Client(server(str(office.home))))


@pytest.fixture
def apart(office: Office) -> Tools:
    """Give a client at a server as clients start it."""
    return office.connect()


@pytest.fixture
def url(office: Office) -> str:
    """Give where our server listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    office.ends.enter_context(listener)
    command = [sys.executable, str(Path(__file__).with_name("over_http.py")), str(listener.fileno()), str(office.home)]
    process = office.ends.enter_context(subprocess.Popen(command, env=office.world.env(), pass_fds=[listener.fileno()]))
    office.ends.callback(process.kill)
    return f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
