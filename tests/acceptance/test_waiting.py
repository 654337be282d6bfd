"""Real sessions wait in line: each hears once that its turn has come, and gets the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from .conftest import Scene

BOUND_SECONDS = 20
BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)


def waiter(scene: Scene, name: str) -> Conversation:
    """Give a session that is stopped at auth.py, goes on until its gate is released, and writes it when told."""
    path = str(scene.repository / "auth.py")
    turns = [
        call("Read", file_path=path),
        call("Write", file_path=path, content=f"of {name}\n"),
        call("Write", file_path=str(scene.repository / f"{name}.py"), content="x\n").held_by(name),
        call("Read", file_path=path),
        call("Write", file_path=path, content=f"of {name}\n"),
        text("done").held_by(f"{name} has it"),
    ]
    return Conversation(f"task of {name}", turns)


@BOTH_VERSIONS
@pytest.mark.requirement("B-3", "B-5", "S1-10")
def test_two_wait_and_each_hears_once_and_gets_it_in_turn(scene: Scene) -> None:
    """A holds, B and C wait, A ends, B hears once and gets it, then C (issue 3)."""
    path = scene.repository / "auth.py"
    holder = Conversation("holds it", [call("Write", file_path=str(path), content="of a\n"), text("done").held_by("a")])
    with MessagesApi([holder, waiter(scene, "bee"), waiter(scene, "cow")]) as api:
        first = scene.world.start_claude("holds it", cwd=scene.repository, api=api)
        api.wait_until_held("a")
        second = scene.world.start_claude("task of bee", cwd=scene.repository, api=api)
        api.wait_until_held("bee")
        third = scene.world.start_claude("task of cow", cwd=scene.repository, api=api)
        api.wait_until_held("cow")
        assert [(row["task"], row["place"]) for row in scene.covey("locks", "waiting")] == [
            ("task of bee", 1),
            ("task of cow", 2),
        ]
        api.release("a")
        first.wait()
        api.release("bee")
        api.wait_until_held("bee has it")
        assert path.read_text() == "of bee\n"
        api.release("bee has it")
        second.wait()
        api.release("cow")
        api.wait_until_held("cow has it")
        assert path.read_text() == "of cow\n"
        api.release("cow has it")
        third.wait()
        last = {name: api.turns(f"task of {name}")[-1].all_text for name in ("bee", "cow")}

    assert {name: said.count("Free now: auth.py") for name, said in last.items()} == {"bee": 1, "cow": 1}
    assert scene.covey("locks", "waiting") == []


@BOTH_VERSIONS
@pytest.mark.requirement("B-3")
def test_a_session_that_is_about_to_rest_is_told_and_goes_on(scene: Scene) -> None:
    """What is free by the end of its turn is told then: the session takes another turn for it."""
    path = scene.repository / "auth.py"
    holder = Conversation("holds it", [call("Write", file_path=str(path), content="of a\n"), text("done").held_by("a")])
    turns = [
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        text("I cannot go on").held_by("bee"),
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        text("done"),
    ]
    with MessagesApi([holder, Conversation("task of bee", turns)]) as api:
        first = scene.world.start_claude("holds it", cwd=scene.repository, api=api)
        api.wait_until_held("a")
        second = scene.world.start_claude("task of bee", cwd=scene.repository, api=api)
        api.wait_until_held("bee")
        api.release("a")
        first.wait()
        api.release("bee")
        second.wait()
    assert path.read_text() == "of bee\n"


@pytest.mark.requirement("B-3", "S1-10")
def test_a_session_that_nobody_attends_waits_by_the_command_that_its_denial_names(scene: Scene) -> None:
    """Only newer clients say that nobody attends; with its turn such a session would end, and never be told."""
    path = scene.repository / "auth.py"
    holder = Conversation("holds it", [call("Write", file_path=str(path), content="of a\n"), text("done").held_by("a")])
    turns = [
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        call("Bash", command="covey locks acquire auth.py --wait 100s"),
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        text("done"),
    ]
    how = ("--permission-mode", "bypassPermissions")
    with MessagesApi([holder, Conversation("task of bee", turns)]) as api:
        first = scene.world.start_claude("holds it", cwd=scene.repository, api=api)
        api.wait_until_held("a")
        second = scene.world.start_claude("task of bee", cwd=scene.repository, api=api, args=how)
        api.wait_for(lambda each: each.conversation == "task of bee" and each.turn == 2)
        api.release("a")
        first.wait()
        second.wait()
        results = api.turns("task of bee")[-1].tool_results
    assert path.read_text() == "of bee\n"
    assert "`covey locks acquire PATH --wait 100s` waits for it." in results[1]
    assert results[2].endswith("holds auth.py.")


@BOTH_VERSIONS
@pytest.mark.requirement("B-3")
def test_a_circle_of_two_is_broken_by_the_youngest(scene: Scene) -> None:
    """Each holds what the other wants; the one that closes the circle is the youngest, is told so, and yields."""
    how = ("--permission-mode", "bypassPermissions")
    ours, theirs = str(scene.repository / "a.py"), str(scene.repository / "b.py")
    old = [
        call("Write", file_path=ours, content="old\n"),
        call("Read", file_path=theirs).held_by("old wants it"),
        call("Write", file_path=theirs, content="old\n"),
        call("Write", file_path=theirs, content="old\n").held_by("old tries again"),
        text("done"),
    ]
    young = [
        call("Write", file_path=theirs, content="young\n"),
        call("Read", file_path=ours).held_by("young wants it"),
        call("Write", file_path=ours, content="young\n"),
        call("Bash", command="covey locks release b.py"),
        text("done").held_by("young has yielded"),
    ]
    with MessagesApi([Conversation("the old one", old), Conversation("the young one", young)]) as api:
        first = scene.world.start_claude("the old one", cwd=scene.repository, api=api, args=how)
        api.wait_until_held("old wants it")
        second = scene.world.start_claude("the young one", cwd=scene.repository, api=api, args=how)
        api.wait_until_held("young wants it")
        api.release("old wants it")
        api.wait_until_held("old tries again")
        api.release("young wants it")
        api.wait_until_held("young has yielded")
        denial = api.turns("the young one")[-1].all_text
        log = [row["kind"] for row in scene.covey("log")]
        api.release("old tries again")
        first.wait()
        api.release("young has yielded")
        second.wait()
    assert (scene.repository / "b.py").read_text() == "old\n"
    assert "A circle: " in denial
    assert "This session is the youngest of them" in denial
    assert "lock.circle" in log


@pytest.mark.requirement("B-3", "S1-2")
@pytest.mark.parametrize(
    "is_killed", [False, True], ids=["the holder ends", "the holder is killed, and a monitor runs"]
)
def test_an_idle_terminal_session_wakes_up_when_its_turn_has_come(scene: Scene, *, is_killed: bool) -> None:
    """Only clients from 2.1.224 on listen; the message goes to the socket that their registry names."""
    path = scene.repository / "auth.py"
    holder = Conversation("holds it", [call("Write", file_path=str(path), content="of a\n"), text("done").held_by("a")])
    turns = [
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        text("I wait for it"),
        call("Read", file_path=str(path)),
        call("Write", file_path=str(path), content="of bee\n"),
        text("now it is mine"),
    ]
    with MessagesApi([holder, Conversation("task of bee", turns)]) as api:
        first = scene.world.start_claude("holds it", cwd=scene.repository, api=api)
        api.wait_until_held("a")
        terminal = scene.world.open_claude(cwd=scene.repository, api=api)
        terminal.submit("task of bee")
        terminal.wait_for("I wait for it")
        scene.world.wait_for_status(terminal.pid, "idle")
        assert until(lambda: is_idle(scene, "task of bee"), BOUND_SECONDS)
        if is_killed:
            assert scene.covey("serve", "--background")["running"]
            first.kill()
        else:
            api.release("a")
            first.wait()
        terminal.wait_for("now it is mine")
        said = api.turns("task of bee")[-1].all_text
    assert path.read_text() == "of bee\n"
    assert said.count("Free now: auth.py") == 1


def is_idle(scene: Scene, task: str) -> bool:
    """Tell whether covey knows that the session with a task is idle."""
    return [row["status"] for row in scene.covey("sessions", "live") if row["task"] == task] == ["idle"]
