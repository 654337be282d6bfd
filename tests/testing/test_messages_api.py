"""The scripted Messages API, asked over plain HTTP."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from covey.errors import UnavailableError
from covey.testing.messages_api import Conversation, MessagesApi, Script, call, error, text, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.messages_api import Request, Turn


def test_a_text_turn_arrives_as_a_stream_of_events(ask: Callable[..., Any]) -> None:
    words = "a sentence that is long enough to arrive in more than one piece of the stream"
    with MessagesApi([Conversation(turns=[text(words)])]) as api:
        reply = ask(api.url, "hello")
    kinds = [each["type"] for each in reply.events]
    assert reply.headers["Content-Type"] == "text/event-stream"
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert kinds.count("content_block_delta") > 1
    assert reply.words == words
    assert reply.events[-2]["delta"]["stop_reason"] == "end_turn"


def test_a_turn_that_is_not_streamed_is_one_json_message(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[together(text("I write"), call("Write", file_path="/a"))])]) as api:
        reply = ask(api.url, "hello", stream=False)
    assert [block["type"] for block in reply.data["content"]] == ["text", "tool_use"]
    assert reply.data["stop_reason"] == "tool_use"
    assert reply.data["model"] == "claude-test"


def test_several_calls_in_one_turn_have_ids_of_their_own(ask: Callable[..., Any]) -> None:
    turn = together(call("Write", file_path="/a", content="x"), call("Bash", command="ls"))
    with MessagesApi([Conversation(turns=[turn, turn])]) as api:
        first, second = ask(api.url, "hello", stream=False), ask(api.url, "hello", 1, stream=False)
    blocks = first.data["content"] + second.data["content"]
    assert len({block["id"] for block in blocks}) == 4
    assert blocks[0]["input"] == {"file_path": "/a", "content": "x"}


def test_the_turn_is_found_by_counting_the_assistant_messages(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("one"), text("two")])]) as api:
        said = [ask(api.url, "hello", answered).words for answered in (1, 0, 2)]
        turns = [each.turn for each in api.requests]
    assert said == ["two", "one", "done"]
    assert turns == [1, 0, 2]


def test_turns_may_come_from_a_function_of_the_request(ask: Callable[..., Any]) -> None:
    def choose(request: Request) -> Turn:
        return text(f"{request.number_of_turn} after {request.told[-1].words!r}")

    with MessagesApi([Conversation(turns=choose)]) as api:
        said = [ask(api.url, "hello", answered).words for answered in (0, 2)]
        assert [each.turn for each in api.turns()] == [0, 2]
    assert said == ["0 after 'hello'", "2 after 'more'"]


def test_a_function_that_fails_is_told_to_the_client(ask: Callable[..., Any]) -> None:
    def choose(request: Request) -> Turn:
        return text(request.told[7].words)

    with MessagesApi([Conversation(turns=choose)]) as api:
        reply = ask(api.url, "hello")
    assert (reply.status, reply.data["error"]["type"]) == (400, "invalid_request_error")
    assert "the script failed: IndexError('list index out of range')" in reply.body


def test_a_delayed_turn_waits_before_anything_is_sent_and_no_longer_than_the_server(ask: Callable[..., Any]) -> None:
    with ThreadPoolExecutor() as pool:
        with MessagesApi([Conversation(turns=[text("late").delayed(3600)])]) as api:
            slow = pool.submit(ask, api.url, "hello")
            api.wait_for(lambda each: each.turn == 0)
            assert ask(api.url, "hello", 1).words == "done"
            assert not slow.done()
        assert slow.result(20).words == "late"


def test_a_conversation_is_found_by_its_first_user_message(ask: Callable[..., Any]) -> None:
    script = [
        Conversation("first task", [text("one")]),
        Conversation(turns=[text("default")]),
        Conversation("second", [text("two")]),
    ]
    with MessagesApi(script) as api:
        said = [ask(api.url, prompt).words for prompt in ("the second task", "the first task", "another")]
        assert [each.conversation for each in api.requests] == ["second", "first task", ""]
        assert len(api.turns("second")) == 1
    assert said == ["two", "one", "default"]


def test_without_a_script_everything_is_done(ask: Callable[..., Any]) -> None:
    with MessagesApi() as api:
        assert ask(api.url, "hello").words == "done"


def test_a_request_without_tools_is_a_side_call_and_takes_no_turn(ask: Callable[..., Any]) -> None:
    with MessagesApi(Script((Conversation(turns=[text("one")]),), side_text="a title")) as api:
        assert ask(api.url, "hello", tools=[]).words == "a title"
        assert ask(api.url, "hello").words == "one"
        assert [each.conversation for each in api.requests] == [None, ""]


@pytest.mark.parametrize(
    ("status", "kind"), [(429, "rate_limit_error"), (529, "overloaded_error"), (500, "api_error"), (418, "api_error")]
)
def test_an_error_turn_has_the_body_that_the_api_sends(ask: Callable[..., Any], status: int, kind: str) -> None:
    with MessagesApi([Conversation(turns=[error(status, "no", headers={"retry-after": "7"})])]) as api:
        reply = ask(api.url, "hello")
    assert (reply.status, reply.headers["retry-after"]) == (status, "7")
    assert reply.data == {"type": "error", "error": {"type": kind, "message": "no"}}


def test_an_error_turn_may_have_any_body(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[error(502, body="<html>bad gateway"), error(500, body={"a": 1})])]) as api:
        assert ask(api.url, "hello").body == "<html>bad gateway"
        assert ask(api.url, "hello", 1).data == {"a": 1}


def test_failures_come_before_their_turn_and_each_only_once(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("at last").after(error(529), error(429))])]) as api:
        assert [ask(api.url, "hello").status for _ in range(4)] == [529, 429, 200, 200]


def test_a_turn_reports_the_usage_that_its_script_says(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("dear").using(output_tokens=9000)])]) as api:
        assert ask(api.url, "hello", stream=False).data["usage"] == {"input_tokens": 10, "output_tokens": 9000}


def test_a_held_turn_waits_for_its_gate(ask: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("late").held_by("gate")])]) as api, ThreadPoolExecutor() as pool:
        held = pool.submit(ask, api.url, "hello")
        assert api.wait_until_held("gate").turn == 0
        assert ask(api.url, "hello", 1).words == "done"
        assert not held.done()
        api.release("gate")
        assert held.result(20).words == "late"


def test_a_gate_that_nobody_releases_becomes_an_error(ask: Callable[..., Any]) -> None:
    script = Script((Conversation(turns=[text("late").held_by("gate")]),), gate_seconds=0.05)
    with MessagesApi(script) as api:
        reply = ask(api.url, "hello")
    assert reply.status == 500
    assert "gate 'gate' was not released" in reply.body


def test_a_gate_is_released_over_http_too(ask: Callable[..., Any], fetch: Callable[..., Any]) -> None:
    with MessagesApi([Conversation(turns=[text("late").held_by("my gate")])]) as api:
        assert fetch(api.url, "POST", "/gates/my%20gate").status == 200
        assert ask(api.url, "hello").words == "late"


def test_closing_the_server_ends_held_turns(ask: Callable[..., Any]) -> None:
    with ThreadPoolExecutor() as pool:
        with MessagesApi([Conversation(turns=[text("late").held_by("gate")])]) as api:
            held = pool.submit(ask, api.url, "hello")
            api.wait_until_held("gate")
        assert held.result(20).words == "late"


def test_health_checks_counts_of_tokens_and_unknown_paths_have_sane_answers(fetch: Callable[..., Any]) -> None:
    with MessagesApi() as api:
        assert fetch(api.url, "HEAD", "/").status == 200
        assert fetch(api.url, "POST", "/v1/messages/count_tokens", {"messages": []}).data["input_tokens"] > 0
        assert fetch(api.url, "GET", "/v1/models").data["error"]["type"] == "not_found_error"
        assert fetch(api.url, "POST", "/v1/nothing", ["a list"]).status == 404
        seen = [(each.method, each.path) for each in api.requests]
    assert seen[0] == ("HEAD", "/")
    assert len(seen) == 4


def test_waiting_for_a_request_that_never_comes_says_what_came(ask: Callable[..., Any]) -> None:
    with MessagesApi() as api:
        ask(api.url, "hello")
        with pytest.raises(UnavailableError, match=r"no such request .* 1 came: POST /v1/messages"):
            api.wait_for(lambda each: each.turn == 7, timeout=0.05)


def test_many_clients_at_once_are_all_on_the_record(ask: Callable[..., Any]) -> None:
    with MessagesApi() as api, ThreadPoolExecutor(20) as pool:
        start = threading.Barrier(20)

        def one(number: int) -> str:
            start.wait(20)
            return ask(api.url, f"hello {number}").words

        assert set(pool.map(one, range(20))) == {"done"}
        assert [each.number for each in api.requests] == list(range(20))
