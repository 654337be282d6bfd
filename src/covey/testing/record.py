"""The record of what a client asked the scripted Messages API, and how to read it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from covey.testing.script import Turn

__all__ = ["Record", "Request", "texts"]

Content = str | dict[str, Any] | list[dict[str, Any]] | None
SECRETS = ("x-api-key", "authorization")


@dataclass(frozen=True)
class Request:
    """One request as it arrived, and the turn that answers it."""

    number: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    conversation: str | None = None
    turn: int | None = None
    answer: Turn | None = None

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of the conversation so far."""
        return self.body.get("messages", [])

    @property
    def is_side_call(self) -> bool:
        """Whether the client asks for itself (a title, a summary), without tools."""
        return not self.body.get("tools")

    @property
    def prompt(self) -> str:
        """The text of the first user message, which names the conversation."""
        first = [each for each in self.messages if each.get("role") == "user"][:1]
        return "\n".join(words for each in first for words in texts(each.get("content")))

    @property
    def tool_results(self) -> list[str]:
        """The text of every tool result that the model sees, oldest first."""
        return ["\n".join(texts(block.get("content"))) for block in self._blocks("tool_result")]

    @property
    def tool_errors(self) -> list[str]:
        """The text of those tool results that are errors, for instance denials by a hook."""
        failed = (block for block in self._blocks("tool_result") if block.get("is_error"))
        return ["\n".join(texts(block.get("content"))) for block in failed]

    @property
    def all_text(self) -> str:
        """All words of the request: system prompt, contexts that hooks added, messages and tool results."""
        said = [self.body.get("system"), *(each.get("content") for each in self.messages)]
        return "\n".join(words for content in said for words in texts(content))

    @property
    def session_id(self) -> str:
        """The session that asks, as the client names it."""
        return self.headers.get("x-claude-code-session-id", "")

    def as_dict(self) -> dict[str, Any]:
        """Give the request for one line of JSON, without its secrets."""
        headers = {name: "***" if name in SECRETS else value for name, value in self.headers.items()}
        names = ("number", "method", "path", "conversation", "turn", "body")
        return {name: getattr(self, name) for name in names} | {"headers": headers}

    def _blocks(self, kind: str) -> Iterator[dict[str, Any]]:
        for each in self.messages:
            content: Content = each.get("content")
            if isinstance(content, list):
                yield from (block for block in content if block.get("type") == kind)


class Record:
    """All requests in the order of their arrival; safe to read while more arrive."""

    def __init__(self) -> None:
        """Start with no request."""
        self._requests: list[Request] = []
        self._changed = threading.Condition()

    def add(self, make: Callable[[int], Request]) -> Request:
        """Append the request that `make` gives for its number."""
        with self._changed:
            request = make(len(self._requests))
            self._requests.append(request)
            self._changed.notify_all()
            return request

    def all(self) -> list[Request]:
        """Give the requests so far."""
        with self._changed:
            return list(self._requests)

    def wait_for(self, predicate: Callable[[Request], bool], timeout: float) -> Request:
        """Give the first request that satisfies the predicate, now or within the timeout (seconds)."""
        with self._changed:
            self._changed.wait_for(lambda: any(map(predicate, self._requests)), timeout)
            found = [each for each in self._requests if predicate(each)]
            if not found:
                raise UnavailableError(f"no such request within {timeout} s; {self._summary()}")
            return found[0]

    def _summary(self) -> str:
        seen = (f"{each.method} {each.path} ({each.conversation!r} turn {each.turn})" for each in self._requests)
        return f"{len(self._requests)} came: {', '.join(seen)}"


def texts(content: Content) -> list[str]:
    """Give every text inside a message's content, be it a string, a block or a list of blocks."""
    if isinstance(content, str):
        return [content]
    if isinstance(content, dict):
        return texts(content.get("text")) + texts(content.get("content"))
    return [words for each in content or [] for words in texts(each)]
