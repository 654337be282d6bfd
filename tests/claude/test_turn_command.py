"""A turn's client is called with what the ask says, and its prompt stands in no list of processes."""

from __future__ import annotations

import json

import pytest

from covey.claude.turn_command import NO_COMMAND, arguments, first_message
from covey.model.ask import Ask

ASK = Ask(folder="/turn", project="/project", prompt="do it")


@pytest.mark.requirement("S2-2")
def test_a_turn_streams_and_never_has_its_prompt_among_its_arguments() -> None:
    assert " ".join(arguments(ASK)) == (
        "-p --input-format stream-json --output-format stream-json --verbose --permission-mode acceptEdits"
    )


@pytest.mark.requirement("S2-2")
def test_a_conversation_is_resumed_or_forked() -> None:
    assert "--resume c1 --permission-mode" in " ".join(arguments(ASK.but(conversation="c1")))
    assert "--resume c1 --fork-session" in " ".join(arguments(ASK.but(conversation="c1", fork=True)))
    assert "--fork-session" not in arguments(ASK.but(fork=True))


def test_what_a_turn_may_is_what_the_ask_says() -> None:
    ask = ASK.but(
        permission_mode="bypassPermissions",
        allowed_tools=("Bash(git log:*)", "Write"),
        model="opus",
        budget=0.5,
        schema="{}",
    )
    assert arguments(ask)[6:] == [
        *("--allowedTools", "Bash(git log:*)", "Write", "--permission-mode", "bypassPermissions"),
        *("--model", "opus", "--max-budget-usd", "0.500000", "--json-schema", "{}"),
    ]


def test_the_prompt_comes_unchanged_behind_what_is_told_before_it() -> None:
    prompt = '  "quoted"\n\n\u2028 and 🐦 \ud83d'
    line = first_message(ASK.but(prompt=prompt, preface=("one", "two")))
    assert line.endswith("\n")
    assert line.count("\n") == 1
    message = json.loads(line)["message"]
    assert [block["text"] for block in message["content"]] == ["one", "two", prompt]


@pytest.mark.parametrize("prompt", ["/cost", " \n\ufeff /help me", "/no such thing"])
def test_a_prompt_that_begins_like_a_command_is_not_the_last_that_the_client_reads(prompt: str) -> None:
    message = json.loads(first_message(ASK.but(prompt=prompt, preface=("one",))))["message"]
    assert [block["text"] for block in message["content"]] == ["one", prompt, NO_COMMAND]
