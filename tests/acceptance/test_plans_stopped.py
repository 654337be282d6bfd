"""A plan of the real client that is interrupted, cancelled, killed or met twice goes on where it stood."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from covey.testing.messages_api import text
from covey.testing.processes import is_alive, survivors

from .plan_stage import task

if TYPE_CHECKING:
    from .plan_stage import Called, PlanStage

GATE = "the model thinks"
RUN = ("plans", "run", "plan.json", "--json")


def at_work(stage: PlanStage) -> Called:
    """Start a plan of two tasks, and give its runner once the first is done and the second at work."""
    stage.answers["b"] = [turn.held_by(GATE) for turn in stage.makes("b.py")]
    stage.plan(task("a"), task("b", needs=["a"]))
    runner = stage.start(*RUN)
    stage.api.wait_until_held(GATE)
    return runner


def nobody_is_left(stage: PlanStage) -> bool:
    """Tell whether no process of this world lives any more, within the time that an end takes."""
    stage.until(lambda: survivors(stage.world.root) == [])
    return True


def is_done_once(stage: PlanStage, run: Called) -> bool:
    """Tell whether all is done, and nothing of the first task was asked again."""
    states = [each["state"] for each in run.data["tasks"]]
    return (run.status, states, len(stage.asked("a"))) == (0, ["done", "done"], 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.requirement("B-6", "S2-13")
def test_an_interrupted_plan_leaves_nobody_behind_and_is_resumed(stage: PlanStage, number: signal.Signals) -> None:
    runner = at_work(stage)
    runner.signal(number)
    assert runner.wait() == 130
    assert nobody_is_left(stage)
    assert runner.data["state"] == stage.show()["state"] == "interrupted"
    assert [each["state"] for each in runner.data["tasks"]] == ["done", "interrupted"]
    stage.api.release(GATE)
    resumed = stage.call("plans", "resume", "--json")
    assert is_done_once(stage, resumed)
    attempts = resumed.data["tasks"][1]["attempts"]
    assert [each["outcome"] for each in attempts] == ["cancelled", "done"]
    assert attempts[0]["conversation"] == attempts[1]["conversation"]
    assert "was broken off. Changed in the project since this task began: nothing." in stage.asked("b")[-1].all_text
    assert stage.call("plans", "resume").status == 1


def test_a_plan_is_cancelled_by_another_process(stage: PlanStage) -> None:
    runner = at_work(stage)
    cancelled = stage.call("plans", "cancel", "--json")
    assert (cancelled.status, cancelled.data["state"]) == (0, "cancelled")
    assert (runner.wait(), runner.data["state"]) == (1, "cancelled")
    assert nobody_is_left(stage)
    assert stage.call("plans", "cancel").status == 1


@pytest.mark.requirement("B-6")
def test_a_plan_whose_runner_was_killed_is_cancelled_with_the_client_that_lives_on(stage: PlanStage) -> None:
    runner = at_work(stage)
    runner.signal(signal.SIGKILL)
    runner.wait()
    assert survivors(stage.world.root) != []
    assert stage.call("plans", "cancel").status == 0
    assert nobody_is_left(stage)
    stage.api.release(GATE)
    assert is_done_once(stage, stage.call("plans", "resume", "--json"))


@pytest.mark.requirement("B-6", "S2-13")
def test_a_plan_runs_once_at_a_time_and_after_a_kill_the_living_client_is_followed(stage: PlanStage) -> None:
    runner = at_work(stage)
    second = stage.call("plans", "run", "plan.json")
    assert second.status == 3
    assert "another process carries out run" in second.errors
    runner.signal(signal.SIGKILL)
    runner.wait()
    clients = survivors(stage.world.root)
    again = stage.start(*RUN)
    stage.until(lambda: stage.events("plan.resumed") != [])
    stage.api.release(GATE)
    again.wait()
    assert is_done_once(stage, again)
    assert [each["outcome"] for each in again.data["tasks"][1]["attempts"]] == ["done"]
    assert len(stage.asked("b")) == 2
    assert clients
    stage.until(lambda: not any(map(is_alive, clients)))


@pytest.mark.requirement("B-6")
def test_resuming_a_failed_plan_tries_only_what_is_not_done(stage: PlanStage) -> None:
    stage.plan(task("a"), task("b", needs=["a"], verify="test -f fixed", retries=0), task("c", needs=["b"]))
    assert stage.run() == 1
    (stage.project / "fixed").touch()
    resumed = stage.call("plans", "resume", "--json")
    assert resumed.status == 0
    assert [len(each["attempts"]) for each in resumed.data["tasks"]] == [1, 1, 1]
    assert [len(stage.asked(each)) for each in "abc"] == [2, 2, 2]


@pytest.mark.requirement("S2-13")
def test_a_conversation_that_a_person_has_open_is_waited_for(stage: PlanStage) -> None:
    runner = at_work(stage)
    runner.signal(signal.SIGINT)
    runner.wait()
    stage.api.release(GATE)
    conversation = runner.data["tasks"][0]["conversation"]
    stage.answers["person"] = [text("yes").held_by("the person reads")]
    how = ("--resume", conversation)
    person = stage.world.start_claude("[task person] What is b?", cwd=stage.project, api=stage.api, args=how)
    stage.api.wait_until_held("the person reads")
    resumed = stage.start("plans", "resume", "--json")
    stage.until(lambda: stage.show()["state"] == "running" and len(stage.show()["tasks"][1]["attempts"]) == 2)
    assert len(stage.asked("b")) == 1
    stage.api.release("the person reads")
    person.wait()
    resumed.wait()
    assert is_done_once(stage, resumed)
    said = stage.asked("b")[-1].all_text
    assert said.index("What is b?") < said.index("was broken off")


@pytest.mark.requirement("B-6")
def test_what_had_failed_before_the_runner_was_killed_is_tried_again_and_the_run_goes_on(stage: PlanStage) -> None:
    stage.answers["b"] = [turn.held_by(GATE) for turn in stage.makes("b.py")]
    stage.plan(task("a", verify="test -e mended", retries=0), task("b"), task("c", needs=["b"]))
    runner = stage.start(*RUN)
    stage.api.wait_until_held(GATE)
    stage.until(lambda: stage.show()["tasks"][0]["state"] == "failed")
    runner.signal(signal.SIGKILL)
    runner.wait()
    (stage.project / "mended").write_text("", encoding="utf-8")
    stage.api.release(GATE)
    resumed = stage.call("plans", "resume", "--json")
    assert resumed.status == 0
    assert [each["state"] for each in resumed.data["tasks"]] == ["done", "done", "done"]
    assert len(stage.asked("b")) == 2  # its turn outlived its runner, and was not asked again
