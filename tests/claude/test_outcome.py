"""What a turn came to is judged by typed fields, as the pinned clients really write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from covey.claude.outcome import Ending, judge
from covey.claude.seen import Seen
from covey.claude.stream import Stream
from covey.model.outcome import (
    BUDGET,
    CANCELLED,
    CUT_OFF,
    DONE,
    FAILED,
    LOST_CONVERSATION,
    NOT_LOGGED_IN,
    OVERLOADED,
    RATE_LIMITED,
    REFUSED,
    Usage,
)

RECORDED = Path(__file__).with_name("recorded")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KINDS = {
    "ok": DONE,
    "deny": DONE,
    "429": RATE_LIMITED,
    "529": OVERLOADED,
    "401": NOT_LOGGED_IN,
    "nologin": NOT_LOGGED_IN,
    "refuse": REFUSED,
    "budget": BUDGET,
    "unknown": LOST_CONVERSATION,
}
FILES = sorted(RECORDED.glob("*.ndjson"))


def recorded(name: str) -> Seen:
    """Give what a client once wrote."""
    seen = Seen()
    seen.take(Stream(RECORDED / f"{name}.ndjson").read())
    return seen


def told(*messages: dict[str, Any]) -> Seen:
    """Give what some messages tell."""
    seen = Seen()
    seen.take(messages)
    return seen


def result(**fields: Any) -> dict[str, Any]:
    """Make a result."""
    return {"type": "result", "subtype": "success", "is_error": False, "session_id": "s1", "result": "well"} | fields


def ending(**fields: Any) -> Ending:
    """Say how a turn ended, by default with a transcript."""
    given: dict[str, Any] = {"now": NOW, "has_transcript": True}
    return Ending(**(given | fields))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_a_real_client_wrote_is_told_apart(file: Path) -> None:
    outcome = judge(recorded(file.stem), ending())
    assert outcome.kind == KINDS[file.stem.partition("-")[2]]
    assert (outcome.session_id is None) == (outcome.kind == LOST_CONVERSATION)
    assert (outcome.detail == "") == (outcome.kind == DONE)
    assert outcome.denials == (("Bash",) if file.stem.endswith("deny") else ())


def test_a_session_without_a_transcript_is_not_kept() -> None:
    assert judge(told(result()), ending(has_transcript=False)).session_id is None


def test_a_limit_that_an_event_tells_ends_when_that_says() -> None:
    event = {"type": "rate_limit_event", "rate_limit_info": {"status": "rejected", "resetsAt": 1_790_000_000}}
    outcome = judge(
        told(event, result(is_error=True, result="You've hit your session limit · resets 3:45pm")), ending()
    )
    assert (outcome.kind, outcome.resets) == (RATE_LIMITED, 1_790_000_000.0)


def test_an_event_of_a_limit_that_is_not_reached_changes_nothing() -> None:
    event = {"type": "rate_limit_event", "rate_limit_info": {"status": "allowed_warning", "resetsAt": 1_790_000_000}}
    assert judge(told(event, result()), ending()).kind == DONE


def test_the_last_result_counts_that_is_not_of_a_task_in_the_background() -> None:
    note = result(result="a task ended", origin={"kind": "task-notification"})
    assert judge(told(result(result="one"), result(result="two"), note), ending()).output == "two"


@pytest.mark.parametrize(
    ("status", "kind"), [(1, FAILED), (0, CUT_OFF), (143, CUT_OFF), (-9, CUT_OFF), (None, CUT_OFF)]
)
def test_a_turn_without_a_result_has_failed_where_its_client_said_so_itself(status: int | None, kind: str) -> None:
    outcome = judge(told(), ending(exit_status=status, errors="error: unknown option"))
    assert (outcome.kind, outcome.detail) == (kind, "error: unknown option")


def test_what_we_ended_is_told_as_what_we_ended_it_unless_it_was_done() -> None:
    assert judge(told(), ending(ended=CANCELLED, exit_status=143)).kind == CANCELLED
    assert judge(told(result(is_error=True)), ending(ended=CANCELLED)).kind == CANCELLED
    assert judge(told(result()), ending(ended=CANCELLED)).kind == DONE


def test_half_a_character_of_two_cannot_spoil_the_store() -> None:
    assert judge(told(result(result="a\ud83d")), ending()).output == "a?"


@pytest.mark.requirement("S2-3")
@pytest.mark.parametrize(
    ("total", "cost", "share", "of_all"),
    [(1300, 0.13, 0.03, 0.13), (300, 0.03, 0.03, 0.13)],
    ids=["of the conversation", "of the process"],
)
def test_a_turns_share_is_found_in_figures_of_the_conversation_and_of_the_process(
    total: int, cost: float, share: float, of_all: float
) -> None:
    usage = {"input_tokens": 290, "output_tokens": 10}
    said = {"type": "assistant", "message": {"id": "m1", "model": "m", "usage": usage}}
    models = {"m": {"inputTokens": total - 10, "outputTokens": 10, "contextWindow": 200_000}}
    seen = told(said, said, result(usage=usage, total_cost_usd=cost, modelUsage=models, num_turns=1))
    used = judge(seen, ending(before=Usage(total_cost=0.10, total_tokens=1000))).usage
    assert (used.cost, used.total_cost) == (pytest.approx(share), pytest.approx(of_all))
    assert (used.input_tokens, used.output_tokens, used.total_tokens) == (290, 10, 1300)
    assert (used.context_tokens, used.context_window, used.turns) == (300, 200_000, 1)


def test_what_a_turn_took_that_left_no_result_is_counted_by_its_messages() -> None:
    usage = {"input_tokens": 290, "output_tokens": 10, "cache_read_input_tokens": 7}
    sub = {"input_tokens": 5, "output_tokens": 1}
    own = {"type": "assistant", "message": {"id": "m1", "usage": usage}}
    of_agent = {"type": "assistant", "parent_tool_use_id": "t", "message": {"id": "m2", "usage": sub}}
    used = judge(told(own, of_agent), ending(before=Usage(total_tokens=1000))).usage
    assert (used.input_tokens, used.output_tokens, used.cache_read_tokens) == (295, 11, 7)
    assert (used.context_tokens, used.total_tokens) == (307, 1313)
