"""`covey plans validate` says how a plan will go, or all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

FORKED = """
name: shop
budget: 10
tasks:
  - {id: model, type: create_file, path: order.py, prompt: Write it., verify: [make test, make lint]}
  - {id: api, needs: model, prompt: Write it.}
  - {id: page, needs: model, prompt: Write it., priority: 90}
  - {id: docs, needs: [api, page], prompt: Write it.}
"""


@pytest.fixture
def plan(shop: Path) -> Path:
    """Write a plan that forks and joins."""
    path = shop / "plan.yaml"
    path.write_text(FORKED, encoding="utf-8")
    return path


def test_a_good_plan_is_shown_in_its_order_with_its_conversations(office: Office, plan: Path) -> None:
    answer = office.covey("plans", "validate", plan.name)
    assert answer.status == 0
    assert answer.out.splitlines() == [
        "shop: 4 tasks, at most 5 at once, at most $10.00, in ~/shop",
        "Task   Type         Needs      Conversation         Told of    Verified by",
        "model  create_file             a new one                       2 commands",
        "page   prompt       model      forks after model",
        "api    prompt       model      forks after model",
        "docs   prompt       api, page  goes on after model  page, api",
        "✓ The plan is good.",
    ]


def test_scripts_get_the_course_of_every_task(office: Office, plan: Path) -> None:
    data = office.json("plans", "validate", plan.name).data
    assert (data["plan"], data["project"], data["problems"]) == ("shop", str(plan.parent), [])
    assert data["tasks"][1] == {
        "id": "page",
        "type": "prompt",
        "needs": ["model"],
        "base": "model",
        "forks": True,
        "line": "page",
        "told": [],
        "priority": 90,
    }


def test_a_list_is_shown_as_the_one_conversation_that_it_is(office: Office, shop: Path) -> None:
    (shop / "plan.json").write_text('{"tasks": [{"id": "a", "prompt": "x"}, {"id": "b", "prompt": "y"}]}')
    answer = office.covey("plans", "validate", "plan.json")
    assert answer.out.splitlines()[0] == "plan: 2 tasks, in ~/shop"
    assert "b     prompt  a      goes on after a" in answer.out


def test_all_that_is_wrong_is_told_and_the_exit_status_is_1(office: Office, plan: Path) -> None:
    plan.write_text(FORKED + "  - {id: api, promt: x}\nbudgt: 3\n", encoding="utf-8")
    answer = office.covey("plans", "validate", plan.name)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.splitlines()[:5] == [
        "Error: plan.yaml:9:5: lacks `prompt`",
        "plan.yaml:9:6: there is a task 'api' already",
        "plan.yaml:9:15: there is no key 'promt': did you mean prompt?",
        "plan.yaml:10:1: there is no key 'budgt': did you mean budget?",
        answer.err.splitlines()[4],
    ]
    told = office.json("plans", "validate", plan.name)
    assert told.status == 1
    assert [problem["line"] for problem in told.data["problems"]] == [9, 9, 9, 10]
    assert told.data["tasks"] == []


def test_a_file_that_is_not_there_is_refused(office: Office, shop: Path) -> None:
    answer = office.covey("plans", "validate", "none.yaml")
    assert answer.status == 1
    assert answer.err.startswith("Error: none.yaml: No such file or directory")
    assert list(shop.glob("*.yaml")) == []
