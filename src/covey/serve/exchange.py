"""One message on its way to a host and back: a request of HTTP, on a connection of its own that never blocks."""

from __future__ import annotations

import binascii
import errno
import os
import socket

from covey.model.mcp import PATH, PROJECT_HEADER
from covey.serve.address import LOOPBACK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.json_rpc import Message
    from covey.serve.address import Address

CHUNK = 1 << 16
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


class Exchange:
    """A message under way."""

    def __init__(self, message: Message, address: Address, head: bytes, deadline: float) -> None:
        """Begin; raise OSError where nobody listens."""
        self.message, self.address, self.deadline = message, address, deadline
        self._unsent = memoryview(head + message.text)
        self._received: list[bytes] = []
        self._socket = socket.socket()
        self._socket.settimeout(0)
        problem = self._socket.connect_ex((LOOPBACK, address.port))
        if problem not in (0, errno.EINPROGRESS):
            self._socket.close()
            raise OSError(problem, os.strerror(problem))

    def fileno(self) -> int:
        """Give its handle, for `select`."""
        return self._socket.fileno()

    @property
    def is_sent(self) -> bool:
        """Whether the host may have received it."""
        return not self._unsent

    def advance(self) -> bool:
        """Send or receive what can be now; tell whether the answer is there; raise OSError if the connection broke."""
        if self._unsent:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
            return False
        chunk = self._socket.recv(CHUNK)
        self._received.append(chunk)
        return not chunk

    def answer(self) -> tuple[int, bytes]:
        """Give the status and the content of the answer; raise ConnectionError where it is not whole."""
        head, _, content = b"".join(self._received).partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(b":") for line in lines)}
        try:
            status, length = int(first.split(b" ")[1]), int(fields.get(b"content-length", b"0"))
        except (IndexError, ValueError) as error:
            raise ConnectionError("the host hung up") from error
        if len(content) < length:
            raise ConnectionError("the host hung up")
        return status, content

    def close(self) -> None:
        """Leave it."""
        self._socket.close()


def head_of(message: Message, address: Address, folder: str, version: str) -> bytes:
    """Give the head of the request that carries a message; `version` is what a handshake agreed on."""
    lines = [
        f"POST {PATH} HTTP/1.1",
        f"Host: {LOOPBACK}:{address.port}",
        f"Authorization: Bearer {address.token}",
        "Content-Type: application/json",
        "Accept: application/json",
        f"Content-Length: {len(message.text)}",
        f"{PROJECT_HEADER}: {_percent_encoded(folder)}",
        "Connection: close",
    ]
    if message.version:  # such a request tells in its head too what it is
        lines += [f"Mcp-Method: {_plain(message.method)}", f"Mcp-Name: {_field(message.name)}"]
    if message.version or version:
        lines.append(f"MCP-Protocol-Version: {_plain(message.version or version)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _percent_encoded(path: str) -> str:
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in os.fsencode(path))


def _field(text: str) -> str:
    """Give a text as a field of HTTP can hold it, in the manner of MCP."""
    if _plain(text) == text == text.strip() and not text.startswith("=?"):
        return text
    return f"=?base64?{binascii.b2a_base64(text.encode('utf-8', 'replace'), newline=False).decode()}?="


def _plain(text: str) -> str:
    """Give a text without what a field of HTTP cannot hold; the host will say that it is not what the message says."""
    return "".join(char for char in text if " " <= char <= "~")
