"""A person reviews what a real session wrote and commits it, with `!` or in another terminal: that frees the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.testing.script import Turn
    from covey.testing.terminal import Terminal

    from .conftest import Scene

pytestmark = [
    pytest.mark.parametrize("client", clients.VERSIONS, indirect=True),
    pytest.mark.requirement("S1-4"),
]
BOUND_SECONDS = 20
BEFORE = "".join(f"line {number}\n" for number in range(30))
OF_ONE = f"# of one\n{BEFORE}# the end\n"
OF_TWO = f"# of two\n{BEFORE}"

FREED = {
    "committed": "git commit -qam reviewed",
    "amended": "git commit -qa --amend --no-edit",
    "rebased": "git commit -qa --fixup HEAD; GIT_SEQUENCE_EDITOR=true git rebase -qi --autosquash --root",
    "stashed": "git stash -q",
}
KEPT = {
    "another worktree": "git worktree add -q ../tree; echo z > ../tree/auth.py; git -C ../tree commit -qam z",
    "another file": "echo z > free.py; git add free.py; git commit -qm z",
}


@pytest.fixture(autouse=True)
def _committed(scene: Scene) -> None:  # pyright: ignore[reportUnusedFunction]
    (scene.repository / "auth.py").write_text(BEFORE)
    for command in (["add", "."], ["commit", "-qm", "before"]):
        scene.world.run(["git", *command], scene.repository)


def conversations(scene: Scene) -> list[Conversation]:
    """Give one session that writes auth.py and rests, and another that wants to."""
    path = str(scene.repository / "auth.py")
    return [
        Conversation("write it", [*_written(path, OF_ONE), text("it is written")]),
        Conversation("wants it too", [*_written(path, OF_TWO), text("done")]),
        Conversation("", [text("I see")]),
    ]


def _written(path: str, content: str) -> list[Turn]:
    return [call("Read", file_path=path), call("Write", file_path=path, content=content)]


def open_holder(scene: Scene, api: MessagesApi) -> Terminal:
    """Open the terminal of the session that writes auth.py, and wait until its turn is over."""
    terminal = scene.world.open_claude(cwd=scene.repository, api=api)
    terminal.submit("write it")
    terminal.wait_for("it is written")
    assert until(lambda: [row["status"] for row in scene.covey("sessions", "live")] == ["idle"], BOUND_SECONDS)
    assert held(scene) == ["auth.py"]
    return terminal


def held(scene: Scene) -> list[str]:
    return [row["path"] for row in scene.covey("locks", "list")]


def open_shell(scene: Scene) -> Terminal:
    """Open a terminal of the person's own."""
    return scene.world.open_terminal(["bash", "--norc", "--noprofile"], scene.repository)


def enter(shell: Terminal, command: str) -> None:
    """Type a command, and wait for its end."""
    shell.submit(f"{command}; echo that was $((40 + 2))")
    shell.wait_for("that was 42")


def may_edit(scene: Scene, api: MessagesApi) -> bool:
    """Let another session try; tell whether it wrote the file."""
    scene.world.run_claude("wants it too", cwd=scene.repository, api=api)
    errors = api.turns("wants it too")[-1].tool_errors
    is_written = (scene.repository / "auth.py").read_text() == OF_TWO
    assert is_written == (not errors), errors
    return is_written


@pytest.mark.parametrize("command", FREED.values(), ids=FREED)
def test_what_a_person_commits_in_another_terminal_is_free_for_whoever_wants_it(scene: Scene, command: str) -> None:
    with MessagesApi(conversations(scene)) as api:
        open_holder(scene, api)
        enter(open_shell(scene), command)
        assert may_edit(scene, api)
    log = [(row["kind"], row["path"]) for row in scene.covey("log", "-n", "1000")]
    assert log.count(("lock.released", "auth.py")) == 2, "by the commit, and by the end of the other session"
    assert ("lock.denied", "auth.py") not in log


@pytest.mark.parametrize("command", KEPT.values(), ids=KEPT)
def test_what_a_person_commits_elsewhere_leaves_the_file_held(scene: Scene, command: str) -> None:
    with MessagesApi(conversations(scene)) as api:
        open_holder(scene, api)
        enter(open_shell(scene), command)
        assert not may_edit(scene, api)


def test_what_a_person_commits_in_part_is_free_with_its_last_part(scene: Scene) -> None:
    with MessagesApi(conversations(scene)) as api:
        open_holder(scene, api)
        shell = open_shell(scene)
        shell.submit("git commit -p -m half")
        for answer in ("y", "n"):
            shell.wait_for(f"({'1' if answer == 'y' else '2'}/2) Stage this hunk")
            shell.submit(answer)
        enter(shell, "git status --short")
        assert not may_edit(scene, api)
        enter(shell, "clear; git commit -qam rest")
        assert scene.covey("sessions", "refresh")["dropped"] != []
    assert held(scene) == []


@pytest.mark.requirement("B-3")
def test_a_commit_with_an_exclamation_mark_frees_the_file_and_who_waits_is_told(scene: Scene) -> None:
    """The client calls no hook for such a command; but the model sees it, and its turn ends."""
    path = scene.repository / "auth.py"
    waiter = [
        *_written(str(path), OF_TWO),
        call("Write", file_path=str(scene.repository / "free.py"), content="x\n").held_by("committed"),
        *_written(str(path), OF_TWO),
        text("done"),
    ]
    with MessagesApi([Conversation("waits for it", waiter), *conversations(scene)]) as api:
        holder = open_holder(scene, api)
        second = scene.world.start_claude("waits for it", cwd=scene.repository, api=api)
        api.wait_until_held("committed")
        holder.type("!")
        holder.wait_for("! for shell mode")
        holder.submit("git commit -qam reviewed")
        assert until(lambda: held(scene) == [], BOUND_SECONDS), holder.screen()
        api.release("committed")
        second.wait()
        told = api.turns("waits for it")[-1].all_text
    assert path.read_text() == OF_TWO
    assert told.count("Free now: auth.py") == 1
