"""A provider of turns that a test scripts: no process, no model, the same interface."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

from covey.model.outcome import CANCELLED, DONE, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.ask import Ask
    from covey.running.provider import Onlooker

__all__ = ["ScriptedProvider"]

WAIT_SECONDS = 0.05


class ScriptedProvider:
    """Answers each ask with what a function says of it: an Outcome, or None for one that is done.

    Whoever keeps conversations gets a new id where one begins or forks, and the same where one goes on.
    """

    name = "scripted"

    def __init__(
        self, answer: Callable[[Ask], Outcome | None] = lambda _ask: None, *, keeps_conversations: bool = True
    ) -> None:
        """Take the script; it may be called by several threads at once."""
        self._answer, self.keeps_conversations = answer, keeps_conversations
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.asks: list[Ask] = []
        self.gate = threading.Event()
        self.gate.set()

    def carry_out(self, ask: Ask, onlooker: Onlooker) -> Outcome:
        """Answer a turn, as soon as the gate is open."""
        with self._lock:
            self.asks.append(ask)
            begins = ask.conversation is None or ask.fork
            conversation = f"conversation-{next(self._numbers)}" if begins else ask.conversation
        while not self.gate.wait(WAIT_SECONDS):
            if onlooker.wants_end():
                return Outcome(CANCELLED, session_id=conversation)
        onlooker.sees("answers")
        answer = self._answer(ask)
        if answer is not None:
            return answer
        return Outcome(DONE, output="done", session_id=conversation if self.keeps_conversations else None)

    def end_what_is_left(self, folder: str) -> bool:  # noqa: ARG002 - the interface
        """Nothing is ever left."""
        return False
