"""The MCP server on standard input and output: each line is read by our own rules before the SDK sees it.

The SDK drops a line that it cannot take, and the client would wait for ever. So it gets pipes in place of the client's
streams: what goes in is clean, what is no message is answered here, and each answer goes out under its sender's id.
"""

from __future__ import annotations

import os
import threading
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING

from mcp.types import jsonrpc_message_adapter
from pydantic import ValidationError

from covey.mcp.server import server
from covey.model.json_rpc import INVALID_REQUEST, answered, cancellation, failure, number_in, read

if TYPE_CHECKING:
    from typing import BinaryIO

    from covey.model.json_rpc import Message

STDIN, STDOUT = 0, 1


def serve(home: str) -> None:
    """Serve a client until it has no more to say and has its answers."""
    proxy = Proxy(os.fdopen(os.dup(STDIN), "rb"), os.fdopen(os.dup(STDOUT), "wb"))
    (reading, to_server), (from_server, writing) = os.pipe(), os.pipe()
    for ours, standard in ((reading, STDIN), (writing, STDOUT)):
        os.dup2(ours, standard)
        os.close(ours)
    proxy.start(os.fdopen(to_server, "wb"), os.fdopen(from_server, "rb"))
    server(home).run()


class Proxy:
    """Carries lines between a client and the server; `_open` are the ids of what is not answered, by their numbers."""

    def __init__(self, lines: BinaryIO, answers: BinaryIO) -> None:
        """Read nothing yet."""
        self._lines, self._answers = lines, answers
        self._numbers = count(1)
        self._open: dict[int, str] = {}
        self._changed = threading.Condition()
        self._said: SimpleQueue[bytes | None] = SimpleQueue()
        self._writer = threading.Thread(target=self._write, daemon=True)

    def start(self, to_server: BinaryIO, from_server: BinaryIO) -> None:
        """Begin to carry, in threads; no side's pipe is ever left unread while the other is written."""
        self._writer.start()
        for work, stream in ((self._carry_in, to_server), (self._carry_out, from_server)):
            threading.Thread(target=work, args=(stream,), daemon=True).start()

    def _carry_in(self, server: BinaryIO) -> None:
        """Carry the client's lines; when there are no more, and all is answered, let the server end."""
        with server:
            for line in self._lines:
                for message in read(line.strip(), self._numbers) if line.strip() else []:
                    self._pass_on(message, server)
            with self._changed:
                self._changed.wait_for(lambda: not self._open)
            self._said.put(None)
            self._writer.join()

    def _pass_on(self, message: Message, server: BinaryIO) -> None:
        refusal = message.refusal or _refusal_of(message)
        if refusal:
            self._said.put(refusal)
            return
        text = self._cancellation(message.cancels) if message.cancels else message.text
        if message.number:
            with self._changed:
                self._open[message.number] = message.identity
        server.write(text + b"\n")
        server.flush()

    def _cancellation(self, identity: str) -> bytes:
        """Take back the requests with this id, which are then not answered, under the numbers that the server knows."""
        with self._changed:
            numbers = [number for number, each in self._open.items() if each == identity]
            for number in numbers:
                del self._open[number]
            self._changed.notify_all()
        return b"\n".join(cancellation(number) for number in numbers)

    def _carry_out(self, server: BinaryIO) -> None:
        """Carry the server's answers, and what else it says."""
        for line in server:
            number = number_in(line)
            with self._changed:
                identity = None if number is None else self._open.pop(number, None)
                if number is None:
                    self._said.put(line.strip())
                elif identity is not None:
                    self._said.put(answered(line, identity))
                self._changed.notify_all()

    def _write(self) -> None:
        try:
            while (line := self._said.get()) is not None:
                self._answers.write(line + b"\n")
                self._answers.flush()
        except BrokenPipeError:
            os._exit(0)  # nobody listens any more


def _refusal_of(message: Message) -> bytes:
    """Give the answer to a request that the SDK would drop; b'' for all others."""
    try:
        jsonrpc_message_adapter.validate_json(message.text, by_name=False)
    except ValidationError as error:
        return failure(message.identity, INVALID_REQUEST, error.errors()[0]["msg"]) if message.wants_answer else b""
    return b""
