"""What a client of MCP writes: JSON-RPC, a message in a line; and what of it the way to the host must know."""

from __future__ import annotations

import json

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeGuard

PARSE_ERROR, INVALID_REQUEST, INTERNAL_ERROR = -32700, -32600, -32603
"""The codes of JSON-RPC."""

VERSION_FIELD = "io.modelcontextprotocol/protocolVersion"
"""Where a request says its version that relies on no handshake (since 2026-07-28)."""

NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
INITIALIZE, CALL, CANCELLED = "initialize", "tools/call", "notifications/cancelled"


class Message(Value):
    """One message: its text, its id, whether it wants an answer, and what its head says in HTTP.

    `version` is '' for a message that relies on a handshake. `name` is what is called, got or read.
    """

    text: bytes
    identity: object
    wants_answer: bool
    method: str
    version: str
    name: str
    cancels: object

    @property
    def may_be_repeated(self) -> bool:
        """Whether doing it twice is the same as doing it once; what a tool does we do not know."""
        return self.method != CALL


def read(line: bytes) -> Message:
    """Understand a line; raise ValueError for one that is no JSON."""
    try:
        payload = json.loads(line)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    content = payload if is_object(payload) else {}
    params = _object_in(content, "params")
    method = _text_in(content, "method")
    return Message(
        text=line,
        identity=content.get("id"),
        wants_answer=not is_object(payload) or ("id" in content and "method" in content),
        method=method,
        version=_text_in(_object_in(params, "_meta"), VERSION_FIELD),
        name=_text_in(params, NAMED_BY.get(method, "")),
        cancels=params.get("requestId") if method == CANCELLED else None,
    )


def failure(identity: object, code: int, said: str) -> bytes:
    """Give the answer that says no."""
    answer = {"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": said}}
    return json.dumps(answer).encode()


def agreed_version(answer: bytes) -> str:
    """Give the version of the protocol that an answer to `initialize` names; '' for none."""
    try:
        payload = json.loads(answer)
    except ValueError:
        return ""
    return _text_in(_object_in(payload, "result"), "protocolVersion") if is_object(payload) else ""


def refusal(answer: bytes, identity: object) -> bytes:
    """Give an answer of HTTP that is not 200 as one to the message with this id; b'' where it is no JSON-RPC."""
    try:
        payload = json.loads(answer)
    except ValueError:
        return b""
    if not is_object(payload) or not is_object(payload.get("error")):
        return b""
    return json.dumps(payload | {"id": identity}).encode()


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def _object_in(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if is_object(value) else {}


def _text_in(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
