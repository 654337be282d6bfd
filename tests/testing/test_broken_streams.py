"""Streams of the scripted Messages API that are slow or break off."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from covey.testing.messages_api import Conversation, MessagesApi, text

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_paused_stream_has_all_its_events(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("slow").paused(0.01)])]) as api:
        assert ask(api.url, "hello").events[-1]["type"] == "message_stop"


def test_closing_the_server_ends_a_slow_stream() -> None:
    with MessagesApi([Conversation(turns=[text("slow").paused(1000)])]) as api:
        stream = _open(api.url)
        api.wait_for(lambda each: each.turn == 0)
    assert b"message_stop" in _rest(stream)


def test_a_stream_that_stops_ends_in_the_middle(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("half").broken("stop", after=2)])]) as api:
        events = ask(api.url, "hello").events
    assert [each["type"] for each in events] == ["message_start", "content_block_start"]


def test_a_stream_may_end_with_an_error_event(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("half").broken("error", after=1)])]) as api:
        events = ask(api.url, "hello").events
    assert [each["type"] for each in events] == ["message_start", "error"]


def test_a_cut_connection_is_reset() -> None:
    with MessagesApi([Conversation(turns=[text("half").broken("cut", after=1)])]) as api:
        stream = _open(api.url)
        with pytest.raises(ConnectionResetError):
            _rest(stream)


def test_a_hanging_stream_stays_open_until_the_server_closes() -> None:
    with MessagesApi([Conversation(turns=[text("half").broken("hang", after=2)])]) as api:
        stream = _open(api.url)
        seen = b""
        while b"content_block_start" not in seen:
            seen += stream.recv(65536)
        stream.settimeout(0.05)
        with pytest.raises(TimeoutError):
            stream.recv(65536)
        stream.settimeout(20)
    assert _rest(stream) == b""


def _open(url: str) -> socket.socket:
    """Send the client's request over a bare socket, so that the way the answer ends can be seen."""
    body = b'{"stream": true, "tools": [{}], "messages": [{"role": "user", "content": "hello"}]}'
    stream = socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=20)
    stream.sendall(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    return stream


def _rest(stream: socket.socket) -> bytes:
    with stream:
        return b"".join(iter(lambda: stream.recv(65536), b""))
