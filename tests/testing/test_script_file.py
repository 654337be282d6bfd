"""Scripts as JSON files, and the server as a program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from covey.errors import ConfigError
from covey.testing.messages_api import Call, Conversation, Script, Turn, error, read_script, text
from covey.testing.script_file import parse_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


MISTAKES: list[tuple[Any, str]] = [
    ([], "script must be an object, not []"),
    ({"talks": []}, "script.talks is not known"),
    ({"conversations": {}}, "script.conversations must be a list, not {}"),
    ({"conversations": [{"match": 1}]}, "script.conversations[0].match must be a string, not 1"),
    ({"conversations": [{}, {"turns": [{"txt": ""}]}]}, "script.conversations[1].turns[0].txt is not known"),
    ({"conversations": [{"turns": [{"status": True}]}]}, "turns[0].status must be a whole number, not true"),
    (
        {"conversations": [{"turns": [{"pause_seconds": "1"}]}]},
        'pause_seconds must be a whole number or a number, not "1"',
    ),
    ({"conversations": [{"turns": [{"fault": "snap"}]}]}, "fault must be one of stop, cut, hang, error, not"),
    ({"conversations": [{"turns": [{"calls": [{}]}]}]}, "turns[0].calls[0] needs name"),
    ({"conversations": [{"turns": [{"failures": [{"status": ""}]}]}]}, "turns[0].failures[0].status must be"),
]


def test_a_script_file_says_what_the_python_form_says(tmp_path: Path) -> None:
    turns: list[dict[str, Any]] = [
        {"text": "I write", "calls": [{"name": "Write", "input": {"file_path": "/a"}}]},
        {"text": "ok", "gate": "g", "delay_seconds": 2.5, "pause_seconds": 1, "fault": "cut", "fault_after": 3},
        {"text": "ok", "failures": [{"status": 429, "headers": {"retry-after": "3"}}]},
        {"text": "ok", "stop_reason": "max_tokens", "usage": {"output_tokens": 3}},
        {"status": 500, "body": "bad"},
    ]
    file = tmp_path / "script.json"
    script = {"conversations": [{"match": "one", "turns": turns}], "side_text": "a title", "gate_seconds": 5}
    file.write_text(json.dumps(script))
    expected = (
        Turn("I write", (Call("Write", {"file_path": "/a"}),)),
        text("ok").held_by("g").delayed(2.5).paused(1).broken("cut", after=3),
        text("ok").after(error(429, headers={"retry-after": "3"})),
        Turn("ok", stop_reason="max_tokens", usage={"output_tokens": 3}),
        error(500, body="bad"),
    )
    assert read_script(file) == Script((Conversation("one", expected),), "a title", 5)


@pytest.mark.parametrize(("data", "message"), MISTAKES)
def test_a_mistake_in_a_script_is_named_with_its_place(data: Any, message: str) -> None:
    with pytest.raises(ConfigError) as problem:
        parse_script(data)
    assert message in problem.value.message


def test_a_file_that_is_not_there_or_not_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        read_script(file)
    file.write_text("{")
    with pytest.raises(ConfigError, match=r"is not JSON: .* line 1"):
        read_script(file)
    file.write_text("[]")
    with pytest.raises(ConfigError, match=r"script\.json: script must be an object"):
        read_script(file)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_prints_its_url_and_each_request_and_ends_on_a_signal(
    tmp_path: Path, ask: Callable[..., Any], number: signal.Signals
) -> None:
    file = tmp_path / "script.json"
    file.write_text(json.dumps({"conversations": [{"turns": [{"text": "from a file"}]}]}))
    with _program(str(file)) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert ask(url, "hello").words == "from a file"
        line = json.loads(server.stdout.readline())
        server.send_signal(number)
        assert server.wait(20) == 0
    assert (line["number"], line["method"], line["conversation"], line["turn"]) == (0, "POST", "", 0)
    assert line["body"]["model"] == "claude-test"


def test_the_program_refuses_a_bad_script_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text('{"conversations": 3}')
    with _program(str(file)) as server:
        _, said = server.communicate(timeout=20)
    assert server.returncode == 1
    assert said == f"Error: {file}: script.conversations must be a list, not 3\n"


def test_the_program_without_a_script_shows_its_usage() -> None:
    with _program() as server:
        _, said = server.communicate(timeout=20)
    assert server.returncode == 2
    assert "Hint: python -m covey.testing.messages_api SCRIPT.json" in said


def _program(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "covey.testing.messages_api", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
