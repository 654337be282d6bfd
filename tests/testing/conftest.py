"""How the tests of the scripted Messages API talk to it without a client."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Reply:
    """An answer of the server, whole."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The body as the events of a stream."""
        return [json.loads(line.removeprefix("data: ")) for line in self.body.splitlines() if line.startswith("data: ")]

    @property
    def words(self) -> str:
        """The text that the stream's deltas make together."""
        return "".join(each["delta"].get("text", "") for each in self.events if each["type"] == "content_block_delta")


@pytest.fixture
def fetch() -> Callable[..., Reply]:
    """Give a function that sends one HTTP request."""
    return _fetch


@pytest.fixture
def ask() -> Callable[..., Reply]:
    """Give a function that asks for a turn as the client does: the prompt, and as many turns as were answered."""

    def ask(url: str, prompt: str, answered: int = 0, **changes: Any) -> Reply:
        earlier = [{"role": "assistant", "content": "…"}, {"role": "user", "content": "more"}] * answered
        body = {
            "model": "claude-test",
            "stream": True,
            "tools": [{"name": "Write"}],
            "messages": [{"role": "user", "content": [{"type": "text", "text": prompt}]}, *earlier],
        }
        return _fetch(url, "POST", "/v1/messages?beta=true", body | changes)

    return ask


def _fetch(url: str, method: str, path: str, body: Any = None) -> Reply:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read().decode())
    finally:
        connection.close()
