"""Real sessions hear what is free, whose work matters to their task, and how far that is, before their first answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Scene

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)

WITH_TASKS = {"CLAUDE_CODE_ENABLE_TODO_TOOLS": "1"}
"""2.1.329 has the task tools for older models alone, or where this is set; 2.1.197 has them anyway."""

WITH_TODOS = {**WITH_TASKS, "CLAUDE_CODE_ENABLE_TASKS": "0"}
"""Then both have TodoWrite in their place."""


@pytest.fixture
def shop(scene: Scene) -> Scene:
    """Give a repository with some folders."""
    for name in ("api/routes.py", "docs/a.md", "web/a.ts", "tests/test_routes.py"):
        (scene.repository / name).parent.mkdir()
        (scene.repository / name).write_text("1\n", encoding="utf-8")
    return scene


@pytest.fixture
def held(shop: Scene) -> Iterator[MessagesApi]:
    """Let a session do three of its five tasks, hold api/routes.py, and go on."""
    turns = [
        *(call("TaskCreate", subject=f"step {number}", description="x") for number in range(1, 7)),
        *(call("TaskUpdate", taskId=str(number), status="completed") for number in range(1, 4)),
        call("TaskUpdate", taskId="6", status="deleted"),
        call("Read", file_path=str(shop.repository / "api/routes.py")),
        call("Edit", file_path=str(shop.repository / "api/routes.py"), old_string="1", new_string="2"),
        text("done").held_by("first goes on"),
    ]
    second = Conversation("write the API tests", [text("thanks")])
    third = Conversation("Rework the API endpoints", [text("thanks")])
    with MessagesApi([second, third, Conversation("refactor the API endpoints", turns)]) as api:
        first = shop.world.start_claude("refactor the API endpoints", cwd=shop.repository, api=api, env=WITH_TASKS)
        api.wait_until_held("first goes on")
        yield api
        api.release("first goes on")
        first.wait()


def first_request(scene: Scene, api: MessagesApi, prompt: str) -> str:
    """Let a session begin a task; give all that its model was told before its first answer."""
    scene.world.run_claude(prompt, cwd=scene.repository, api=api)
    return api.turns(prompt)[0].all_text


@pytest.mark.requirement("S1-8", "S1-9")
def test_the_second_session_hears_what_is_free_and_how_far_the_first_is(shop: Scene, held: MessagesApi) -> None:
    told = first_request(shop, held, "write the API tests")
    assert "“refactor the API endpoints”, 3 of 5 tasks done; holds api/routes.py" in told
    assert "Free areas: docs, tests, web" in told
    assert (
        "works on: “refactor the API endpoints” (holds api/routes.py), 3 of 5 tasks done; tests/test_routes.py is free."
    ) in told
    live = [row for row in shop.covey("sessions", "live") if row["task"] == "refactor the API endpoints"]
    assert [row["progress"] for row in live] == [{"done": 3, "total": 5}]


@pytest.mark.requirement("S1-9")
def test_a_session_with_nearly_the_same_task_hears_so(shop: Scene, held: MessagesApi) -> None:
    told = first_request(shop, held, "Rework the API endpoints")
    assert "has nearly the same task: “refactor the API endpoints” (holds api/routes.py), 3 of 5 tasks done." in told


@pytest.mark.requirement("S1-9")
def test_a_list_that_is_written_as_a_whole_is_followed_too(shop: Scene) -> None:
    todos = [{"content": f"step {number}", "status": "pending", "activeForm": "x"} for number in range(4)]
    todos[0]["status"] = "completed"
    turns = [call("TodoWrite", todos=todos), text("done").held_by("first goes on")]
    with MessagesApi([Conversation("paint it", turns)]) as api:
        first = shop.world.start_claude("paint it", cwd=shop.repository, api=api, env=WITH_TODOS)
        api.wait_until_held("first goes on")
        (row,) = shop.covey("sessions", "live")
        api.release("first goes on")
        first.wait()
    assert row["progress"] == {"done": 1, "total": 4}


@pytest.mark.requirement("S1-8", "S1-13")
def test_the_slash_command_says_what_is_free_for_a_task(shop: Scene, held: MessagesApi) -> None:
    with MessagesApi([Conversation("/sc:", [text("thanks")])]) as api:
        shop.world.run_claude("/sc:suggest paint the web", cwd=shop.repository, api=api)
        told = api.turns("/sc:")[0].all_text.partition("covey says:")[2]
    assert held.turns("refactor the API endpoints")
    assert "For: paint the web" in told
    assert told.index("web ") < told.index("docs ") < told.index("api ")
