"""A task of a plan is done when its files and commands say so, whatever the model says (B-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.testing.messages_api import call, text

from .plan_stage import task

if TYPE_CHECKING:
    from .plan_stage import PlanStage


def proven(stage: PlanStage, *tasks: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """Run a plan, and give its tasks by their ids, as they are then."""
    stage.plan(*tasks, **plan)
    run = stage.call("plans", "run", "plan.json", "--json")
    rows = run.data["tasks"]
    assert run.status == (0 if all(row["state"] == "done" for row in rows) else 1)
    return {row["task_id"]: row for row in rows}


def purposes(row: dict[str, Any]) -> list[str]:
    """List what the turns of a task were asked for."""
    return [each["purpose"] for each in row["attempts"]]


@pytest.mark.requirement("B-9", "S2-4")
def test_a_failed_verify_goes_back_into_the_conversation_until_it_is_mended_or_given_up(stage: PlanStage) -> None:
    stage.answers["mends"] = [*stage.makes("mends.py", "wrong = 1\n"), *stage.makes("mends.py", "right = 1\n")]
    rows = proven(
        stage,
        task("mends", verify=["true", "grep right mends.py || { echo nothing right; exit 3; }"]),
        task("never", verify="echo none of it; exit 7", retries=1),
        task("needs_it", needs=["never"]),
    )
    assert (rows["mends"]["state"], purposes(rows["mends"])) == ("done", ["task", "verify"])
    assert [each["status"] for each in rows["mends"]["verify"]] == [0, 0]
    assert len({each["conversation"] for each in rows["mends"]["attempts"]}) == 1
    told = stage.asked("mends")[2].messages[-1]
    assert "ended with status 3. It printed:\nnothing right" in str(told["content"]).replace("\\n", "\n")
    assert (rows["never"]["state"], purposes(rows["never"])) == ("failed", ["task", "verify"])
    assert rows["never"]["problem"] == "`echo none of it; exit 7` ended with status 7"
    assert (rows["needs_it"]["state"], stage.asked("needs_it")) == ("skipped", [])


@pytest.mark.requirement("B-9", "S2-4")
def test_what_a_type_promises_must_be_seen_in_the_files(stage: PlanStage) -> None:
    readme = str(stage.project / "README.md")
    edited = [call("Read", file_path=readme), call("Write", file_path=readme, content="# new\n"), text("Changed.")]
    stage.answers |= {name: [text("It is all done!")] for name in ("makes", "changes", "refactors", "says")}
    stage.answers["edits"] = edited
    rows = proven(
        stage,
        task("makes", type="create_file", path="made.py", retries=1),
        task("changes", type="modify_file", path="README.md", retries=0),
        task("refactors", type="refactor", retries=0),
        task("says"),
        task("edits", type="modify_file", path="README.md", needs=["says"], session="fresh"),
        at_once=1,
    )
    assert {name: (row["state"], row["problem"]) for name, row in rows.items()} == {
        "makes": ("failed", "made.py not there"),
        "changes": ("failed", "README.md not changed"),
        "refactors": ("failed", "no file was changed"),
        "says": ("done", None),
        "edits": ("done", None),
    }
    assert purposes(rows["makes"]) == ["task", "files"]
    assert rows["edits"]["files"] == {"README.md": "changed"}


@pytest.mark.requirement("B-9")
def test_what_another_task_changed_meanwhile_does_not_count(stage: PlanStage) -> None:
    stage.answers["idle"] = [text("It is all done!").held_by("until the other is done")]
    stage.plan(task("idle", type="refactor", retries=0), task("busy"), task("last", needs=["busy"]))
    run = stage.start("plans", "run", "plan.json", "--json")
    stage.until(lambda: "task busy of shop" in stage.events("task.done"))
    stage.api.release("until the other is done")
    assert run.wait() == 1
    states = {row["task_id"]: (row["state"], row["problem"]) for row in run.data["tasks"]}
    assert states["idle"] == ("failed", "no file was changed")
    assert states["busy"] == states["last"] == ("done", None)


@pytest.mark.requirement("S2-12")
def test_an_import_that_leads_nowhere_is_handed_back_where_it_is_to_be_fixed_and_else_told(stage: PlanStage) -> None:
    (stage.project / "till").mkdir()
    (stage.project / "till" / "__init__.py").touch()
    astray, right = "from till.gone import total\n", "import till\n"
    stage.answers["told"] = stage.makes("till/told.py", astray)
    stage.answers["fixed"] = [*stage.makes("till/fixed.py", astray), *stage.makes("till/fixed.py", right)]
    rows = proven(
        stage,
        task("told", type="create_file", path="till/told.py", check_references="report"),
        task("fixed", type="create_file", path="till/fixed.py", check_references="fix", needs=["told"]),
    )
    assert [each["path"] for each in rows["told"]["references"]["faults"]] == ["till/told.py"]
    assert purposes(rows["told"]) == ["task"]
    assert purposes(rows["fixed"]) == ["task", "references"]
    assert rows["fixed"]["references"]["faults"] == []
    assert "till/fixed.py:1: " in stage.asked("fixed")[-1].all_text
