"""A conversation is begun, gone on with and forked by the real client, and nobody goes on with it twice at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from covey.model.outcome import CANCELLED, DONE, TIMED_OUT, Outcome
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

from .conftest import WAIT_SECONDS, Looking

if TYPE_CHECKING:
    from covey.model.ask import Ask
    from covey.testing.messages_api import Request, Turn

    from .conftest import Stage

both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
TOKENS = {"input_tokens": 100, "output_tokens": 9, "cache_read_input_tokens": 50, "cache_creation_input_tokens": 20}


@both_clients
@pytest.mark.requirement("S2-2", "S2-3", "S2-13")
def test_each_turn_hears_all_before_it_and_takes_only_its_own_share(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: text("well").using(**TOKENS))]) as api:
        first = stage.carry_out(api, stage.ask("1", prompt="begin  \n so", preface=("know this",)))
        second = stage.carry_out(api, stage.ask("2", conversation=first.session_id, before=first.usage))
        fork = stage.ask("3", prompt="aside", conversation=first.session_id, fork=True, before=second.usage)
        third = stage.carry_out(api, fork)
        fourth = stage.carry_out(api, stage.ask("4", conversation=third.session_id, before=third.usage))
    turns = (first, second, third, fourth)
    assert [(each.kind, each.output) for each in turns] == [(DONE, "well")] * 4
    assert first.session_id == second.session_id != third.session_id == fourth.session_id
    assert _words_of(api.turns()[0])[-2:] == ["know this", "begin  \n so"]
    assert {"begin  \n so", "work", "aside"} <= set(_words_of(api.turns()[2]))
    used = [each.usage for each in turns]
    assert {(each.input_tokens, each.output_tokens, each.cache_read_tokens) for each in used} == {(100, 9, 50)}
    assert {(each.cache_created_tokens, each.context_tokens, each.turns) for each in used} == {(20, 179, 1)}
    assert [each.total_tokens for each in used] == [179, 358, 537, 716]
    assert all(each.cost == pytest.approx(used[0].cost) for each in used)
    assert all(each.context_window >= 200_000 for each in used)


@both_clients
@pytest.mark.requirement("S2-2")
def test_what_a_turn_does_is_told_in_a_few_words(stage: Stage) -> None:
    writing = call("Write", file_path=str(stage.project / "src" / "a b.txt"), content="x")
    running, onlooker = call("Bash", command="true " + "x" * 200), Looking()
    with MessagesApi([Conversation("", (writing, running.held_by("gate"), text("done")))]) as api:
        thread, outcomes = _in_thread(stage, api, stage.ask(allowed_tools=("Bash", "Write")), onlooker)
        assert until(lambda: bool(onlooker.seen), WAIT_SECONDS)
        api.release("gate")
        thread.join(WAIT_SECONDS)
    assert [each.kind for each in outcomes] == [DONE]
    assert onlooker.seen == ["Write src/a b.txt", f"Bash true {'x' * 69}…"]


@pytest.mark.requirement("S2-2")
def test_a_conversation_that_is_open_in_a_process_of_a_person_is_waited_for(stage: Stage) -> None:
    held = text("well").held_by("gate")
    with MessagesApi([Conversation("", (text("begun"), held, text("after")))]) as api:
        first = stage.carry_out(api, stage.ask("1"))
        assert first.session_id
        person = stage.world.start_claude(
            "mine", cwd=stage.project, api=api, args=("--resume", first.session_id, "--permission-mode", "acceptEdits")
        )
        api.wait_until_held("gate")
        opener = f"process {person.pid}, in {stage.project}"
        onlooker = Looking()
        thread, outcomes = _in_thread(stage, api, stage.ask("2", conversation=first.session_id), onlooker)
        assert until(lambda: f"waits: open in {opener}" in onlooker.seen, WAIT_SECONDS)
        assert len(api.turns()) == 2
        api.release("gate")
        thread.join(WAIT_SECONDS)
    assert [each.output for each in outcomes] == ["after"]


def test_two_turns_of_one_conversation_go_one_after_the_other_and_its_forks_beside_each_other(stage: Stage) -> None:
    with MessagesApi([Conversation("", _held_as_asked)]) as api:
        first = stage.carry_out(api, stage.ask("1"))
        one, _ = _in_thread(stage, api, stage.ask("2", prompt="hold a", conversation=first.session_id), Looking())
        api.wait_until_held("hold a")
        onlooker = Looking()
        other, outcomes = _in_thread(stage, api, stage.ask("3", conversation=first.session_id), onlooker)
        assert until(lambda: "waits: open in another turn" in onlooker.seen, WAIT_SECONDS)
        api.release("hold a")
        one.join(WAIT_SECONDS)
        other.join(WAIT_SECONDS)
        assert [each.kind for each in outcomes] == [DONE]
        forks = [
            stage.ask(name, prompt=name, conversation=first.session_id, fork=True) for name in ("hold b", "hold c")
        ]
        threads = [_in_thread(stage, api, fork, Looking()) for fork in forks]
        for name in ("hold b", "hold c"):
            api.wait_until_held(name)
        for name in ("hold b", "hold c"):
            api.release(name)
        for thread, _ in threads:
            thread.join(WAIT_SECONDS)
    assert len({found[0].session_id for _, found in threads} | {first.session_id}) == 3


def test_waiting_for_a_conversation_ends_when_it_is_to_end_or_takes_too_long(stage: Stage) -> None:
    with MessagesApi([Conversation("", _held_as_asked)]) as api:
        first = stage.carry_out(api, stage.ask("1"))
        one, _ = _in_thread(stage, api, stage.ask("2", prompt="hold a", conversation=first.session_id), Looking())
        api.wait_until_held("hold a")
        provider, onlooker = stage.provider(api), Looking()
        late = provider.carry_out(stage.ask("3", conversation=first.session_id, timeout=0.5), onlooker)
        onlooker.end.set()
        ended = provider.carry_out(stage.ask("4", conversation=first.session_id), onlooker)
        api.release("hold a")
        one.join(WAIT_SECONDS)
    assert (late.kind, ended.kind) == (TIMED_OUT, CANCELLED)
    assert late.detail == "the conversation is open in another turn"


def _in_thread(stage: Stage, api: MessagesApi, ask: Ask, onlooker: Looking) -> tuple[threading.Thread, list[Outcome]]:
    """Carry a turn out beside the test."""
    outcomes: list[Outcome] = []
    provider = stage.provider(api)
    thread = threading.Thread(target=lambda: outcomes.append(provider.carry_out(ask, onlooker)), daemon=True)
    thread.start()
    return thread, outcomes


def _held_as_asked(request: Request) -> Turn:
    asked = _words_of(request)[-1]
    return text("well").held_by(asked) if asked.startswith("hold") else text("well")


def _words_of(request: Request) -> list[str]:
    """Give the texts of the user's messages, each block by itself."""
    contents = [each["content"] for each in request.messages if each["role"] == "user"]
    return [words for content in contents for words in ([content] if isinstance(content, str) else _texts(content))]


def _texts(blocks: list[dict[str, str]]) -> list[str]:
    return [block["text"] for block in blocks if block.get("type") == "text"]
