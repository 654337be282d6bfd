"""The HTTP side of the scripted Messages API: it reads requests and writes answers, and decides nothing."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from covey.testing.record import Request
from covey.testing.script import error
from covey.testing.stream import as_event, error_event, events, message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from covey.testing.script import Turn

__all__ = ["Director", "Endpoint"]

RELEASE = "/gates/"
HANG_SECONDS = 3600


class Director(Protocol):
    """Who decides what the endpoint answers."""

    def arrive(self, make: Callable[[int], Request]) -> Request:
        """Put a request on the record, under the number that it gets."""
        ...

    def turn_for(self, request: Request) -> tuple[str | None, int | None, Turn]:
        """Choose the conversation, the number of the turn, and the turn."""
        ...

    def passes(self, gate: str) -> bool:
        """Wait at a gate; false when it was not released in time."""
        ...

    def release(self, gate: str) -> None:
        """Open a gate."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait, unless the server closes."""
        ...


class Endpoint:
    """A threading HTTP server on a free port of loopback."""

    def __init__(self, director: Director) -> None:
        """Take the port; nothing is served before start."""
        self._server = _Server(director)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()

    def close(self) -> None:
        """Stop to serve and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # a crowd that knocks at once is not turned away

    def __init__(self, director: Director) -> None:
        self.director = director
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: a client that goes away is part of many tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it)
        """Keep the log empty: the record tells more."""

    def do_HEAD(self) -> None:
        """Answer the client's health check."""
        self._arrive({})
        self._send(200, "")

    def do_GET(self) -> None:
        """Answer that there is nothing."""
        self._answer_other({})

    def do_POST(self) -> None:
        """Answer a message, a count of tokens, or the release of a gate."""
        body = self._body()
        path = urlsplit(self.path).path
        if path == "/v1/messages":
            self._answer_message(body)
        elif path == "/v1/messages/count_tokens":
            self._arrive(body)
            self._send(200, {"input_tokens": len(json.dumps(body)) // 4})
        elif path.startswith(RELEASE):
            self.server.director.release(unquote(path.removeprefix(RELEASE)))
            self._send(200, {})
        else:
            self._answer_other(body)

    def _answer_message(self, body: dict[str, Any]) -> None:
        director = self.server.director

        def make(number: int) -> Request:
            bare = self._request(number, body)
            conversation, turn, answer = director.turn_for(bare)
            return replace(bare, conversation=conversation, turn=turn, answer=answer)

        request = director.arrive(make)
        turn = request.answer or error(500)
        if not director.passes(turn.gate):
            turn = error(500, f"gate {turn.gate!r} was not released in time")
        director.pause(turn.delay_seconds)
        self._send_turn(request, turn)

    def _send_turn(self, request: Request, turn: Turn) -> None:
        model = str(request.body.get("model", "claude"))
        if turn.status != HTTPStatus.OK:
            self._send(turn.status, turn.body, turn.headers)
        elif request.body.get("stream"):
            self._stream(turn, events(turn, request.number, model))
        else:
            self._send(200, message(turn, request.number, model), turn.headers)

    def _stream(self, turn: Turn, whole: list[dict[str, Any]]) -> None:
        self.close_connection = True
        self._start(200, {"Content-Type": "text/event-stream", "Connection": "close", **turn.headers})
        for event in whole[: turn.fault_after] if turn.fault else whole:
            self.server.director.pause(turn.pause_seconds)
            self._write(as_event(event))
        if turn.fault == "error":
            self._write(as_event(error_event()))
        elif turn.fault == "hang":
            self.server.director.pause(HANG_SECONDS)
        elif turn.fault == "cut":
            self._cut()

    def _cut(self) -> None:
        # A linger of zero seconds makes close() send a reset instead of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _answer_other(self, body: dict[str, Any]) -> None:
        self._arrive(body)
        nothing = error(404, f"nothing here: {self.path}")
        self._send(nothing.status, nothing.body)

    def _arrive(self, body: dict[str, Any]) -> None:
        self.server.director.arrive(lambda number: self._request(number, body))

    def _request(self, number: int, body: dict[str, Any]) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(number, self.command, self.path, headers, body)

    def _body(self) -> dict[str, Any]:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            body: Any = json.loads(raw or "{}")
        except ValueError:
            body = raw.decode(errors="replace")
        return cast("dict[str, Any]", body) if isinstance(body, dict) else {"not an object": body}

    def _send(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = {"Content-Type": "application/json", "Content-Length": str(len(raw))}
        self._start(status, {**kind, **(headers or {})})
        self._write(raw)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _write(self, raw: bytes) -> None:
        self.wfile.write(raw)
        self.wfile.flush()
