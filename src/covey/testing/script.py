"""Scripts of the Messages API: which conversation is answered with which turns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from covey.testing.record import Request

__all__ = ["FAULTS", "Call", "Conversation", "Fault", "Script", "Turn", "call", "error", "text", "together"]

Fault = Literal["stop", "cut", "hang", "error"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

ERROR_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class Call:
    """One tool call inside a turn."""

    name: str
    input: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Turn:
    """One answer of the model: words, tool calls, or an HTTP error, and the way it arrives."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    stop_reason: str = ""
    usage: Mapping[str, int] = field(default_factory=dict[str, int])
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    gate: str = ""
    delay_seconds: float = 0
    pause_seconds: float = 0
    fault: Fault | None = None
    fault_after: int = 0
    failures: tuple[Turn, ...] = ()

    def held_by(self, gate: str) -> Turn:
        """Wait until the test releases the named gate, before anything is sent."""
        return replace(self, gate=gate)

    def delayed(self, seconds: float) -> Turn:
        """Wait so long before anything is sent, as a model thinks."""
        return replace(self, delay_seconds=seconds)

    def paused(self, seconds: float) -> Turn:
        """Wait so long before each event of the stream."""
        return replace(self, pause_seconds=seconds)

    def broken(self, fault: Fault, after: int = 0) -> Turn:
        """Send so many events, then stop, cut the connection, hang, or send an error event."""
        return replace(self, fault=fault, fault_after=after)

    def after(self, *failures: Turn) -> Turn:
        """Answer the first requests for this turn with these failures, one each."""
        return replace(self, failures=failures)

    def using(self, **tokens: int) -> Turn:
        """Report this usage, for instance input_tokens and output_tokens."""
        return replace(self, usage=tokens)

    @property
    def reason(self) -> str:
        """Why the model stopped."""
        return self.stop_reason or ("tool_use" if self.calls else "end_turn")


@dataclass(frozen=True)
class Conversation:
    """The turns for every conversation whose first user message contains `match`; an empty match is the default.

    They are a list, or a function that chooses the next turn by the request; such a function must not wait.
    """

    match: str = ""
    turns: Sequence[Turn] | Callable[[Request], Turn] = ()

    def turn_for(self, request: Request) -> Turn:
        """Choose what answers a request; after the last turn of a list that is `done`."""
        if callable(self.turns):
            return _chosen(self.turns, request)
        return self.turns[request.number_of_turn] if request.number_of_turn < len(self.turns) else text("done")


@dataclass(frozen=True)
class Script:
    """All that the server knows: conversations in order, the words for side calls, the bound of a held turn."""

    conversations: tuple[Conversation, ...] = ()
    side_text: str = "done"
    gate_seconds: float = 60

    def conversation_for(self, prompt: str) -> Conversation:
        """Give the first conversation that matches the prompt, else the default one, else an empty one."""
        named = [each for each in self.conversations if each.match and each.match in prompt]
        default = [each for each in self.conversations if not each.match]
        return (named + default + [Conversation()])[0]


def _chosen(choose: Callable[[Request], Turn], request: Request) -> Turn:
    try:
        return choose(request)
    except Exception as problem:  # noqa: BLE001 - it is the test's own code: the client says at once what failed
        return error(400, f"the script failed: {problem!r}")


def text(words: str) -> Turn:
    """Make a turn of plain words."""
    return Turn(text=words)


def call(name: str, /, **tool_input: Any) -> Turn:
    """Make a turn that calls one tool."""
    return Turn(calls=(Call(name, tool_input),))


def together(*turns: Turn) -> Turn:
    """Make one turn of the words and the calls of several."""
    words = "".join(each.text for each in turns)
    return Turn(text=words, calls=tuple(one for each in turns for one in each.calls))


def error(status: int, message: str = "", *, headers: Mapping[str, str] | None = None, body: Any = None) -> Turn:
    """Make a turn that is an HTTP error, with the API's own error body unless another is given."""
    kind = ERROR_KINDS.get(status, "api_error")
    own = {"type": "error", "error": {"type": kind, "message": message or kind}}
    return Turn(status=status, headers=headers or {}, body=own if body is None else body)
