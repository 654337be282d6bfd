"""The ids of messages in JSON that cannot be read as a whole, since who sent them waits for an answer to each."""

from __future__ import annotations

import json
import re

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]|[^][{}:,"\s]+', re.DOTALL)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def ids_in(line: bytes) -> list[str]:
    """List the ids of a message, or of a batch of them, that cannot be read as a whole; their sender waits for them."""
    found: list[str] = []
    depth, own, last, key = 0, 1, b"", b""
    for match in TOKEN.finditer(line.removeprefix(BYTE_ORDER_MARK)):
        token = match[0]
        if not last and token == b"[":
            own = 2
        depth += (token in b"[{") - (token in b"]}")
        if key == b'"id"' and depth == own and _as_id(token):
            found.append(_as_id(token))
        key = last if token == b":" else b""
        last = token
    return found if own > 1 else found[-1:]


def _as_id(token: bytes) -> str:
    """Give a piece of JSON if it may be an id, else ''; a number may have more digits than Python reads."""
    text = token.decode("utf-8", "replace")
    if NUMBER.fullmatch(text):
        return text
    try:
        return json.dumps(json.loads(text)) if text.startswith('"') else ""
    except ValueError:
        return ""
