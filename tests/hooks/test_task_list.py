"""A session's progress follows the task list of its client, in the forms that the pinned clients really send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from .conftest import Hooks


def items(hooks: Hooks, session_id: str = "one") -> list[tuple[str, str, int]]:
    store = SqliteStore(str(hooks.home))
    with store.read() as tx:
        found = [(item.item_id, item.subject, item.is_done) for item in tx.items(session_id)]
    store.close()
    return found


def created(hooks: Hooks, item_id: str, subject: str) -> None:
    """Tell as the clients do: by the event first, then by the tool."""
    hooks.event("TaskCreated", task_id=item_id, task_subject=subject, task_description="")
    answer = {"task": {"id": item_id, "subject": subject}}
    used(hooks, "TaskCreate", {"subject": subject, "description": ""}, answer)


def updated(hooks: Hooks, item_id: str, status: str, **response: Any) -> None:
    answer = {"success": True, "taskId": item_id, **response}
    used(hooks, "TaskUpdate", {"taskId": item_id, "status": status}, answer)


def used(hooks: Hooks, tool: str, tool_input: dict[str, Any], response: dict[str, Any]) -> None:
    fields = {"tool_name": tool, "tool_input": tool_input, "tool_response": response, "tool_use_id": "toolu_1"}
    assert hooks.event("PostToolUse", **fields) == {}


@pytest.mark.requirement("S1-9")
def test_entries_are_created_begun_done_and_dropped(hooks: Hooks) -> None:
    created(hooks, "1", "write the model")
    created(hooks, "2", "write the tests")
    created(hooks, "10", "write the docs")
    updated(hooks, "1", "in_progress")
    assert [done for _, _, done in items(hooks)] == [0, 0, 0]
    hooks.event("TaskCompleted", task_id="1", task_subject="write the model")
    updated(hooks, "1", "completed")
    updated(hooks, "2", "deleted")
    assert items(hooks) == [("1", "write the model", 1), ("10", "write the docs", 0)]
    assert [kind for kind, _ in hooks.log()].count("session.progress") == 5
    updated(hooks, "1", "pending")
    assert items(hooks)[0] == ("1", "write the model", 0)


def test_the_same_may_be_told_twice(hooks: Hooks) -> None:
    for _ in range(2):
        created(hooks, "1", "write the model")
        created(hooks, "2", "write the tests")
    for _ in range(2):
        updated(hooks, "1", "completed")
        updated(hooks, "2", "deleted")
    assert items(hooks) == [("1", "write the model", 1)]
    assert [kind for kind, _ in hooks.log()].count("session.progress") == 4


def test_a_list_that_is_all_done_makes_way_for_the_next(hooks: Hooks) -> None:
    created(hooks, "1", "write the model")
    updated(hooks, "1", "completed")
    created(hooks, "2", "paint it")
    assert items(hooks) == [("2", "paint it", 0)]


def test_a_list_that_is_written_anew_replaces_the_old_one(hooks: Hooks) -> None:
    todos = [{"content": f"step {number}", "status": "pending", "activeForm": "x"} for number in range(3)]
    used(hooks, "TodoWrite", {"todos": todos}, {"oldTodos": [], "newTodos": todos})
    assert len(items(hooks)) == 3
    todos = [{"content": "a", "status": "completed"}, {"content": "b", "status": "in_progress"}]
    used(hooks, "TodoWrite", {"todos": todos}, {})
    assert items(hooks) == [("1", "a", 1), ("2", "b", 0)]
    used(hooks, "TodoWrite", {"todos": []}, {})
    assert items(hooks) == []


def test_a_list_that_a_subagent_writes_for_itself_is_not_the_sessions(hooks: Hooks) -> None:
    created(hooks, "1", "write the model")
    todos = {"todos": [{"content": "mine", "status": "completed"}]}
    hooks.event("PostToolUse", tool_name="TodoWrite", tool_input=todos, tool_response={}, agent_id="agent-1")
    assert items(hooks) == [("1", "write the model", 0)]


def test_an_update_that_failed_changes_nothing(hooks: Hooks) -> None:
    created(hooks, "1", "write the model")
    updated(hooks, "1", "completed", success=False)
    assert items(hooks) == [("1", "write the model", 0)]


def test_a_subject_keeps_no_secret(hooks: Hooks) -> None:
    created(hooks, "1", "log in with password=hunter2")
    assert items(hooks) == [("1", "log in with [hidden]", 0)]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "x", [None], [7]])
def test_whatever_the_tools_send_breaks_nothing(hooks: Hooks, odd: Any) -> None:
    for tool in ("TaskCreate", "TaskUpdate", "TodoWrite"):
        for tool_input in ({"todos": odd, "taskId": odd, "status": odd}, odd):
            fields = {"tool_name": tool, "tool_input": tool_input, "tool_response": {"task": odd, "success": odd}}
            assert hooks.event("PostToolUse", **fields) == {}
    hooks.event("TaskCreated", task_id=odd, task_subject=odd)
    hooks.event("TaskCompleted")
    assert hooks.failures() == []


def test_a_list_does_not_grow_for_ever(hooks: Hooks) -> None:
    todos = [{"content": str(number), "status": "pending"} for number in range(500)]
    used(hooks, "TodoWrite", {"todos": todos}, {})
    assert len(items(hooks)) == 200
    created(hooks, "x", "one more")
    assert len(items(hooks)) == 200


def test_a_session_that_has_ended_is_not_brought_back_by_its_list(hooks: Hooks) -> None:
    hooks.event("SessionStart")
    hooks.event("SessionEnd")
    created(hooks, "1", "write the model")
    assert hooks.session().ended is not None
    assert items(hooks) == []
