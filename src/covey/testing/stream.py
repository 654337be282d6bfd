"""A turn as the Messages API sends it: a list of stream events, or one JSON message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.testing.script import Turn

__all__ = ["as_event", "error_event", "events", "message"]

PIECE = 40  # characters in one delta, so that even a short answer arrives in several events
MOST_PIECES = 25


def events(turn: Turn, number: int, model: str) -> list[dict[str, Any]]:
    """Give the stream events of a turn, from message_start to message_stop."""
    whole = message(turn, number, model)
    start: dict[str, Any] = {**whole, "content": [], "stop_reason": None}
    end = {"stop_reason": turn.reason, "stop_sequence": None}
    return [
        {"type": "message_start", "message": start},
        *(event for index, block in enumerate(_blocks(turn, number)) for event in _block_events(index, block)),
        {"type": "message_delta", "delta": end, "usage": {"output_tokens": whole["usage"]["output_tokens"]}},
        {"type": "message_stop"},
    ]


def message(turn: Turn, number: int, model: str) -> dict[str, Any]:
    """Give a turn as the one message of an answer that is not streamed."""
    return {
        "id": f"msg_covey_{number}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": _blocks(turn, number),
        "stop_reason": turn.reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5, **turn.usage},
    }


def error_event() -> dict[str, Any]:
    """Give the event with which the API breaks off a stream that it had begun."""
    return {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def as_event(event: dict[str, Any]) -> bytes:
    """Write one event as the lines of a stream."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _blocks(turn: Turn, number: int) -> list[dict[str, Any]]:
    words = [{"type": "text", "text": turn.text}] if turn.text or not turn.calls else []
    calls = [
        {"type": "tool_use", "id": f"toolu_covey_{number}_{index}", "name": each.name, "input": dict(each.input)}
        for index, each in enumerate(turn.calls)
    ]
    return words + calls


def _block_events(index: int, block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    empty: dict[str, Any] = {"text": ""} if block["type"] == "text" else {"input": {}}
    yield {"type": "content_block_start", "index": index, "content_block": block | empty}
    for delta in _deltas(block):
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, str]]:
    if block["type"] == "text":
        return ({"type": "text_delta", "text": piece} for piece in _pieces(block["text"]))
    return ({"type": "input_json_delta", "partial_json": piece} for piece in _pieces(json.dumps(block["input"])))


def _pieces(whole: str) -> list[str]:
    size = max(PIECE, len(whole) // MOST_PIECES + 1)
    return [whole[start : start + size] for start in range(0, len(whole), size)]
