"""Each way in which a turn of the real client ends is told from every other."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from covey.model.outcome import (
    BUDGET,
    CANCELLED,
    CUT_OFF,
    DONE,
    FAILED,
    HUNG,
    LOST_CONVERSATION,
    NOT_INSTALLED,
    NOT_LOGGED_IN,
    OVERLOADED,
    RATE_LIMITED,
    REFUSED,
    TIMED_OUT,
    Outcome,
)
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, Turn, call, error, text
from covey.testing.processes import is_alive
from covey.testing.waiting import until

from .conftest import WAIT_SECONDS, Looking

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Stage

both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
pytestmark = pytest.mark.requirement("S2-13")

UNKNOWN = "00000000-0000-4000-8000-000000000000"
LIMIT = "You've hit your session limit · resets 3:45pm (UTC)"


@both_clients
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(429), RATE_LIMITED),
        (error(529), OVERLOADED),
        (error(500), OVERLOADED),
        (error(401), NOT_LOGGED_IN),
        (error(400, "prompt is too long: 300000 tokens > 200000 maximum"), FAILED),
        (Turn(text="I will not", stop_reason="refusal"), REFUSED),
    ],
    ids=["429", "529", "500", "401", "400", "refusal"],
)
def test_what_the_api_answers_tells_how_the_turn_ended(stage: Stage, answer: Turn, kind: str) -> None:
    with MessagesApi([Conversation("", lambda _: answer)]) as api:
        outcome = stage.carry_out(api, stage.ask())
    assert (outcome.kind, outcome.resets) == (kind, None)
    assert outcome.detail


@both_clients
def test_the_end_of_a_usage_limit_is_read_from_the_words(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: error(429, LIMIT))]) as api:
        outcome = stage.carry_out(api, stage.ask())
    assert outcome.kind == RATE_LIMITED
    assert outcome.resets is not None
    assert outcome.resets % 86400 == (15 * 60 + 45) * 60


def test_a_stream_that_breaks_off_is_asked_for_again_by_the_client(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("whole").after(text("half").broken("stop", after=2)),))]) as api:
        outcome = stage.carry_out(api, stage.ask())
    assert (outcome.kind, outcome.output) == (DONE, "whole")


@both_clients
def test_a_stream_that_never_ends_is_found_to_hang_and_its_process_is_ended(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: text("half").broken("hang", after=2))]) as api:
        outcome = stage.carry_out(api, stage.ask(), hang_seconds=3)
        assert outcome.kind == HUNG
        assert not is_alive(stage.pid())
        again = stage.carry_out(api, stage.ask())
    assert again.kind == HUNG


@both_clients
def test_a_conversation_that_is_not_there_is_lost_and_no_other_is_kept_for_it(stage: Stage) -> None:
    with MessagesApi() as api:
        for turn, conversation in enumerate((UNKNOWN, "no such title")):
            outcome = stage.carry_out(api, stage.ask(str(turn), conversation=conversation))
            assert (outcome.kind, outcome.session_id) == (LOST_CONVERSATION, None)
        assert api.turns() == []


@both_clients
def test_a_session_that_left_no_transcript_is_no_conversation_to_resume(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: text("well"))]) as api:
        provider = stage.provider(api, stage.environ(api, CLAUDE_CODE_SKIP_PROMPT_HISTORY="1"))
        outcome = provider.carry_out(stage.ask(), Looking())
    assert (outcome.kind, outcome.output, outcome.session_id) == (DONE, "well", None)


@both_clients
def test_a_turn_that_costs_more_than_it_may_is_stopped(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: call("Bash", command="true"))]) as api:
        outcome = stage.carry_out(api, stage.ask(budget=0.000001, allowed_tools=("Bash",)))
    assert outcome.kind == BUDGET
    assert outcome.usage.cost > 0
    assert outcome.usage.input_tokens == 10


@both_clients
def test_a_client_that_is_not_logged_in_says_so(stage: Stage) -> None:
    environ = stage.environ(None)
    del environ["ANTHROPIC_API_KEY"]
    outcome = stage.provider(None, environ).carry_out(stage.ask(), Looking())
    assert outcome.kind == NOT_LOGGED_IN
    assert "/login" in outcome.detail


def test_without_a_client_nothing_is_begun_and_with_one_it_can_be(stage: Stage) -> None:
    with MessagesApi([Conversation("", lambda _: text("well"))]) as api:
        without = stage.provider(api, stage.environ(api, PATH="/nowhere"))
        assert without.carry_out(stage.ask(), Looking()).kind == NOT_INSTALLED
        assert stage.carry_out(api, stage.ask()).kind == DONE


def test_a_client_that_no_machine_can_run_is_none(stage: Stage, tmp_path: Path) -> None:
    program = tmp_path / "claude"
    program.write_text("#!/no/such/interpreter\n")
    program.chmod(0o755)
    outcome = stage.provider(None, stage.environ(None, PATH=str(tmp_path))).carry_out(stage.ask(), Looking())
    assert outcome.kind == NOT_INSTALLED
    assert str(program) in outcome.detail


def test_a_client_that_does_not_know_what_it_is_asked_has_failed(stage: Stage) -> None:
    with MessagesApi() as api:
        outcome = stage.carry_out(api, stage.ask(permission_mode="nonsense"))
    assert outcome.kind == FAILED
    assert "nonsense" in outcome.detail


def test_a_project_that_is_not_there_fails_without_a_turn(stage: Stage) -> None:
    outcome = stage.carry_out(None, stage.ask(project=str(stage.project / "gone")))
    assert outcome.kind == FAILED
    assert "gone" in outcome.detail


@both_clients
def test_a_denied_tool_and_a_structured_answer_are_told(stage: Stage) -> None:
    schema = '{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}'
    turns = (call("Bash", command="rm -rf /nowhere"), call("StructuredOutput", n=3), text("done"))
    with MessagesApi([Conversation("", turns)]) as api:
        outcome = stage.carry_out(api, stage.ask(schema=schema))
    assert (outcome.kind, outcome.denials) == (DONE, ("Bash",))
    assert outcome.output == '{"n": 3}'


@both_clients
def test_a_turn_that_is_cancelled_ends_with_all_its_tools_and_can_be_gone_on_with(stage: Stage) -> None:
    marker = stage.project / "tool"
    tool = call("Bash", command=f"setsid sleep 600 & echo $$ $! > '{marker}'; sleep 600")
    with MessagesApi([Conversation("", (tool,))]) as api:
        outcome = _ended_when(lambda: marker.exists() and len(marker.read_text().split()) == 2, stage, api)
        assert outcome.kind == CANCELLED
        tools = [int(word) for word in marker.read_text().split()]
        assert until(lambda: not any(map(is_alive, tools)), WAIT_SECONDS)
        again = stage.carry_out(api, stage.ask("2", conversation=outcome.session_id))
    assert (again.kind, again.session_id) == (DONE, outcome.session_id)


@both_clients
def test_a_turn_that_takes_too_long_is_ended(stage: Stage) -> None:
    with MessagesApi([Conversation("", (text("late").held_by("gate"),))]) as api:
        outcome = stage.carry_out(api, stage.ask(timeout=3))
        assert outcome.kind == TIMED_OUT
        assert not is_alive(stage.pid())


@both_clients
def test_a_client_that_goes_on_after_its_result_is_ended_and_its_work_counts(stage: Stage) -> None:
    marker = stage.project / "tool"
    tool = call("Bash", command=f"echo $$ > '{marker}'; sleep 600", run_in_background=True)
    with MessagesApi([Conversation("", (tool, text("begun")))]) as api:
        outcome = stage.carry_out(api, stage.ask(allowed_tools=("Bash",)), grace_seconds=0.5)
    assert (outcome.kind, outcome.output) == (DONE, "begun")
    assert until(lambda: not is_alive(int(marker.read_text())), WAIT_SECONDS)


@both_clients
@pytest.mark.requirement("B-6")
def test_a_client_that_is_killed_is_cut_off_and_what_it_left_can_be_ended(stage: Stage) -> None:
    marker = stage.project / "tool"
    tool = call("Bash", command=f"echo $$ > '{marker}'; sleep 600")
    outcomes: list[Outcome] = []
    with MessagesApi([Conversation("", (tool,))]) as api:
        provider, ask = stage.provider(api), stage.ask(allowed_tools=("Bash",))
        thread = threading.Thread(target=lambda: outcomes.append(provider.carry_out(ask, Looking())), daemon=True)
        thread.start()
        assert until(lambda: marker.exists() and marker.read_text().strip() != "", WAIT_SECONDS)
        assert os.getsid(stage.pid()) == stage.pid()
        os.kill(stage.pid(), signal.SIGKILL)
        thread.join(WAIT_SECONDS)
    assert [each.kind for each in outcomes] == [CUT_OFF]
    assert outcomes[0].session_id
    assert provider.end_what_is_left(ask.folder)
    assert until(lambda: not is_alive(int(marker.read_text())), WAIT_SECONDS)
    assert not provider.end_what_is_left(ask.folder)


def _ended_when(condition: Any, stage: Stage, api: MessagesApi) -> Outcome:
    """Carry a turn out that is to end as soon as a condition holds."""
    onlooker, outcomes = Looking(), list[Outcome]()
    ask, provider = stage.ask(allowed_tools=("Bash",)), stage.provider(api)
    thread = threading.Thread(target=lambda: outcomes.append(provider.carry_out(ask, onlooker)), daemon=True)
    thread.start()
    assert until(condition, WAIT_SECONDS)
    onlooker.end.set()
    thread.join(WAIT_SECONDS)
    return outcomes[0]
