"""The record of what a client asked the scripted Messages API, and how to read it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from covey.testing.script import Turn

__all__ = ["Record", "Request", "Told", "ToolResult", "texts"]

Content = str | dict[str, Any] | list[dict[str, Any]] | None
SECRETS = ("x-api-key", "authorization")


@dataclass(frozen=True)
class ToolResult:
    """What one tool call came to, as the model sees it; a denial by a hook is an error."""

    text: str
    is_error: bool


@dataclass(frozen=True)
class Told:
    """What the model was told before one of its turns: the results of its calls, and all words, theirs among them."""

    results: tuple[ToolResult, ...]
    words: str


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
    def number_of_turn(self) -> int:
        """How many turns the model has taken so far."""
        return sum(each.get("role") == "assistant" for each in self.messages)

    @property
    def told(self) -> list[Told]:
        """What the model was told before each of its turns, oldest first; the last is to be answered now."""
        spans: list[list[dict[str, Any]]] = [[]]
        for each in self.messages:
            if each.get("role") == "assistant":
                spans.append([])
            else:
                spans[-1].append(each)
        return [Told(tuple(_results(span)), "\n".join(_words(span))) for span in spans]

    @property
    def is_side_call(self) -> bool:
        """Whether the client asks for itself (a title, a summary), without tools."""
        return not self.body.get("tools")

    @property
    def prompt(self) -> str:
        """The text of the first user message, which names the conversation."""
        return "\n".join(_words([each for each in self.messages if each.get("role") == "user"][:1]))

    @property
    def tool_results(self) -> list[str]:
        """The text of every tool result that the model sees, oldest first."""
        return [each.text for each in _results(self.messages)]

    @property
    def tool_errors(self) -> list[str]:
        """The text of those tool results that are errors, for instance denials by a hook."""
        return [each.text for each in _results(self.messages) if each.is_error]

    @property
    def all_text(self) -> str:
        """All words of the request: system prompt, contexts that hooks added, messages and tool results."""
        return "\n".join(texts(self.body.get("system")) + _words(self.messages))

    @property
    def session_id(self) -> str:
        """The session that asks, as the client names it."""
        return self.headers.get("x-claude-code-session-id", "")

    def as_dict(self) -> dict[str, Any]:
        """Give the request for one line of JSON, without its secrets."""
        headers = {name: "***" if name in SECRETS else value for name, value in self.headers.items()}
        names = ("number", "method", "path", "conversation", "turn", "body")
        return {name: getattr(self, name) for name in names} | {"headers": headers}


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


def _results(messages: list[dict[str, Any]]) -> Iterator[ToolResult]:
    for each in messages:
        content: Content = each.get("content")
        for block in content if isinstance(content, list) else []:
            if block.get("type") == "tool_result":
                yield ToolResult("\n".join(texts(block.get("content"))), bool(block.get("is_error")))


def _words(messages: list[dict[str, Any]]) -> list[str]:
    return [words for each in messages for words in texts(each.get("content"))]
