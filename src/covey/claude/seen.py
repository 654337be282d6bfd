"""What was seen of a turn in its stream: the session, what it does now, its usage, its results."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_dict, as_list, as_str, as_text
from covey.settings import EDIT_TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Message = dict[str, Any]

WITHOUT_NEWS = frozenset(
    {
        *("user", "stream_event", "tool_progress", "tool_use_summary", "prompt_suggestion", "auth_status"),
        *("conversation_reset", "control_request", "control_response", "control_cancel_request", "keep_alive"),
        *("transcript_mirror", "streamlined_text", "streamlined_tool_use_summary"),
    }
)
"""Messages that are known, and tell nothing that a turn's end, usage or progress depends on."""

SHOWN_OF_INPUT = ("file_path", "notebook_path", "path", "command", "pattern", "query", "url", "description", "skill")
"""What says best what a tool is called for, the first that its input has."""

SYNTHETIC = "<synthetic>"
"""The model of a message that the client made itself, of an error."""

LONGEST_DOING = 80


class Seen:
    """All that a stream has told so far."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.init: Message = {}
        self.session_id = ""
        self.doing = ""
        self.usages: dict[str, Message] = {}
        self.last_usage: Message = {}
        self.error = ""
        self.limit: Message = {}
        self.results: list[Message] = []
        self.wrote: dict[str, None] = {}
        self.unknown = 0
        self._takers: dict[str, Callable[[Message], None]] = {
            "system": self._take_system,
            "assistant": self._take_assistant,
            "rate_limit_event": self._take_limit,
            "result": self.results.append,
        }

    def take(self, messages: Iterable[Message]) -> None:
        """See more messages, in the order in which they came."""
        for message in messages:
            kind = as_str(message.get("type"))
            self.session_id = as_text(message.get("session_id")) or self.session_id
            taker = self._takers.get(kind)
            if taker is not None:
                taker(message)
            elif kind not in WITHOUT_NEWS:
                self.unknown += 1

    @property
    def result(self) -> Message:
        """The last result that is not of a notification about a task in the background; {} where there is none."""
        own = [each for each in self.results if not _is_notification(each)]
        return own[-1] if own else {}

    def _take_system(self, message: Message) -> None:
        subtype = as_str(message.get("subtype"))
        if subtype == "init":
            self.init = message
        elif subtype == "api_retry":
            status, tries = message.get("error_status"), f"{message.get('attempt')} of {message.get('max_retries')}"
            self.doing = as_text(f"waits for the API, try {tries}{f' ({status})' if status else ''}")[:LONGEST_DOING]

    def _take_assistant(self, message: Message) -> None:
        said = as_dict(message.get("message"))
        self.error = as_str(message.get("error"))
        if said.get("model") == SYNTHETIC:
            return
        usage = as_dict(said.get("usage"))
        self.usages[as_str(said.get("id"))] = usage
        if message.get("parent_tool_use_id") is None:
            self.last_usage = usage
        for block in as_list(said.get("content")):
            if as_dict(block).get("type") == "tool_use":
                self.doing = self._call(block)
                self._take_write(block)

    def _take_limit(self, message: Message) -> None:
        self.limit = as_dict(message.get("rate_limit_info"))

    def _take_write(self, block: Message) -> None:
        field = EDIT_TOOLS.get(as_str(block.get("name")))
        if field is not None and (path := as_str(as_dict(block.get("input")).get(field))):
            self.wrote[path] = None

    def _call(self, block: Message) -> str:
        """Say a tool's call in a few words, a path as it is seen from the project."""
        given = as_dict(block.get("input"))
        what = next((words for name in SHOWN_OF_INPUT if (words := as_text(given.get(name)))), "")
        folder = as_str(self.init.get("cwd"))
        if folder and what.startswith(folder + os.sep):
            what = what[len(folder) + 1 :]
        words = " ".join(f"{as_text(block.get('name'))} {what}".split())
        return words if len(words) <= LONGEST_DOING else f"{words[: LONGEST_DOING - 1]}…"


def _is_notification(result: Message) -> bool:
    return as_dict(result.get("origin")).get("kind") == "task-notification"
