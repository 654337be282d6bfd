"""What the tests of the MCP door share: sessions in a private world, and the SDK's own client at a real `covey mcp`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import start_blocking_portal
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent, TextResourceContents

from covey.mcp.server import server
from covey.testing.hook_process import HookCaller
from mcp import Client

if TYPE_CHECKING:
    import subprocess
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

    def answer(self, tool: str, ticket: str | None = None, **arguments: Any) -> CallToolResult:
        """Call a tool, with a ticket as our hook puts it in."""
        given = arguments if ticket is None else {**arguments, "covey_ticket": ticket}
        return self.portal.call(lambda: self.client.call_tool(tool, given, read_timeout_seconds=BOUND_SECONDS))

    def data(self, tool: str, ticket: str | None = None, **arguments: Any) -> Any:
        """Call a tool that succeeds; give its structured result."""
        answer = self.answer(tool, ticket, **arguments)
        assert not answer.is_error, answer
        return answer.structured_content

    def refusal(self, tool: str, ticket: str | None = None, **arguments: Any) -> str:
        """Call a tool that refuses; give what it says."""
        answer = self.answer(tool, ticket, **arguments)
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

    @property
    def home(self) -> Path:
        """The state folder."""
        return self.world.covey_home

    def enter(self, session_id: str) -> None:
        """Let a session start."""
        call = self.hooks.call("SessionStart", session_id, source="startup")
        self.hooks.answer(call, self.start_client().pid)

    def edit(self, session_id: str, path: str) -> bool:
        """Let a session edit; tell whether it may."""
        return self.hooks.answer(self.hooks.edit(session_id, path)) == {}

    def end(self, session_id: str) -> None:
        """Let a session end."""
        self.hooks.answer(self.hooks.call("SessionEnd", session_id, reason="other"))

    def ticket(self, session_id: str, agent_id: str = "") -> str:
        """Get a ticket as Claude Code does, before a session calls one of our tools."""
        call = self.hooks.call("PreToolUse", session_id, tool_name=f"{TOOL}x", tool_input={}, agent_id=agent_id)
        return self.hooks.answer(call)["hookSpecificOutput"]["updatedInput"]["covey_ticket"]

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
