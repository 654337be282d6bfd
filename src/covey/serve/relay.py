"""The bridge's loop: each line that comes in goes to a host, as many at once as come, and each answer goes out."""

from __future__ import annotations

import select
import sys
from itertools import count

from covey.model.json_rpc import INITIALIZE, INTERNAL_ERROR, agreed_version, answered, failure, read
from covey.serve.exchange import Exchange, head_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.machine import Machine
    from covey.model.json_rpc import Message
    from covey.serve.hosts import Hosts
    from covey.serve.lines import Lines

MOST_AT_ONCE = 100
MOST_ATTEMPTS = 3
CALL_SECONDS, OTHER_SECONDS = 130.0, 20.0
"""How long an answer is waited for: a tool may wait for a lock, for up to 100 seconds."""


class Relay:
    """One client's lines, to and fro."""

    def __init__(self, lines: Lines, hosts: Hosts, machine: Machine, folder: str) -> None:
        """Carry the lines of a client whose project lies in this folder."""
        self._lines, self._hosts, self._machine, self._folder = lines, hosts, machine, folder
        self._exchanges: dict[Exchange, int] = {}
        self._waiting: list[Message] = []
        self._numbers = count(1)
        self._version = ""

    def run(self) -> None:
        """Go on until the client has said all it has to say, and has got its answers; raise OSError if it is gone."""
        while self._lines.is_open or self._waiting or self._exchanges or not self._lines.is_written:
            self._send_waiting()
            self._turn()
            self._hosts.attend({exchange.address for exchange in self._exchanges})

    def _turn(self) -> None:
        """Wait until something can be done, and do it."""
        lines = self._lines
        listens = lines.is_open and not self._waiting
        sent = [exchange for exchange in self._exchanges if exchange.is_sent]
        unsent = [exchange for exchange in self._exchanges if not exchange.is_sent]
        reading = [*([lines.reading] if listens else []), *self._hosts.watched(), *sent]
        writing = [*([] if lines.is_written else [lines.writing]), *unsent]
        readable, writable, _ = select.select(reading, writing, [], self._seconds_left())
        for each in (*readable, *writable):
            if isinstance(each, Exchange) and each in self._exchanges:
                self._advance(each)
        if lines.writing in writable:
            lines.write()
        if lines.reading in readable:
            for line in lines.take():
                self._take(line)
        self._give_up()

    def _take(self, line: bytes) -> None:
        """Take a line of the client's."""
        for message in read(line, self._numbers):
            if message.cancels:
                self._cancel(message.cancels)
            elif message.method or message.refusal:
                self._waiting.append(message)

    def _send_waiting(self) -> None:
        """Send what waits, as much as may be under way at once."""
        room = MOST_AT_ONCE - len(self._exchanges)
        ready, self._waiting = self._waiting[:room], self._waiting[room:]
        for message in ready:
            if message.refusal:
                self._lines.say(message.refusal)
            else:
                self._send(message, 1)

    def _send(self, message: Message, attempt: int) -> None:
        """Send a message to whichever host answers."""
        wait = OTHER_SECONDS if message.may_be_repeated else CALL_SECONDS
        try:
            address = self._hosts.choose()
        except OSError as error:
            self._refuse(message, INTERNAL_ERROR, f"covey's MCP server cannot be started: {error}")
            return
        head = head_of(message, address, self._folder, self._version)
        try:
            exchange = Exchange(message, address, head, self._machine.now().awake + wait)
        except OSError as error:
            self._hosts.avoid(address)
            self._try_again(message, attempt, f"covey's MCP server cannot be reached: {error}")
            return
        self._exchanges[exchange] = attempt

    def _try_again(self, message: Message, attempt: int, why: str) -> None:
        if attempt < MOST_ATTEMPTS:
            self._send(message, attempt + 1)
        else:
            self._refuse(message, INTERNAL_ERROR, why)

    def _advance(self, exchange: Exchange) -> None:
        try:
            if exchange.advance():
                self._deliver(exchange.message, *exchange.answer())
                self._leave(exchange)
        except BlockingIOError:
            return
        except OSError as error:
            self._broke(exchange, f"covey's MCP server went away: {error}")

    def _deliver(self, message: Message, status: int, answer: bytes) -> None:
        """Give the client its answer."""
        if not message.wants_answer:
            return
        told = answered(answer, message.identity)
        if not told:
            told = failure(message.identity, INTERNAL_ERROR, f"covey's MCP server answered with status {status}")
        elif message.method == INITIALIZE:
            self._version = agreed_version(told) or self._version
        self._lines.say(told)

    def _broke(self, exchange: Exchange, why: str) -> None:
        """Send a message again that nobody can have heard, or that does no harm twice; else say what happened."""
        attempt = self._leave(exchange)
        message = exchange.message
        if not exchange.is_sent:
            self._hosts.avoid(exchange.address)
        if not exchange.is_sent or message.may_be_repeated:
            self._try_again(message, attempt, why)
        else:
            said = f"{why}. The call may have been carried out: look before it is made again."
            self._refuse(message, INTERNAL_ERROR, said)

    def _cancel(self, identity: str) -> None:
        """Forget a request; the protocol wants no answer to it then."""
        self._waiting = [each for each in self._waiting if each.refusal or each.identity != identity]
        for exchange in [each for each in self._exchanges if each.message.wants_answer]:
            if exchange.message.identity == identity:
                self._leave(exchange)

    def _leave(self, exchange: Exchange) -> int:
        exchange.close()
        return self._exchanges.pop(exchange)

    def _give_up(self) -> None:
        """Leave a host that does not answer."""
        now = self._machine.now().awake
        for exchange in [each for each in self._exchanges if each.deadline <= now]:
            self._hosts.avoid(exchange.address)
            self._broke(exchange, "covey's MCP server does not answer")

    def _seconds_left(self) -> float | None:
        now = self._machine.now().awake
        return max(0.0, min(each.deadline for each in self._exchanges) - now) if self._exchanges else None

    def _refuse(self, message: Message, code: int, said: str) -> None:
        if message.wants_answer:
            self._lines.say(failure(message.identity, code, said))
        else:
            sys.stderr.write(f"covey: {message.method}: {said}\n")
