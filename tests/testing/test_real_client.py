"""The real Claude Code client, headless, both pinned versions, against the scripted Messages API."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, error, text, together

if TYPE_CHECKING:
    from covey.testing.world import World

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)

NO_RETRY = {"CLAUDE_CODE_MAX_RETRIES": "1"}


def test_a_text_turn_is_the_result(claude_world: World) -> None:
    with MessagesApi([Conversation("hello", [text("hello yourself")])]) as api:
        done = claude_world.run_claude("hello", cwd=claude_world.repository(), api=api)
        asked = api.wait_for(lambda each: each.turn == 0)
    assert (done.exit_status, done.text) == (0, "hello yourself")
    assert done.session_id
    assert asked.session_id == done.session_id
    assert "hello" in asked.prompt


def test_tool_calls_really_write_and_their_results_come_back(claude_world: World) -> None:
    folder = claude_world.repository()
    one, two = folder / "one.txt", folder / "two.txt"
    both = together(
        text("I write"),
        call("Write", file_path=str(one), content="1"),
        call("Write", file_path=str(two), content="2"),
    )
    with MessagesApi([Conversation("write", [both, text("written")])]) as api:
        done = claude_world.run_claude("write both", cwd=folder, api=api)
        results = api.turns("write")[-1].tool_results
    assert done.text == "written"
    assert (one.read_text(), two.read_text()) == ("1", "2")
    assert len(results) == 2


def test_a_rate_limit_ends_the_run_with_its_status(claude_world: World) -> None:
    with MessagesApi([Conversation(turns=[error(429, "slow down")])]) as api:
        done = claude_world.run_claude("hello", cwd=claude_world.repository(), api=api, env=NO_RETRY)
    assert done.exit_status == 1
    assert done.result["is_error"]
    assert done.result["api_error_status"] == 429


def test_an_overloaded_api_is_asked_again(claude_world: World) -> None:
    with MessagesApi([Conversation(turns=[text("at last").after(error(529))])]) as api:
        done = claude_world.run_claude("hello", cwd=claude_world.repository(), api=api)
        asked = [each.turn for each in api.turns()]
    assert done.text == "at last"
    assert asked == [0, 0]
    assert [each["error_status"] for each in done.lines if each.get("subtype") == "api_retry"] == [529]


def test_a_stream_that_is_cut_is_asked_again(claude_world: World) -> None:
    with MessagesApi([Conversation(turns=[text("whole").after(text("half").broken("cut", after=1))])]) as api:
        done = claude_world.run_claude("hello", cwd=claude_world.repository(), api=api)
    assert done.text == "whole"


def test_a_held_turn_lets_the_test_look_while_the_client_waits(claude_world: World) -> None:
    with MessagesApi([Conversation(turns=[text("late").held_by("gate")])]) as api:
        process = claude_world.start_claude("hello", cwd=claude_world.repository(), api=api)
        asked = api.wait_until_held("gate")
        assert process.is_running
        assert process.lines()[-1]["session_id"] == asked.session_id
        api.release("gate")
        assert process.wait().text == "late"


def test_two_conversations_at_once_each_follow_their_script(claude_world: World) -> None:
    folder = claude_world.repository()
    script = [
        Conversation(name, [call("Write", file_path=str(folder / name), content=name).held_by(name), text(name)])
        for name in ("alpha", "beta")
    ]
    with MessagesApi(script) as api:
        alpha = claude_world.start_claude("do alpha", cwd=folder, api=api)
        beta = claude_world.start_claude("do beta", cwd=folder, api=api)
        api.wait_until_held("alpha")
        api.wait_until_held("beta")
        api.release("beta")
        assert beta.wait().text == "beta"
        assert not (folder / "alpha").exists()
        api.release("alpha")
        assert alpha.wait().text == "alpha"
    assert (folder / "alpha").read_text() == "alpha"


def test_a_resumed_conversation_goes_on_with_its_next_turn(claude_world: World) -> None:
    folder = claude_world.repository()
    with MessagesApi([Conversation("begin", [text("one"), text("two")])]) as api:
        first = claude_world.run_claude("begin", cwd=folder, api=api)
        second = claude_world.run_claude("go on", cwd=folder, api=api, args=["--resume", first.session_id])
        last = api.turns("begin")[-1]
    assert (first.text, second.text) == ("one", "two")
    assert second.session_id == first.session_id
    assert "go on" in last.all_text


def test_a_subagent_has_a_conversation_of_its_own(claude_world: World) -> None:
    task = call("Task", description="look", prompt="count the stars", run_in_background=False)
    script = [
        Conversation("count the stars", [text("seven")]),
        Conversation("ask somebody", [task, text("it is seven")]),
    ]
    with MessagesApi(script) as api:
        done = claude_world.run_claude("ask somebody", cwd=claude_world.repository(), api=api)
        answers = api.turns("ask somebody")[1].all_text
    assert done.text == "it is seven"
    assert len(api.turns("count the stars")) == 1
    assert "seven" in answers


def test_a_denial_by_a_hook_reaches_the_model(claude_world: World) -> None:
    folder = claude_world.repository()
    _install_hook(claude_world, "PreToolUse", "import sys; sys.stderr.write('held by another'); sys.exit(2)")
    write = call("Write", file_path=str(folder / "a.txt"), content="x")
    with MessagesApi([Conversation("write", [write, text("I see")])]) as api:
        args = ["--permission-mode", "bypassPermissions"]
        done = claude_world.run_claude("write", cwd=folder, api=api, args=args)
        told = api.turns("write")[-1].tool_errors
    assert done.text == "I see"
    assert not (folder / "a.txt").exists()
    assert len(told) == 1
    assert "held by another" in told[0]


def test_the_end_of_a_session_is_told_to_hooks(claude_world: World) -> None:
    note = claude_world.root / "end.json"
    _install_hook(claude_world, "SessionEnd", f"import sys; open({str(note)!r}, 'w').write(sys.stdin.read())")
    with MessagesApi() as api:
        done = claude_world.run_claude("hello", cwd=claude_world.repository(), api=api)
    told = json.loads(note.read_text())
    assert (told["session_id"], told["reason"]) == (done.session_id, "other")


def test_a_client_can_be_killed_with_all_its_group(claude_world: World) -> None:
    with MessagesApi([Conversation(turns=[text("never").held_by("gate")])]) as api:
        process = claude_world.start_claude("hello", cwd=claude_world.repository(), api=api)
        api.wait_until_held("gate")
        process.kill()
        assert process.wait().exit_status == -signal.SIGKILL


def _install_hook(world: World, event: str, program: str) -> None:
    command = shlex.join([sys.executable, "-I", "-S", "-c", program])
    settings = world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"hooks": {event: [{"hooks": [{"type": "command", "command": command}]}]}}))
