"""The MCP host ends what it does for a caller who has hung up, and nothing else."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import uvicorn

from covey.mcp.host import Attentive

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

BOUND_SECONDS = 20
REQUEST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


class Work:
    """An application that reads a request, and works on it until it may answer."""

    def __init__(self) -> None:
        """Have nothing begun."""
        self.begun, self.may_answer, self.is_broken_off = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what was asked."""
        assert scope["type"] == "http"
        asked = (await receive())["body"]
        self.begun.set()
        try:
            await self.may_answer.wait()
        except asyncio.CancelledError:
            self.is_broken_off.set()
            raise
        length = (b"content-length", str(len(asked)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": asked})


Caller = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def with_a_caller(scene: Callable[[Work, Caller], Awaitable[None]]) -> None:
    """Play a scene with a caller whose request is being worked on."""

    async def play() -> None:
        work = Work()
        host = uvicorn.Server(uvicorn.Config(Attentive(work), lifespan="off", log_config=None))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = listener.getsockname()
            serving = asyncio.create_task(host.serve([listener]))
            caller = await asyncio.open_connection(*address)
            caller[1].write(REQUEST)
            await work.begun.wait()
            await scene(work, caller)
            caller[1].close()
            host.should_exit = True
            await serving

    asyncio.run(asyncio.wait_for(play(), BOUND_SECONDS))


def test_who_waits_gets_the_answer() -> None:
    async def scene(work: Work, caller: Caller) -> None:
        work.may_answer.set()
        assert (await caller[0].read()).endswith(b"\r\n\r\nhello")
        assert not work.is_broken_off.is_set()

    with_a_caller(scene)


def test_the_work_for_one_who_has_hung_up_is_broken_off() -> None:
    async def scene(work: Work, caller: Caller) -> None:
        caller[1].close()
        await work.is_broken_off.wait()

    with_a_caller(scene)
