"""The MCP server over HTTP, for a parent that listens: `python -m covey.mcp.host HOME LARGEST_MESSAGE`.

The parent gives the listening socket as handle 3, and the token as the first line of the standard input; the end of
that input is the end of the host. Nothing is kept between two requests, so any host can answer any of them.
"""

from __future__ import annotations

import hmac
import logging
import os
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import anyio
import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from covey.mcp.server import server
from covey.model.mcp import PATH, SOCKET

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FAREWELL_SECONDS = 3
"""For what is being answered when the end comes."""

REFUSAL = b"this needs the token of covey's MCP host\n"
UNAUTHORIZED = [
    (b"www-authenticate", b'Bearer realm="covey"'),
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", str(len(REFUSAL)).encode()),
]


class Guard:
    """Lets a request through that has the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        """Stand before an application."""
        self._app, self._expected = app, f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to whoever has no token."""
        if scope["type"] == "http" and not self._has_token(scope):
            await send({"type": "http.response.start", "status": 401, "headers": UNAUTHORIZED})
            await send({"type": "http.response.body", "body": REFUSAL})
            return
        await self._app(scope, receive, send)

    def _has_token(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._expected)


class Attentive:
    """Ends the work on a request when its caller has hung up: a session that was stopped must not get a lock."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on a request as long as somebody waits for it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_whole = anyio.Event()

        async def taken() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                is_whole.set()
            return message

        async with anyio.create_task_group() as group:
            group.start_soon(_cancel_when_left, receive, is_whole, group.cancel_scope)
            await self._app(scope, taken, send)
            group.cancel_scope.cancel()


async def _cancel_when_left(receive: Receive, is_whole: anyio.Event, work: anyio.CancelScope) -> None:
    await is_whole.wait()
    while (await receive())["type"] != "http.disconnect":
        pass
    work.cancel()


def application(home: str, port: int, token: str, largest: int) -> ASGIApp:
    """Give the whole application: behind its guard the server, for callers of this machine alone."""
    hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost")]
    security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])
    app = server(home).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=largest,
        transport_security=security,
    )
    return Guard(Attentive(app), token)


def main(home: str, largest: int) -> None:
    """Serve until the standard input ends."""
    with os.fdopen(0, "rb", buffering=0, closefd=False) as parent:
        token = parent.readline().decode().strip()
        listener = socket.socket(fileno=SOCKET)
        logging.getLogger().setLevel(logging.ERROR)  # anybody on this machine can have a request refused
        app = application(home, listener.getsockname()[1], token, largest)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=FAREWELL_SECONDS
        )
        host = uvicorn.Server(config)
        threading.Thread(target=_end_with, args=(parent.fileno(), host), daemon=True).start()
        host.run([listener])


def _end_with(parent: int, host: uvicorn.Server) -> None:
    """End the host when its parent has ended, and surely a little later."""
    while os.read(parent, 4096):
        pass
    host.should_exit = True
    time.sleep(FAREWELL_SECONDS + 1)
    os._exit(1)  # a tool that waits in a thread must not keep it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
