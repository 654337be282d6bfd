"""How one turn of a conversation ended, by typed fields and never by its words, and what it took."""

from __future__ import annotations

from covey.model.value import Value

DONE, FAILED, REFUSED, RATE_LIMITED, OVERLOADED = "done", "failed", "refused", "rate_limited", "overloaded"
HUNG, TIMED_OUT, CANCELLED, BUDGET, CUT_OFF = "hung", "timed_out", "cancelled", "budget", "cut_off"
LOST_CONVERSATION, NOT_INSTALLED, NOT_LOGGED_IN = "lost_conversation", "not_installed", "not_logged_in"
OUTCOMES = (
    *(DONE, FAILED, REFUSED, RATE_LIMITED, OVERLOADED, HUNG, TIMED_OUT, CANCELLED, BUDGET, CUT_OFF),
    *(LOST_CONVERSATION, NOT_INSTALLED, NOT_LOGGED_IN),
)
"""All that a turn may come to; `cut_off` says that its process is gone and left no result."""


class Usage(Value):
    """What a turn took: tokens of the turn itself, and US dollars.

    `total_*` are what the client says of its whole conversation, of which the next turn's share is found;
    `context_tokens` of the `context_window` were full at its end (0: not told).
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_created_tokens: int = 0
    cost: float = 0.0
    turns: int = 0
    total_cost: float = 0.0
    total_tokens: int = 0
    context_tokens: int = 0
    context_window: int = 0


class Outcome(Value):
    """The end of a turn: its kind, what the model said last, the conversation as it is to be resumed, and its usage.

    `session_id` is None where there is no conversation to resume: none was begun, or it left no transcript.
    `resets` is the time (seconds since 1970) when a usage limit ends, where that is told.
    `output` is the model's last message, or what a structured answer was (JSON); `detail` says why, for people.
    `denials` names the tools that were not permitted, `wrote` the files that tools were called to edit (absolute).
    """

    kind: str
    output: str = ""
    session_id: str | None = None
    usage: Usage = Usage()
    detail: str = ""
    resets: float | None = None
    denials: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()
