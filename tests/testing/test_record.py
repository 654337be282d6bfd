"""Reading what the model was told from a recorded request."""

from __future__ import annotations

from typing import Any

from covey.testing.record import Request, Told, ToolResult

MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "first of all"},
    {"role": "user", "content": [{"type": "text", "text": "<context>"}, {"type": "text", "text": "the task"}]},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "Write", "input": {}}]},
    {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "1", "content": "written"},
            {
                "type": "tool_result",
                "tool_use_id": "2",
                "content": [{"type": "text", "text": "held"}],
                "is_error": True,
            },
        ],
    },
    {"role": "system", "content": [{"type": "text", "text": "a hook's context"}]},
]


def test_a_request_tells_its_prompt_its_tool_results_and_all_its_text() -> None:
    request = _request({"system": [{"type": "text", "text": "be good"}], "messages": MESSAGES, "tools": [{}]})
    assert request.prompt == "<context>\nthe task"
    assert request.tool_results == ["written", "held"]
    assert request.tool_errors == ["held"]
    assert request.all_text.splitlines() == [
        "be good",
        "first of all",
        "<context>",
        "the task",
        "written",
        "held",
        "a hook's context",
    ]
    assert not request.is_side_call


def test_a_request_tells_what_the_model_heard_before_each_of_its_turns() -> None:
    request = _request({"messages": MESSAGES})
    results = (ToolResult("written", is_error=False), ToolResult("held", is_error=True))
    assert request.number_of_turn == 1
    assert request.told == [
        Told((), "first of all\n<context>\nthe task"),
        Told(results, "written\nheld\na hook's context"),
    ]


def test_a_request_without_a_body_tells_nothing() -> None:
    request = _request({})
    assert (request.prompt, request.all_text, request.tool_results, request.session_id) == ("", "", [], "")
    assert (request.number_of_turn, request.told) == (0, [Told((), "")])
    assert request.is_side_call


def test_a_request_names_the_session_and_hides_the_key_when_it_is_written_down() -> None:
    request = _request({}, {"x-claude-code-session-id": "abc", "x-api-key": "secret", "authorization": "secret"})
    assert request.session_id == "abc"
    assert "secret" not in str(request.as_dict())
    assert request.as_dict()["headers"]["x-claude-code-session-id"] == "abc"


def _request(body: dict[str, Any], headers: dict[str, str] | None = None) -> Request:
    return Request(0, "POST", "/v1/messages", headers or {}, body)
