"""How a turn ended, judged by typed fields: of its stream, of how its process ended, and of what we did to it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from covey.claude.foreign import as_dict, as_list, as_str
from covey.claude.resets import reset_time
from covey.claude.turn_usage import usage_of
from covey.model.outcome import (
    BUDGET,
    CUT_OFF,
    DONE,
    FAILED,
    LOST_CONVERSATION,
    NOT_INSTALLED,
    NOT_LOGGED_IN,
    OVERLOADED,
    RATE_LIMITED,
    REFUSED,
    Outcome,
)
from covey.model.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from covey.claude.seen import Message, Seen
    from covey.model.outcome import Usage

NO_CONVERSATION = ("No conversation found with session ID", "--resume requires a valid session ID")
LONGEST_DETAIL = 600
LATEST = 1e11  # the year 5138; what is later is no time


class Ending(Value):
    """What is known of a turn's end besides its stream.

    `ended` is the outcome as which we ended it, `not_started` says why the program could not be; `exit_status` is None
    where the process was no child of ours.
    """

    now: datetime
    ended: str = ""
    not_started: str = ""
    exit_status: int | None = None
    errors: str = ""
    has_transcript: bool = False
    before: Usage | None = None


def judge(seen: Seen, ending: Ending) -> Outcome:
    """Say what a turn has come to."""
    kind = _kind(seen, ending)
    is_kept = ending.has_transcript and kind != LOST_CONVERSATION
    return Outcome(
        kind=kind,
        output=_text(_output(seen.result)),
        session_id=seen.session_id if is_kept and seen.session_id else None,
        usage=usage_of(seen, ending.before),
        detail="" if kind == DONE else _text(_detail(seen, ending))[-LONGEST_DETAIL:],
        resets=_resets(seen, ending.now) if kind == RATE_LIMITED else None,
        denials=tuple(_denials(seen.result)),
    )


def _kind(seen: Seen, ending: Ending) -> str:
    if ending.not_started:
        return NOT_INSTALLED
    if any(words in ending.errors for words in NO_CONVERSATION):
        return LOST_CONVERSATION
    if not seen.result:
        return ending.ended or _without_result(ending)
    kind = _of_result(seen)
    return kind if kind == DONE else ending.ended or kind


def _without_result(ending: Ending) -> str:
    """Tell a process that ended itself, since it could not do what it was asked, from one that was ended."""
    return FAILED if ending.exit_status in range(1, 128) else CUT_OFF


def _of_result(seen: Seen) -> str:
    result = seen.result
    if result.get("subtype") == "error_max_budget_usd":
        return BUDGET
    if any(words in said for said in _errors(result) for words in NO_CONVERSATION):
        return LOST_CONVERSATION
    if result.get("stop_reason") == "refusal":
        return REFUSED
    if result.get("is_error") is True or result.get("subtype") != "success":
        return _of_error(result.get("api_error_status"), seen)
    return DONE


def _of_error(status: object, seen: Seen) -> str:
    """Tell which failure of the API it was, by its status, and by the client's own word for it."""
    if status == HTTPStatus.TOO_MANY_REQUESTS or seen.error == "rate_limit" or seen.limit.get("status") == "rejected":
        return RATE_LIMITED
    if seen.error == "authentication_failed" or status == HTTPStatus.UNAUTHORIZED:
        return NOT_LOGGED_IN
    if (isinstance(status, int) and status >= HTTPStatus.INTERNAL_SERVER_ERROR) or seen.error == "server_error":
        return OVERLOADED
    return FAILED


def _resets(seen: Seen, now: datetime) -> float | None:
    told = seen.limit.get("resetsAt")
    if seen.limit.get("status") == "rejected" and isinstance(told, (int, float)) and 0 < told < LATEST:
        return float(told)
    return reset_time(as_str(seen.result.get("result")), now)


def _output(result: Message) -> str:
    structured = result.get("structured_output")
    return as_str(result.get("result")) if structured is None else json.dumps(structured, ensure_ascii=False)


def _detail(seen: Seen, ending: Ending) -> str:
    said = [as_str(seen.result.get("result")), *_errors(seen.result), ending.not_started, ending.errors]
    return next((words for words in said if words), "")


def _errors(result: Message) -> list[str]:
    return [as_str(each) for each in as_list(result.get("errors"))]


def _denials(result: Message) -> list[str]:
    denied = [as_dict(each) for each in as_list(result.get("permission_denials"))]
    return [_text(as_str(each.get("tool_name"))) for each in denied]


def _text(words: str) -> str:
    """Give words that every file and store can take: half a character of two becomes a replacement."""
    return words.encode("utf-8", "replace").decode()
