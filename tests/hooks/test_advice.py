"""What a session's first hooks say of the others' work, whole processes and all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.words import NOTE

if TYPE_CHECKING:
    from .conftest import Hooks


@pytest.fixture
def shop(hooks: Hooks) -> Hooks:
    """Give hooks of a repository in which one session holds the API."""
    for name in ("api", "docs", "web"):
        (hooks.workspace / name).mkdir()
    hooks.event("SessionStart")
    hooks.event("UserPromptSubmit", prompt="refactor the API endpoints")
    hooks.edit("api/routes.py")
    return hooks


def said(answer: dict[str, Any]) -> str:
    return answer.get("hookSpecificOutput", {}).get("additionalContext", "")


@pytest.mark.requirement("S1-8")
def test_a_session_that_starts_among_others_is_told_what_is_free(shop: Hooks) -> None:
    assert said(shop.event("SessionStart", "two")).splitlines()[-2] == "Free areas: docs, web."


def test_one_that_starts_alone_is_told_nothing_new(hooks: Hooks) -> None:
    (hooks.workspace / "docs").mkdir()
    assert said(hooks.event("SessionStart")).endswith("No other session works in shop now.")
    assert hooks.event("UserPromptSubmit", prompt="rewrite the login") == {}


@pytest.mark.requirement("S1-9")
def test_the_first_prompt_tells_of_dependent_work_and_no_later_one_does(shop: Hooks) -> None:
    shop.event("TaskCreated", task_id="1", task_subject="move the routes")
    shop.event("TaskCompleted", task_id="1", task_subject="move the routes")
    shop.event("SessionStart", "two")
    name = shop.session().name
    told = said(shop.event("UserPromptSubmit", "two", prompt="write the API tests"))
    assert told == (
        f"{name} works on: “refactor the API endpoints” (holds api/routes.py), 1 of 1 task done; docs is free.\n{NOTE}"
    )
    assert shop.event("UserPromptSubmit", "two", prompt="write the API tests") == {}


@pytest.mark.requirement("S1-9")
def test_both_of_two_with_nearly_the_same_task_are_told_once(shop: Hooks) -> None:
    shop.event("SessionStart", "two")
    told = said(shop.event("UserPromptSubmit", "two", prompt="Refactor API endpoints"))
    assert told.startswith(f"{shop.session().name} has nearly the same task: “refactor the API endpoints” (holds api/")
    other = said(shop.event("UserPromptSubmit", prompt="go on"))
    assert other.startswith(f"{shop.session('two').name} has just begun nearly the same task as this session: ")
    assert shop.event("UserPromptSubmit", prompt="go on") == {}
    assert shop.event("UserPromptSubmit", "two", prompt="go on") == {}


def test_areas_may_be_configured(shop: Hooks) -> None:
    (shop.workspace / "services/billing").mkdir(parents=True)
    (shop.workspace / "api/v1").mkdir()
    shop.environ = {"COVEY_AREAS": "api/v1"}
    told = said(shop.event("SessionStart", "two"))
    assert told.splitlines()[-2] == "Free areas: api/v1, docs, services/billing, web."


def test_who_wants_no_notifications_gets_no_advice(shop: Hooks) -> None:
    shop.environ = {"COVEY_SHOW_NOTIFICATIONS": "no"}
    assert shop.event("SessionStart", "two") == {}
    assert shop.event("UserPromptSubmit", "two", prompt="refactor the API endpoints") == {}
    shop.environ = {}
    assert shop.event("UserPromptSubmit", prompt="go on") == {}


def test_outside_a_repository_no_area_is_named(hooks: Hooks) -> None:
    shutil.rmtree(hooks.workspace / ".git")
    (hooks.workspace / "docs").mkdir()
    hooks.event("SessionStart")
    assert "Free areas" not in said(hooks.event("SessionStart", "two"))


def test_a_denied_edit_tells_how_far_the_holder_is_and_that_many_want_the_file(shop: Hooks) -> None:
    for number, state in enumerate(("completed", "in_progress")):
        fields = {"tool_name": "TaskUpdate", "tool_input": {"taskId": str(number), "status": state}}
        shop.event("PostToolUse", **fields)
    shop.edit("api/routes.py", "two")
    reason = shop.edit("api/routes.py", "three")["hookSpecificOutput"]["permissionDecisionReason"].splitlines()
    assert "(“refactor the API endpoints”), 1 of 2 tasks done, since " in reason[0]
    assert reason[1] == "You are second in line and will be told when it is free."
    assert reason[3] == (
        "api/routes.py: 2 in line for it, 2 stopped at it within a day. "
        "Split into smaller files, several sessions could work on it at once."
    )
