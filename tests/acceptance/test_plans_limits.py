"""What goes wrong with the model's API, and what a budget ends: each leaves a plan of the real client in its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.testing.messages_api import call, error, text

from .plan_stage import IMPATIENT, UsageLimit, task

if TYPE_CHECKING:
    from .plan_stage import PlanStage

ALONE = {"COVEY_SESSIONS_AT_ONCE": "1"}
SOON_SECONDS = 6


@pytest.mark.requirement("S2-13", "B-7")
def test_a_usage_limit_holds_every_plan_until_its_end_and_all_go_on_in_order(stage: PlanStage) -> None:
    stage.limit = UsageLimit(SOON_SECONDS)
    stage.plan(task("a"), name="one", file="one.json")
    stage.plan(task("x", priority=90), name="two", file="two.json")
    first = stage.start("plans", "run", "one.json", environ=ALONE)
    stage.api.wait_for(lambda request: request.answer is not None and request.answer.status == 429)
    second = stage.start("plans", "run", "two.json", environ=ALONE)
    assert (first.wait(), second.wait()) == (0, 0), first.errors + second.errors
    began = [(moment, name) for name in "ax" for moment in stage.began[name] if moment >= stage.limit.resets]
    assert [name for _, name in sorted(began)] == ["x", "x", "a", "a"]
    assert min(stage.began["x"]) >= stage.limit.resets
    assert len(stage.events("limit.hit")) == len(stage.events("limit.over")) == 1
    runs = stage.call("plans", "list", "--json").data
    assert {row["state"] for row in runs} == {"done"}
    one = stage.call("plans", "show", next(row["run_id"] for row in runs if row["plan"] == "one"), "--json").data
    assert [each["outcome"] for each in one["tasks"][0]["attempts"]] == ["rate_limited", "done"]


@pytest.mark.requirement("B-7")
def test_a_usage_limit_whose_end_is_not_told_holds_a_plan_that_can_be_interrupted(stage: PlanStage) -> None:
    stage.limit = UsageLimit(600, is_told=False)
    stage.plan(task("a"))
    run = stage.start("plans", "run", "plan.json", "--json")
    stage.until(lambda: stage.events("limit.hit") != [])
    run.signal(2)
    assert run.wait() == 130
    assert (run.data["state"], run.data["tasks"][0]["attempts"][0]["outcome"]) == ("interrupted", "rate_limited")
    assert len(run.data["tasks"][0]["attempts"]) == 1


@pytest.mark.requirement("S2-10", "S2-13")
def test_each_failure_of_the_api_ends_in_its_own_state(stage: PlanStage) -> None:
    """All at once: what is always overloaded fails, what was so for a while is done, and so is a stream that stops."""
    stage.failures["always"] = [error(529)] * 9
    stage.failures["a_while"] = [error(529)] * 2
    stage.failures["stops"] = [text("half").broken("stop", after=2)]
    stage.failures["refused"] = [error(400, "no such beta")] * 9
    once: dict[str, Any] = {"retries": 0}
    stage.plan(
        *(task("always", **once), task("needs_it", needs=["always"]), task("behind", needs=["needs_it"])),
        *(task("a_while"), task("stops", **once), task("refused", **once)),
    )
    run = stage.call("plans", "run", "plan.json", "--json")
    assert run.status == 1
    tasks = {each["task_id"]: each for each in run.data["tasks"]}
    outcomes = {name: [each["outcome"] for each in row["attempts"]] for name, row in tasks.items()}
    assert {name: (tasks[name]["state"], *outcomes[name]) for name in tasks} == {
        "always": ("failed", "overloaded"),
        "needs_it": ("skipped",),
        "behind": ("skipped",),
        "a_while": ("done", "overloaded", "done"),
        "stops": ("done", "done"),
        "refused": ("failed", "failed"),
    }
    assert tasks["always"]["problem"].startswith("overloaded: ")
    assert "no such beta" in tasks["refused"]["problem"]
    assert tasks["needs_it"]["problem"] == "always was not done"
    assert (run.data["state"], run.data["totals"]["done"]) == ("failed", 2)


@pytest.mark.requirement("S2-10", "S2-13")
def test_a_stream_that_never_ends_is_a_turn_that_hung_and_is_tried_again_in_its_conversation(stage: PlanStage) -> None:
    stage.failures["a"] = [text("half").broken("hang", after=2)]
    stage.plan(task("a"))
    run = stage.call("plans", "run", "plan.json", "--json", program=IMPATIENT)
    assert run.status == 0, run.errors
    assert [each["outcome"] for each in run.data["tasks"][0]["attempts"]] == ["hung", "done"]
    assert "was ended: it gave no sign of life" in stage.asked("a")[-1].all_text


@pytest.mark.requirement("B-8")
def test_the_budgets_of_task_plan_and_day_stop_in_flight_and_before_the_next(stage: PlanStage) -> None:
    dear = call("Write", file_path=str(stage.project / "a.py"), content="a = 1\n").using(output_tokens=100_000)
    stage.answers["a"] = [dear, text("more")]
    stage.plan(task("a", budget=0.02), task("b", needs=["a"]), file="task.json")
    run = stage.call("plans", "run", "task.json", "--json")
    a, b = run.data["tasks"]
    assert (run.status, a["state"], b["state"]) == (1, "failed", "skipped")
    assert [each["outcome"] for each in a["attempts"]] == ["budget"]
    assert a["cost"] > 0.02
    assert len(stage.asked("a")) == 1

    stage.plan(task("a"), task("b", session="fresh", needs=[], priority=1), budget=0.02, at_once=1, file="plan.json")
    run = stage.call("plans", "run", "plan.json", "--json")
    a, b = run.data["tasks"]
    assert (run.status, a["attempts"][-1]["outcome"], b["state"], b["attempts"]) == (1, "budget", "skipped", [])

    stage.plan(task("c"), file="day.json")
    run = stage.call("plans", "run", "day.json", "--json", environ={"COVEY_DAILY_BUDGET": "0.02"})
    assert (run.status, run.data["tasks"][0]["attempts"], stage.asked("c")) == (1, [], [])
    assert run.data["tasks"][0]["problem"].startswith("the budget of the day is used up: ")
