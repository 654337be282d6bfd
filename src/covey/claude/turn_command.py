"""What a turn's `claude` is called with, and the one message that it reads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covey.model.ask import Ask

STREAMING = ("-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose")
COMMAND = re.compile(r"[\s\ufeff]*/")
NO_COMMAND = "(What stands above is the task as it was written; it calls no slash command.)"
"""Follows a prompt that begins as commands do: as the last block the client would take it for one, and ask no model."""


def arguments(ask: Ask) -> list[str]:
    """Give the arguments of a turn; the prompt is not among them, so that no list of processes shows it."""
    words = [*STREAMING]
    if ask.conversation is not None:
        words += ["--resume", ask.conversation, *(["--fork-session"] if ask.fork else [])]
    # Any number of words may follow --allowedTools: another option ends them.
    words += ["--allowedTools", *ask.allowed_tools] if ask.allowed_tools else []
    words += ["--permission-mode", ask.permission_mode]
    words += ["--model", ask.model] if ask.model else []
    words += ["--max-budget-usd", f"{ask.budget:f}"] if ask.budget is not None else []
    words += ["--json-schema", ask.schema] if ask.schema else []
    return words


def first_message(ask: Ask) -> str:
    """Give the line that the client reads: what is told before, then the prompt as it was written."""
    closing = (NO_COMMAND,) if COMMAND.match(ask.prompt) else ()
    blocks = [_block(words) for words in (*ask.preface, ask.prompt, *closing)]
    message: dict[str, Any] = {"role": "user", "content": blocks}
    whole = {"type": "user", "message": message, "parent_tool_use_id": None, "session_id": ask.conversation or ""}
    return json.dumps(whole) + "\n"


def _block(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}
