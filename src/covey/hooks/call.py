"""What a hook is told on its standard input: one JSON object, read with care, since anything may come."""

from __future__ import annotations

import _json
import os

from covey.errors import UserError
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeGuard

LARGEST_ID = 200
LONGEST_WORD = 200
CHUNK = 1 << 20
PARSE_SECONDS_A_BYTE = 1e-8
OUR_TOOLS = ("mcp__plugin_sc_covey__", "mcp__covey__")
"""How the names of our own server's tools begin: as the plugin brings it, and as one puts it in oneself."""


class Call(Value):
    """One call of a hook: the event, whose it is, where it works, and everything else as it came."""

    event: str
    session_id: str
    agent_id: str
    cwd: str
    payload: dict[str, Any]

    def text(self, name: str) -> str:
        """Give a field of the payload if it is text, else ''."""
        return text_in(self.payload, name)

    def word(self, name: str) -> str:
        """Give a field that should be a short word or name, cut to what a record can hold."""
        return self.text(name)[:LONGEST_WORD]

    def tool_text(self, name: str) -> str:
        """Give a field of the tool's input if it is text, else ''."""
        return text_in(self.payload.get("tool_input"), name)

    @property
    def is_of_our_tool(self) -> bool:
        """Whether the call is about a tool of our own MCP server."""
        return self.text("tool_name").startswith(OUR_TOOLS)


class _NotWholeError(Exception):
    """The text is no JSON value, or not all of one yet."""


class _Scan:
    """What the C scanner of the json package asks of its caller; the package itself costs a hook 3 ms."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


_scanner: Callable[[str, int], tuple[object, int]] = _json.make_scanner(_Scan)  # type: ignore[arg-type]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def text_in(payload: object, name: str) -> str:
    """Give a field if this is an object and the field is text, else ''."""
    value = payload.get(name) if is_object(payload) else None
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()  # no halves of surrogate pairs


def list_in(payload: object, name: str) -> list[Any]:
    """Give a field if this is an object and the field is a list, else an empty one."""
    value = payload.get(name) if is_object(payload) else None
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType] - JSON


def read(handle: int) -> Call:
    """Read one call; it need not be followed by the end of the stream. Raise UserError for what is none."""
    parts: list[bytes] = []
    size = 0
    while chunk := os.read(handle, CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if chunk.rstrip().endswith(b"}") and not (len(parts) > 1 and _more_comes(handle, size)):  # it may be whole
            try:
                return understood(_parsed(b"".join(parts)))
            except _NotWholeError:
                continue
    try:
        return understood(_parsed(b"".join(parts)))
    except _NotWholeError as error:
        raise UserError(f"the hook's input is not JSON ({error})", code="hook_input") from error


def _more_comes(handle: int, size: int) -> bool:
    """Tell whether more input comes within a time in which so much could be parsed: parsing a part would be in vain.

    So a writer that is slow costs no more than the time for which it is waited, however often it rests.
    """
    from select import select  # noqa: PLC0415 - only a call of more than a pipe's 64 KB needs it; ADR 0003

    return bool(select([handle], [], [], size * PARSE_SECONDS_A_BYTE)[0])


def _parsed(text: bytes) -> object:
    try:
        return _scanner(text.decode("utf-8", "replace").lstrip("\ufeff \t\r\n"), 0)[0]
    except (ValueError, StopIteration, RecursionError, SystemError) as error:
        # SystemError: the scanner wants to raise json's own error, and finds that json is not loaded
        raise _NotWholeError(type(error).__name__) from error


def understood(payload: object) -> Call:
    """Take a payload for a call, or raise UserError that says what it lacks."""
    if not is_object(payload):
        raise UserError("the hook's input is not a JSON object", code="hook_input")
    session_id, agent_id = text_in(payload, "session_id"), text_in(payload, "agent_id")
    if not is_id(session_id) or (agent_id and not is_id(agent_id)):
        raise UserError("the hook's input names no session that can be", code="hook_input")
    return Call(text_in(payload, "hook_event_name"), session_id, agent_id, text_in(payload, "cwd"), payload)


def is_id(text: str) -> bool:
    """Tell whether a text can be a session's id; it becomes a file's name, so it may hold no path."""
    return 0 < len(text) <= LARGEST_ID and all(char.isascii() and (char.isalnum() or char in "-_") for char in text)
