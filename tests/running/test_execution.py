"""A run is carried out task by task: in order, in the right conversation, until the proofs say that it is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from covey.model import outcome as kinds
from covey.model import run as states
from covey.model.outcome import Outcome, Usage
from covey.model.plan import FRESH, Task
from covey.running import retrying
from covey.running.engine import HaltedError
from covey.running.execution import Execution
from covey.running.halt import CANCELLED
from covey.testing.scripted_provider import ScriptedProvider

from .in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.ask import Ask
    from covey.running.standing import Standing


class Scene(Protocol):
    """What makes a scene with a script."""

    def __call__(self, answer: Callable[[Ask], Outcome | None] = ..., *, keeps_conversations: bool = ...) -> InProcess:
        """Make it."""
        ...


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Give what makes a scene with a script."""

    def make(
        answer: Callable[[Ask], Outcome | None] = lambda _ask: None, *, keeps_conversations: bool = True
    ) -> InProcess:
        return InProcess(tmp_path, ScriptedProvider(answer, keeps_conversations=keeps_conversations))

    return make


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Let nobody wait before a turn is tried again."""
    monkeypatch.setattr(retrying, "FIRST_WAIT_SECONDS", dict.fromkeys(retrying.FIRST_WAIT_SECONDS, 0.0))


def a_task(task_id: str, *needs: str, **more: object) -> Task:
    """Make a task whose prompt is its id."""
    return Task(task_id, task_id, needs=needs, **more)  # type: ignore[arg-type]


def writes(name: str) -> Callable[[Ask], None]:
    """Give a script that writes a file of that name."""

    def answer(ask: Ask) -> None:
        Path(ask.project, name).write_text("x = 1\n", encoding="utf-8")

    return answer


def states_of(now: Standing) -> dict[str, str]:
    """Give the tasks' states."""
    return {name: task.state for name, task in now.tasks.items()}


def outcomes(now: Standing, task_id: str) -> list[str | None]:
    """Give how a task's attempts ended."""
    return [each.outcome for each in now.attempts_of(task_id)]


@pytest.mark.requirement("S2-4")
def test_a_list_of_tasks_goes_on_in_one_conversation_with_each_prompt_as_it_was_written(
    scene: Scene,
) -> None:
    made = scene()
    now = made.run(a_task("a"), a_task("b"), a_task("c", priority=90))
    assert [(ask.prompt, ask.conversation, ask.preface) for ask in made.provider.asks] == [
        ("c", None, ()),
        ("a", "conversation-1", ()),
        ("b", "conversation-1", ()),
    ]
    assert set(states_of(now).values()) == {states.DONE}


@pytest.mark.requirement("B-10")
def test_tasks_that_part_are_asked_in_forks_and_who_joins_them_is_told_what_they_did(
    scene: Scene,
) -> None:
    made = scene(lambda ask: writes(f"{ask.prompt}.py")(ask))
    made.run(a_task("a"), a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))
    asks = {ask.prompt: ask for ask in made.provider.asks}
    assert [(asks[name].conversation, asks[name].fork) for name in "abcd"] == [
        (None, False),
        ("conversation-1", True),
        ("conversation-1", True),
        ("conversation-1", False),
    ]
    about_b, about_c = asks["d"].preface
    assert "Task b was carried out in another conversation of this plan." in about_b
    assert "b.py (created)" in about_b
    assert "c.py (created)" in about_c


def test_a_fresh_task_begins_its_own_conversation_and_the_next_is_told_of_it(scene: Scene) -> None:
    made = scene()
    made.run(a_task("a"), a_task("b", session=FRESH), a_task("c"))
    assert [ask.conversation for ask in made.provider.asks] == [None, None, "conversation-1"]
    assert "Task a was" in made.provider.asks[1].preface[0]
    assert "Task b was" in made.provider.asks[2].preface[0]


@pytest.mark.requirement("S2-10")
def test_a_lost_conversation_is_followed_by_a_new_one_that_is_told_what_was_done(
    scene: Scene,
) -> None:
    lost = Outcome(kinds.LOST_CONVERSATION, detail="No conversation found")
    made = scene(lambda ask: lost if ask.conversation == "conversation-1" and ask.prompt == "b" else None)
    now = made.run(a_task("a"), a_task("b"), a_task("c"))
    assert outcomes(now, "b") == [kinds.LOST_CONVERSATION, kinds.DONE]
    assert [each.how for each in now.attempts_of("b")] == [states.CONTINUE, states.FALLBACK]
    again = made.provider.asks[2]
    assert (again.prompt, again.conversation) == ("b", None)
    assert "(lost)" in again.preface[0]
    assert made.provider.asks[3].conversation == "conversation-2"


@pytest.mark.requirement("S2-10")
def test_a_session_whose_time_is_over_is_a_fallback(scene: Scene) -> None:
    made = scene()
    run = made.begin(a_task("a"), a_task("b"), a_task("c"))
    execution = Execution(made.means, run)
    execution.carry_out("a")
    made.means.sessions.close(run.run_id)
    execution.carry_out("b")
    execution.carry_out("c")
    now = made.standing(run)
    [b], [c] = now.attempts_of("b"), now.attempts_of("c")
    assert (b.how, b.source, b.reason) == (states.FALLBACK, None, "expired")
    assert (c.how, c.source) == (states.CONTINUE, "conversation-2")


@pytest.mark.requirement("S2-9")
def test_a_conversation_that_fills_its_window_is_renewed_before_the_next_task(scene: Scene) -> None:
    full = Usage(context_tokens=170_000, context_window=200_000)
    made = scene(
        lambda ask: Outcome(kinds.DONE, "said", "conversation-1", full) if ask.prompt == "a" else None,
    )
    now = made.run(a_task("a"), a_task("b"))
    [attempt] = now.attempts_of("b")
    assert (attempt.how, attempt.source) == (states.RENEW, None)
    assert "(too large)" in made.provider.asks[1].preface[0]


@pytest.mark.requirement("S2-3")
def test_a_provider_without_conversations_is_told_what_was_done_before_each_task(
    scene: Scene,
) -> None:
    made = scene(keeps_conversations=False)
    now = made.run(a_task("a"), a_task("b"))
    assert set(states_of(now).values()) == {states.DONE}
    assert [ask.conversation for ask in made.provider.asks] == [None, None]
    assert made.provider.asks[0].preface == ()
    assert "(none kept)" in made.provider.asks[1].preface[0]


@pytest.mark.requirement("B-9")
def test_a_task_is_done_when_its_command_says_so_and_the_conversation_hears_what_it_said(
    scene: Scene,
) -> None:
    made = scene(lambda ask: writes("made.py")(ask) if "ended with status" in ask.prompt else None)
    now = made.run(a_task("a", verify=("echo not yet; test -f made.py",)))
    assert states_of(now) == {"a": states.DONE}
    assert made.provider.asks[1].conversation == "conversation-1"
    assert "`echo not yet; test -f made.py` ended with status 1. It printed:\nnot yet" in made.provider.asks[1].prompt
    assert [each.status for each in now.summary("a").verify] == [0]


@pytest.mark.requirement("B-9")
def test_a_task_that_is_never_mended_fails_and_what_needs_it_is_left_out(scene: Scene) -> None:
    made = scene()
    now = made.run(a_task("a", verify=("false",), retries=2), a_task("b", "a"), a_task("c", "b"), a_task("d"))
    assert states_of(now) == {"a": states.FAILED, "b": states.SKIPPED, "c": states.SKIPPED, "d": states.DONE}
    assert len(now.attempts_of("a")) == 3
    assert now.tasks["a"].problem == "`false` ended with status 1"
    assert now.tasks["c"].problem == "b was not done"


@pytest.mark.requirement("B-9")
@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"type": "create_file", "paths": ("x.py",)}, "x.py not there"),
        ({"type": "create_component", "paths": ("a.py", "b.py")}, "a.py, b.py not there"),
        ({"type": "modify_file", "paths": ("old.py",)}, "old.py not changed"),
        ({"type": "refactor"}, "no file was changed"),
        ({"type": "documentation"}, "no file was changed"),
    ],
)
def test_a_task_whose_files_are_not_as_it_was_to_leave_them_is_not_done(
    scene: Scene, more: dict[str, object], problem: str
) -> None:
    made = scene()
    (made.project / "old.py").write_text("x = 1\n", encoding="utf-8")
    now = made.run(a_task("a", retries=0, **more))
    assert (states_of(now), now.tasks["a"].problem) == ({"a": states.FAILED}, problem)


@pytest.mark.requirement("S2-12")
def test_references_that_lead_nowhere_go_back_into_the_conversation(scene: Scene) -> None:
    def answer(ask: Ask) -> None:
        text = "from . import shop\n" if ask.prompt == "a" else "x = 1\n"
        package = Path(ask.project, "pack")
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text("", encoding="utf-8")
        (package / "made.py").write_text(text, encoding="utf-8")

    made = scene(answer)
    now = made.run(a_task("a", check_references="fix"))
    assert states_of(now) == {"a": states.DONE}
    assert [each.purpose for each in now.attempts_of("a")] == ["task", "references"]
    assert "pack/made.py:1" in made.provider.asks[1].prompt


def test_a_turn_that_fails_is_asked_again_so_many_times(scene: Scene) -> None:
    made = scene(lambda _ask: Outcome(kinds.FAILED, detail="it broke"))
    now = made.run(a_task("a", retries=2))
    assert outcomes(now, "a") == [kinds.FAILED] * 3
    assert now.tasks["a"].problem == "failed: it broke"


def test_a_refusal_is_not_asked_again(scene: Scene) -> None:
    made = scene(lambda _ask: Outcome(kinds.REFUSED, detail="no"))
    assert outcomes(made.run(a_task("a", retries=2)), "a") == [kinds.REFUSED]


def test_a_turn_that_was_cut_off_goes_on_in_its_conversation_and_is_told_so(scene: Scene) -> None:
    turns: list[str] = []

    def answer(ask: Ask) -> Outcome | None:
        turns.append(ask.prompt)
        writes("half.py")(ask)
        return Outcome(kinds.CUT_OFF, session_id="conversation-1") if len(turns) == 1 else None

    made = scene(answer)
    now = made.run(a_task("a"))
    assert outcomes(now, "a") == [kinds.CUT_OFF, kinds.DONE]
    again = made.provider.asks[1]
    assert (again.prompt, again.conversation) == ("a", "conversation-1")
    assert "was cut off: its process is gone" in again.preface[0]
    assert "half.py (created)" in again.preface[0]


@pytest.mark.requirement("B-7")
def test_a_usage_limit_closes_the_gate_until_its_reset_and_counts_as_no_failure(
    scene: Scene,
) -> None:
    asked: list[str] = []

    def answer(ask: Ask) -> Outcome | None:
        asked.append(ask.prompt)
        reset = made.machine.now().wall + 0.3
        return Outcome(kinds.RATE_LIMITED, detail="the limit", resets=reset) if len(asked) == 1 else None

    made = scene(answer)
    now = made.run(a_task("a", retries=0))
    assert outcomes(now, "a") == [kinds.RATE_LIMITED, kinds.DONE]
    first, second = now.attempts_of("a")
    with made.means.read() as tx:
        gate = tx.plans.gate()
    assert gate is not None
    assert second.started >= gate[0] >= (first.ended or 0)


@pytest.mark.requirement("B-8")
def test_a_task_whose_budget_is_used_up_fails(scene: Scene) -> None:
    dear = Outcome(kinds.FAILED, session_id="conversation-1", usage=Usage(cost=1.0))
    now = scene(lambda _ask: dear).run(a_task("a", budget=1.0, retries=5))
    assert outcomes(now, "a") == [kinds.FAILED]
    assert "the budget of task a is used up" in now.tasks["a"].problem


def test_nobody_can_go_on_without_a_client_and_the_run_stops_where_it_is(scene: Scene) -> None:
    made = scene(lambda _ask: Outcome(kinds.NOT_LOGGED_IN, detail="Not logged in"))
    run = made.begin(a_task("a"), a_task("b"))
    execution = Execution(made.means, run)
    with pytest.raises(HaltedError):
        execution.carry_out("a")
    assert getattr(execution.halt.error, "code", "") == kinds.NOT_LOGGED_IN
    assert states_of(made.standing(run)) == {"a": states.RUNNING, "b": states.WAITING}


def test_a_run_that_is_cancelled_elsewhere_halts(scene: Scene) -> None:
    made = scene()
    run = made.begin(a_task("a"))
    with made.means.write() as tx:
        tx.plans.save_run(run.but(cancel_asked=1.0))
    execution = Execution(made.means, run)
    with pytest.raises(HaltedError):
        execution.next_tasks([])
    assert execution.halt.by == CANCELLED


@pytest.mark.requirement("B-6")
def test_what_was_begun_is_taken_up_in_the_same_folder_and_what_is_done_is_not_asked_again(
    scene: Scene,
) -> None:
    made = scene()
    run = made.begin(a_task("a"), a_task("b"))
    first = made.carry_out(run)
    with made.means.write() as tx:  # as a runner leaves it that was killed while b's turn went on
        [attempt] = first.attempts_of("b")
        tx.plans.save_attempt(attempt.but(ended=None, outcome=None, conversation=None))
        tx.plans.save_task(first.tasks["b"].but(state=states.RUNNING, ended=None))
    made.provider.asks.clear()
    now = made.carry_out(run)
    assert [(ask.prompt, ask.folder) for ask in made.provider.asks] == [("b", attempt.folder)]
    assert states_of(now) == {"a": states.DONE, "b": states.DONE}
    assert len(now.attempts_of("b")) == 1
