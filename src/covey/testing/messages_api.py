"""A scripted Anthropic Messages API on loopback, for tests with the real Claude Code client.

Run it with `python -m covey.testing.messages_api SCRIPT.json`: the first line it prints is its URL,
and each later one is a request as JSON.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Self

from covey.errors import CoveyError, UsageError
from covey.testing.endpoint import Endpoint
from covey.testing.record import Record, Request
from covey.testing.script import Call, Conversation, Script, Turn, call, error, text, together
from covey.testing.script_file import read_script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "Call",
    "Conversation",
    "MessagesApi",
    "Request",
    "Script",
    "Turn",
    "call",
    "error",
    "read_script",
    "text",
    "together",
]


class MessagesApi:
    """The server: it answers by its script, keeps a record, and holds turns at gates until they are released."""

    def __init__(
        self,
        script: Script | Iterable[Conversation] = (),
        on_request: Callable[[Request], None] | None = None,
    ) -> None:
        """Take a script, or just its conversations, and what to do with each request as it arrives."""
        self.script = script if isinstance(script, Script) else Script(tuple(script))
        self._on_request = on_request
        self._record = Record()
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, int]] = Counter()
        self._gates: defaultdict[str, threading.Event] = defaultdict(threading.Event)
        self._closing = threading.Event()
        self._endpoint = Endpoint(self)

    def __enter__(self) -> Self:
        """Start to serve."""
        self._endpoint.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        """Stop to serve: held, slow and hanging answers end at once."""
        self._closing.set()
        with self._lock:
            for gate in self._gates.values():
                gate.set()
        self._endpoint.close()

    @property
    def url(self) -> str:
        """The base URL, for ANTHROPIC_BASE_URL."""
        return self._endpoint.url

    @property
    def requests(self) -> list[Request]:
        """All requests so far, side calls and health checks among them."""
        return self._record.all()

    def turns(self, match: str = "") -> list[Request]:
        """Give the requests that were answered by the conversation with this match."""
        return [each for each in self.requests if each.conversation == match]

    def wait_for(self, predicate: Callable[[Request], bool], timeout: float = 30) -> Request:
        """Give the first request that satisfies the predicate, or raise UnavailableError after the timeout."""
        return self._record.wait_for(predicate, timeout)

    def wait_until_held(self, gate: str, timeout: float = 30) -> Request:
        """Give the first request that has come to the gate."""
        return self.wait_for(lambda each: each.answer is not None and each.answer.gate == gate, timeout)

    def release(self, gate: str) -> None:
        """Let the turns that are held at this gate go on, and all that come to it later."""
        self._gate(gate).set()

    def arrive(self, make: Callable[[int], Request]) -> Request:
        """Put a request on the record."""
        request = self._record.add(make)
        if self._on_request:
            self._on_request(request)
        return request

    def turn_for(self, request: Request) -> tuple[str | None, int | None, Turn]:
        """Choose what answers a request: its conversation, the number of the turn, and the turn."""
        if request.is_side_call:
            return None, None, text(self.script.side_text)
        conversation = self.script.conversation_for(request.prompt)
        number, turn = request.number_of_turn, conversation.turn_for(request)
        with self._lock:
            asked = self._asked[conversation.match, number]
            self._asked[conversation.match, number] += 1
        return conversation.match, number, turn.failures[asked] if asked < len(turn.failures) else turn

    def passes(self, gate: str) -> bool:
        """Wait at a gate; false when it was not released in time."""
        return not gate or self._gate(gate).wait(self.script.gate_seconds)

    def pause(self, seconds: float) -> None:
        """Wait, unless the server closes."""
        self._closing.wait(seconds)

    def _gate(self, name: str) -> threading.Event:
        with self._lock:
            gate = self._gates[name]
            if self._closing.is_set():
                gate.set()
            return gate


def main(arguments: list[str]) -> int:
    """Serve a script file until SIGTERM or SIGINT."""
    try:
        if len(arguments) != 1:
            raise UsageError("name one script file", hint="python -m covey.testing.messages_api SCRIPT.json")
        script = read_script(arguments[0])
    except CoveyError as problem:
        sys.stderr.write(f"Error: {problem.message}\n" + (f"Hint: {problem.hint}\n" if problem.hint else ""))
        return problem.exit_status
    return _serve(script)


def _serve(script: Script) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with MessagesApi(script, on_request=lambda request: _print(json.dumps(request.as_dict()))) as api:
        _print(api.url)
        stop.wait()
    return 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
