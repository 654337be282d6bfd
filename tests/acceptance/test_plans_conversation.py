"""A plan of the real client is one conversation, which forks where the plan forks, and is rebuilt where it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.testing import clients

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def fallen_back(stage: PlanStage, task_id: str) -> tuple[str, str]:
    """Give how the last attempt of a task came to its conversation, and why not to the one before."""
    last = stage.task(task_id)["attempts"][-1]
    return last["how"], last["reason"]


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
