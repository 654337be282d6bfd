"""A plan of the real client is one conversation, which forks where the plan forks, and is rebuilt where it is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from covey.store.sqlite import FILE_NAME
from covey.testing import clients

from .plan_stage import task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from covey.testing.messages_api import Request

    from .plan_stage import PlanStage

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
PROMPTS = {
    "a": "--resume [task a] Grüße 🐦 an \"alle\" und 'jeden' `$HOME` \\ $(id)\n\n\tEnde.\n\n",
    "b": "-p [task b] once more\r\n",
    "c": "/cost [task c] is no command\n",
    "d": "  # [task d]\n---\n<system-reminder>no</system-reminder>\n",
    "e": "@README.md !ls [task e] \u2028\u00a0 é e\u0301",
    "f": "[task f] " + "long " * 20_000 + "\n",
}
NEEDS = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"], "f": ["e"]}
HELD = {"a": "a", "b": "ab", "c": "ac", "d": "ad", "e": "ade", "f": "adef"}
"""The tasks whose turns are in the conversation of each."""


def prompts_in(request: Request) -> set[str]:
    """Name the prompts that are in a request as blocks of their own, each byte as it was written."""
    blocks = [block for each in request.messages for block in _texts(each.get("content"))]
    return {name for name, prompt in PROMPTS.items() if prompt in blocks}


def _texts(content: Any) -> Iterable[str]:
    return [content] if isinstance(content, str) else [block.get("text", "") for block in content]


@BOTH_VERSIONS
@pytest.mark.requirement("S2-2", "S2-4", "S2-13", "B-10")
def test_a_plan_of_six_tasks_with_a_fork_and_a_join_is_one_conversation(stage: PlanStage) -> None:
    stage.plan(*({"id": each, "prompt": PROMPTS[each], "needs": NEEDS[each]} for each in PROMPTS))
    assert stage.run() == 0
    run = stage.show()
    for task_id, held in HELD.items():
        assert {frozenset(prompts_in(each)) for each in stage.asked(task_id)} == {frozenset(held)}
    join = "\n".join(_texts(stage.asked("d")[0].messages[-1]["content"]))
    for name in "bc":
        told = f"Task {name} was carried out in another conversation of this plan."
        assert told in join
        assert f"Files: {name}.py (created)" in join
        assert f"Last message: {name}.py is written." in join
    held = {each["task_id"]: each["conversation"] for each in run["tasks"]}
    assert held["a"] == held["d"] == held["e"] == held["f"]
    assert len({held["a"], held["b"], held["c"]}) == 3
    assert [each["forked_from"] for each in run["conversations"]].count(None) == 1
    assert (run["state"], run["totals"]["fallbacks"], run["totals"]["retries"]) == ("done", 0, 0)
    assert [stage.task(each)["files"] for each in "abc"] == [{f"{each}.py": "created"} for each in "abc"]


UNKNOWN = "00000000-0000-4000-8000-000000000000"


def change(stage: PlanStage, statement: str, *values: str) -> None:
    """Change what is kept of the plan's conversation."""
    with closing(sqlite3.connect(stage.world.covey_home / FILE_NAME)) as store, store:
        assert store.execute(statement, values).rowcount == 1


TROUBLES: dict[str, tuple[Callable[[PlanStage], object], str, list[str]]] = {
    "deleted": (
        lambda stage: shutil.rmtree(stage.world.home / ".claude" / "projects"),
        "lost",
        ["lost_conversation", "done"],
    ),
    "unknown": (
        lambda stage: change(stage, "UPDATE plan_session SET conversation = ?", UNKNOWN),
        "lost",
        ["lost_conversation", "done"],
    ),
    "expired": (
        lambda stage: change(stage, "UPDATE plan_session SET expires = 1"),
        "expired",
        ["done"],
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.requirement("S2-6", "S2-10", "S2-13")
def test_a_conversation_that_cannot_be_gone_on_with_is_rebuilt_and_said_to_be(stage: PlanStage, trouble: str) -> None:
    happens, reason, outcomes = TROUBLES[trouble]
    go_on = "test -f go || { kill -INT $PPID; sleep 60; }"  # the runner itself, after the first turn
    first = task("a", prompt="[task a] Make the shop's till.", verify=go_on)
    stage.plan(first, task("b", needs=["a"]), task("c", needs=["b"]))
    assert stage.run() == 130
    run_id = stage.show()["run_id"]
    (stage.project / "go").touch()
    happens(stage)
    resumed = stage.call("plans", "resume", run_id, "--json")
    assert (resumed.status, resumed.data["totals"]["fallbacks"]) == (0, 1), resumed.out
    a, b, c = resumed.data["tasks"]
    assert [len(each["attempts"]) for each in (a, c)] == [1, 1]
    assert [each["outcome"] for each in b["attempts"]] == outcomes
    assert (b["attempts"][-1]["how"], b["attempts"][-1]["reason"]) == ("fallback", reason)
    assert a["conversation"] != b["conversation"] == c["conversation"]
    told = stage.asked("b")[0]
    assert told.number_of_turn == 0
    assert "[task a] Make the shop's till." in told.all_text
    assert "a.py is written." in told.all_text
    assert stage.events("conversation.rebuilt") == [f"task b of shop begins a new one: {reason}"]
    assert "1 with rebuilt context" in stage.call("plans", "show", run_id).out


@pytest.mark.requirement("S2-10")
def test_a_conversation_that_the_client_does_not_keep_is_rebuilt_for_each_task(stage: PlanStage) -> None:
    stage.plan(task("a"), task("b", needs=["a"]))
    assert stage.run({"CLAUDE_CODE_SKIP_PROMPT_HISTORY": "1"}) == 0
    a, b = stage.show()["tasks"]
    assert (a["conversation"], b["conversation"]) == (None, None)
    assert (b["attempts"][0]["how"], b["attempts"][0]["reason"]) == ("fallback", "none kept")
    assert "a.py is written." in stage.asked("b")[0].all_text


@pytest.mark.requirement("S2-10")
def test_the_conversation_of_a_project_that_was_moved_is_gone_on_with(stage: PlanStage) -> None:
    moves = 'test -f go || { touch go; mv "$PWD" "$PWD-moved" && ln -s "$PWD-moved" "$PWD"; }'
    stage.plan(task("a", verify=moves), task("b", needs=["a"]))
    run = stage.call("plans", "run", "plan.json", "--json")
    assert (run.status, run.data["totals"]["done"]) == (0, 2), run.out
    assert "a.py is written." in stage.asked("b")[-1].all_text
