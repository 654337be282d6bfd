"""JSON-RPC as clients of MCP write it, a message in a line: what the way to the server must know, and each refusal.

The server is shown a message under a number of ours, and its answer goes out under the id as the sender wrote it: so
every id can be answered, also one that the server would not take, and one that is used twice.
"""

from __future__ import annotations

import json

from covey.model.broken_json import ids_in
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeGuard

PARSE_ERROR, INVALID_REQUEST, INTERNAL_ERROR = -32700, -32600, -32603
"""The codes of JSON-RPC."""

LARGEST_MESSAGE = 32 * 1024 * 1024

VERSION_FIELD = "io.modelcontextprotocol/protocolVersion"
"""Where a request says its version that relies on no handshake (since 2026-07-28)."""

NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
INITIALIZE, CALL, CANCELLED = "initialize", "tools/call", "notifications/cancelled"

NO_ID = "null"


class Message(Value):
    """One message, as the server is to read it: its text, and what its head says in HTTP.

    `identity` is its id as JSON, `null` for none; `number` is the id under which the server sees it. `refusal` is the
    answer to a message that is none. `version` is '' for one that relies on a handshake. `name` is what is called, got
    or read; `cancels` is the id, as JSON, of the request that is taken back, '' for none.
    """

    text: bytes = b""
    identity: str = NO_ID
    number: int = 0
    wants_answer: bool = False
    refusal: bytes = b""
    method: str = ""
    version: str = ""
    name: str = ""
    cancels: str = ""

    @property
    def may_be_repeated(self) -> bool:
        """Whether doing it twice is the same as doing it once; what a tool does we do not know."""
        return self.method != CALL


def read(line: bytes, numbers: Iterator[int]) -> list[Message]:
    """Read a line: one message, or each of a batch; what is none comes with its refusal."""
    if len(line) > LARGEST_MESSAGE:
        said = f"a message may have {LARGEST_MESSAGE} bytes; this has {len(line)}"
        return _refused(ids_in(line) or [NO_ID], INVALID_REQUEST, said)
    try:
        text = line.decode("utf-8", "replace").removeprefix("\ufeff")
        payload = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return _refused(ids_in(line) or [NO_ID], PARSE_ERROR, f"this line is not JSON: {_why(error)}")
    batch: list[object] = payload if isinstance(payload, list) else [payload]  # pyright: ignore[reportUnknownVariableType] - JSON
    return [_message(each, numbers) for each in batch] or _refused([NO_ID], INVALID_REQUEST, "this batch is empty")


def failure(identity: str, code: int, said: str) -> bytes:
    """Give the answer that says no, to the message with this id."""
    return _answer(identity, {"error": {"code": code, "message": said}})


def cancellation(number: int) -> bytes:
    """Give the notification that takes back the request with a number of ours."""
    return json.dumps({"jsonrpc": "2.0", "method": CANCELLED, "params": {"requestId": number}}).encode()


def answered(answer: bytes, identity: str) -> bytes:
    """Give the server's answer under the id that the sender knows; b'' where it is no answer of JSON-RPC."""
    try:
        payload = json.loads(answer)
    except ValueError:
        return b""
    if not is_object(payload) or not ({"result", "error"} & payload.keys()):
        return b""
    return _answer(identity, {name: value for name, value in payload.items() if name not in ("jsonrpc", "id")})


def number_in(answer: bytes) -> int | None:
    """Give the number of the message that a line of the server's answers; None for one that is no answer."""
    payload = json.loads(answer)
    return payload["id"] if is_object(payload) and "method" not in payload else None


def agreed_version(answer: bytes) -> str:
    """Give the version of the protocol that an answer to `initialize` names; '' for none."""
    payload = json.loads(answer)
    return _text_in(_object_in(payload, "result"), "protocolVersion") if is_object(payload) else ""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def _message(payload: object, numbers: Iterator[int]) -> Message:
    if not is_object(payload):
        return _refused([NO_ID], INVALID_REQUEST, "a message is a JSON object")[0]
    is_answer = "method" not in payload and bool({"result", "error"} & payload.keys())
    identity = json.dumps(payload.get("id")) if _is_id(payload.get("id")) else NO_ID
    problem = "" if is_answer else _problem(payload)
    wants_answer = "id" in payload and not is_answer
    if problem:  # a notification is never answered; what is not even that may be a request without its id
        is_notification = "method" in payload and "id" not in payload
        said = b"" if is_notification else failure(identity, INVALID_REQUEST, problem)
        return Message(refusal=said, identity=identity, wants_answer=not is_notification)
    number = next(numbers) if wants_answer else 0
    try:
        text, content = _cleaned(payload | {"id": number} if wants_answer else payload)
    except RecursionError as error:
        return _refused([identity], INVALID_REQUEST, _why(error))[0]
    return _described(content, Message(text, identity, number, wants_answer))


def _problem(payload: dict[str, Any]) -> str:
    """Say what keeps an object from being a request or a notification; '' for nothing."""
    if "id" in payload and not _is_id(payload["id"]):
        return "the id of a request is a string or a number"
    if payload.get("jsonrpc") != "2.0":
        return 'a message of JSON-RPC 2.0 says "jsonrpc": "2.0"'
    if not isinstance(payload.get("method"), str):
        return "a request names its method"
    if not isinstance(payload.get("params"), dict | None):
        return "params are an object"
    return ""


def _is_id(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _cleaned(payload: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Write a message anew, with no half of a surrogate pair."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode(), payload
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.encode(), json.loads(whole)


def _described(content: dict[str, Any], message: Message) -> Message:
    params = _object_in(content, "params")
    method = _text_in(content, "method")
    taken_back = params.get("requestId") if method == CANCELLED and not message.wants_answer else None
    return message.but(
        method=method,
        version=_text_in(_object_in(params, "_meta"), VERSION_FIELD),
        name=_text_in(params, NAMED_BY.get(method, "")),
        cancels=json.dumps(taken_back) if _is_id(taken_back) else "",
    )


def _refused(identities: list[str], code: int, said: str) -> list[Message]:
    return [Message(identity=each, wants_answer=True, refusal=failure(each, code, said)) for each in identities]


def _answer(identity: str, content: dict[str, Any]) -> bytes:
    return f'{{"jsonrpc":"2.0","id":{identity},{json.dumps(content, separators=(",", ":"))[1:]}'.encode()


def _finite(number: str) -> float:
    """Read a number; raise ValueError for one that could not be written again."""
    value = float(number)
    if value - value:  # infinite, or none at all
        raise ValueError(f"{number} is no number that JSON can hold")
    return value


def _why(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _object_in(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if is_object(value) else {}


def _text_in(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
