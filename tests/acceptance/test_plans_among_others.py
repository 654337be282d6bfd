"""Plans of the real client share the machine: with each other by the pool, with other sessions by locks."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.messages_api import call, text

from .plan_stage import task

if TYPE_CHECKING:
    from .plan_stage import PlanStage

ALONE = {"COVEY_SESSIONS_AT_ONCE": "1"}
GATE = "the model thinks"


def in_line(stage: PlanStage) -> int:
    """Count the tasks of all plans that have a slot, or wait for one."""
    with closing(SqliteStore(str(stage.world.covey_home))) as store, store.read() as tx:
        return len(tx.plans.slots())


@pytest.mark.requirement("B-7", "S2-7")
def test_one_turn_at_a_time_goes_on_over_all_plans_and_the_more_important_is_first(stage: PlanStage) -> None:
    stage.answers["first"] = [turn.held_by(GATE) for turn in stage.makes("first.py")]
    stage.plan(task("first"), task("then", needs=["first"]), file="one.json", name="one")
    stage.plan(task("minor", priority=10), file="two.json", name="two")
    stage.plan(task("major", priority=90), file="three.json", name="three")
    runs = [stage.start("plans", "run", "one.json", "--json", environ=ALONE)]
    stage.api.wait_until_held(GATE)
    for number, file in enumerate(("two.json", "three.json"), 2):
        runs.append(stage.start("plans", "run", file, "--json", environ=ALONE))
        stage.until(lambda number=number: in_line(stage) == number)
    stage.api.release(GATE)
    assert [run.wait() for run in runs] == [0, 0, 0]
    order = sorted(("first", "then", "minor", "major"), key=lambda name: stage.began[name][0])
    assert order == ["first", "major", "then", "minor"]
    attempts = sorted(
        (attempt["started"], attempt["ended"])
        for run in runs
        for row in run.data["tasks"]
        for attempt in row["attempts"]
    )
    assert all(ended <= started for (_, ended), (started, _) in pairwise(attempts))
    assert in_line(stage) == 0


@pytest.mark.requirement("S1-3", "S4-2")
def test_a_plans_session_is_seen_and_holds_and_heeds_locks_like_any_other(stage: PlanStage) -> None:
    stage.world.run(["covey", "install"], stage.project)
    stage.people["Make the till."] = [*stage.makes("till.py")[:1], text("That was it.").held_by("the person reads")]
    stage.answers["a"] = [
        *stage.makes("till.py", "of the plan\n")[:1],
        *stage.makes("other.py", "of the plan\n")[:1],
        text("I took another file.").held_by(GATE),
    ]
    stage.people["Change it."] = [
        call("Write", file_path=str(stage.project / "other.py"), content="mine\n"),
        text("No."),
    ]
    person = stage.world.start_claude("Make the till.", cwd=stage.project, api=stage.api)
    stage.api.wait_until_held("the person reads")
    stage.plan(task("a"))
    run = stage.start("plans", "run", "plan.json", "--json")
    stage.api.wait_until_held(GATE)
    live = stage.call("sessions", "live", "--json").data
    locks = {row["path"]: row["session_id"] for row in stage.call("locks", "list", "--json").data}
    late = stage.world.run_claude("Change it.", cwd=stage.project, api=stage.api)
    stage.api.release(GATE)
    assert run.wait() == 0
    stage.api.release("the person reads")
    person.wait()

    conversation = run.data["tasks"][0]["conversation"]
    assert conversation in {row["session_id"] for row in live}
    assert (locks["other.py"], locks["till.py"] != conversation) == (conversation, True)
    assert "till.py is locked by Session_" in stage.asked("a")[-1].tool_errors[0]
    refused = [request.tool_errors for request in stage.api.requests if request.session_id == late.session_id]
    assert "other.py is locked by Session_" in refused[-1][0]
    assert (stage.project / "till.py").read_text() == "made\n"
    assert (stage.project / "other.py").read_text() == "of the plan\n"
    assert stage.call("locks", "list", "--json").data == []
