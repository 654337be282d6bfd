"""The tools hold, await and release paths as the edit gate does, for the session that calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from covey.testing.waiting import until

if TYPE_CHECKING:
    from .conftest import Office, Tools

BOUND_SECONDS = 20


def held(tools: Tools) -> list[tuple[str, str]]:
    """List who holds what."""
    return [(lock["session_id"], lock["path"]) for lock in tools.data("locks_list")["locks"]]


def waiting(tools: Tools, path: str) -> list[str]:
    """List who waits for what is held at a path."""
    return [
        one for lock in tools.data("locks_list")["locks"] if lock["path"] == path for one in lock.get("waiting", [])
    ]


def test_what_a_tool_holds_no_other_session_edits(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    lock = tools.data(
        "lock_acquire", office.tool_use("one"), path="src/**/*.py", reason="renaming", estimate_minutes=15
    )
    assert (lock["path"], lock["mode"], lock["reason"]) == ("src/**/*.py", "exclusive", "renaming")
    assert lock["estimated_completion"] > lock["acquired"]
    assert office.edit("one", "src/deep/a.py")
    assert not office.edit("two", "src/deep/b.py")


def test_what_an_edit_holds_no_tool_takes_and_it_says_who_has_it(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    said = tools.refusal("lock_acquire", office.tool_use("two"), path="a.py")
    assert said.startswith("a.py is locked by Session_")
    assert "You are first in line" in said
    assert said.endswith("lock_wait waits for it; locks_list shows who holds what")
    assert waiting(tools, "a.py") == ["two"]


def test_readers_share(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    for session_id in ("one", "two"):
        assert tools.data("lock_acquire", office.tool_use(session_id), path="docs", shared=True)["mode"] == "shared"
    assert not office.edit("one", "docs/a.md")


def test_odd_names_are_held_and_released(office: Office, tools: Tools) -> None:
    office.enter("one")
    for path in ("a b.py", "ü/😀.py", "new\nline.py", "-x", "[id].tsx"):
        whole = office.hooks.workspace / path
        whole.parent.mkdir(exist_ok=True)
        whole.touch()
        tools.data("lock_acquire", office.tool_use("one"), path=path)
        assert held(tools) == [("one", path)]
        assert tools.data("lock_release", office.tool_use("one"), path=str(whole)) == {"released": [path]}
        assert held(tools) == []


def test_what_names_no_file_is_refused(office: Office, tools: Tools) -> None:
    office.enter("one")
    for path, why in (("", "the path is empty"), ("a\0b", "no file has this name")):
        assert tools.refusal("lock_acquire", office.tool_use("one"), path=path).startswith(why)


def test_paths_start_from_the_worktree_of_the_session_wherever_the_server_runs(office: Office) -> None:
    office.enter("one")
    tools = office.connect(office.world.home)
    lock = tools.data("lock_acquire", office.tool_use("one"), path="a.py")
    assert (lock["worktree"], lock["path"]) == (str(office.hooks.workspace), "a.py")


def test_all_that_a_session_holds_is_released_at_once(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    for session_id, path in (("one", "a.py"), ("one", "b.py"), ("two", "c.py")):
        assert office.edit(session_id, path)
    assert sorted(tools.data("lock_release", office.tool_use("one"))["released"]) == ["a.py", "b.py"]
    assert held(tools) == [("two", "c.py")]


def test_what_another_holds_is_not_released(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    assert "does not hold a.py" in tools.refusal("lock_release", office.tool_use("two"), path="a.py")
    assert held(tools) == [("one", "a.py")]


def test_who_waits_holds_it_as_soon_as_it_is_free(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    with ThreadPoolExecutor() as pool:
        tool_use = office.tool_use("two")
        waits = pool.submit(tools.data, "lock_wait", tool_use, path="a.py", reason="next")
        assert until(lambda: waiting(tools, "a.py") == ["two"], BOUND_SECONDS)
        tools.data("lock_release", office.tool_use("one"), path="a.py")
        found = waits.result(BOUND_SECONDS)
    assert (found["held"], found["lock"]["session_id"], found["lock"]["reason"]) == (True, "two", "next")


def test_waiting_ends_when_another_session_has_something_to_say(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    with ThreadPoolExecutor() as pool:
        tool_use = office.tool_use("two")
        waits = pool.submit(tools.data, "lock_wait", tool_use, path="a.py")
        assert until(lambda: waiting(tools, "a.py") == ["two"], BOUND_SECONDS)
        tools.data("notice_send", office.tool_use("one"), to="two", text="I need it all day")
        found = waits.result(BOUND_SECONDS)
    assert (found["held"], found["called"]) == (False, True)
    assert found["reason"].startswith("a.py is locked by")


def test_when_the_time_is_over_it_is_said_who_still_holds_it(office: Office, tools: Tools) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    found = tools.data("lock_wait", office.tool_use("two"), path="a.py", seconds=0)
    assert (found["held"], found["called"]) == (False, False)
    assert found["reason"].startswith("a.py is locked by")


def test_nobody_waits_longer_than_a_client_does(office: Office, tools: Tools) -> None:
    office.enter("one")
    assert "less than or equal to 100" in tools.refusal("lock_wait", office.tool_use("one"), path="a.py", seconds=101)


def test_who_waits_holds_what_a_person_has_committed(office: Office, tools: Tools) -> None:
    """The holder is idle, and says nothing more."""
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "a.py")
    (office.hooks.workspace / "a.py").write_text("1")
    office.hooks.answer(office.hooks.call("Stop", "one"))
    with ThreadPoolExecutor() as pool:
        waits = pool.submit(tools.data, "lock_wait", office.tool_use("two"), path="a.py")
        assert until(lambda: waiting(tools, "a.py") == ["two"], BOUND_SECONDS)
        for command in (["add", "."], ["commit", "-qm", "x"]):
            office.world.run(["git", *command], office.hooks.workspace)
        found = waits.result(BOUND_SECONDS)
    assert (found["held"], found["lock"]["session_id"]) == (True, "two")


def test_what_a_tool_holds_ahead_stays_until_an_edit_of_it_is_committed(office: Office, tools: Tools) -> None:
    office.enter("one")
    file = office.hooks.workspace / "README.md"
    tools.data("lock_acquire", office.tool_use("one"), path="README.md")
    office.hooks.answer(office.hooks.call("Stop", "one"))
    assert held(tools) == [("one", "README.md")]
    assert office.edit("one", "README.md")
    file.write_text("1")
    office.world.run(["git", "commit", "-qam", "x"], office.hooks.workspace)
    office.hooks.answer(office.hooks.call("Stop", "one"))
    assert held(tools) == []
