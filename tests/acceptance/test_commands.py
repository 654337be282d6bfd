"""Shell commands of real sessions cannot get around a lock: what can be foretold is stopped, the rest is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, Turn, call, text

if TYPE_CHECKING:
    from .conftest import Scene

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
WRITERS = (
    "echo 'of the second' > auth.py",
    "sed -i s/first/second/ auth.py",
    "cat > auth.py <<'EOF'\nof the second\nEOF",
    "python3 -c \"open('auth.py', 'w').write('of the second')\"",
    "cd . && cp other.py auth.py",
)
SWEEPERS = ("git checkout -- auth.py", "git stash", "git add -A && git commit -m all")
ALLOW_ALL = ("--permission-mode", "bypassPermissions")


def holder(scene: Scene) -> Conversation:
    """Give a session that changes auth.py, waits at a gate, and looks around before it ends."""
    path = str(scene.repository / "auth.py")
    turns = [
        call("Read", file_path=path),
        call("Write", file_path=path, content="of the first\n"),
        call("Bash", command="true").held_by("first goes on"),
        text("done"),
    ]
    return Conversation("rewrite the login", turns)


def commands(prompt: str, *lines: str) -> Conversation:
    """Give a session that runs commands one after the other."""
    turns: list[Turn] = [call("Bash", command=line) for line in lines]
    return Conversation(prompt, [*turns, text("done")])


def prepare(scene: Scene) -> None:
    """Commit auth.py and other.py."""
    for name in ("auth.py", "other.py"):
        (scene.repository / name).write_text("from the beginning\n")
    scene.world.run(["git", "add", "."], scene.repository)
    scene.world.run(["git", "commit", "-q", "-m", "first"], scene.repository)


@BOTH_VERSIONS
@pytest.mark.requirement("B-1", "S1-3")
def test_commands_that_would_write_a_held_file_or_sweep_it_away_are_stopped(scene: Scene) -> None:
    prepare(scene)
    with MessagesApi([holder(scene), commands("go around it", *WRITERS, *SWEEPERS)]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=ALLOW_ALL)
        api.wait_until_held("first goes on")
        scene.world.run_claude("go around it", cwd=scene.repository, api=api, args=ALLOW_ALL)
        found = (scene.repository / "auth.py").read_text()
        api.release("first goes on")
        first.wait()
        errors = api.turns("go around it")[-1].tool_errors

    assert found == "of the first\n"
    assert len(errors) == len(WRITERS) + len(SWEEPERS)
    assert all("auth.py is locked by Session_" in error for error in errors[: len(WRITERS)])
    for name, error in zip(("git checkout", "git stash", "git add"), errors[len(WRITERS) :], strict=True):
        assert f"`{name}` would take uncommitted work of other sessions in this worktree: auth.py (Session_" in error


@BOTH_VERSIONS
@pytest.mark.requirement("B-1")
def test_what_no_parser_can_know_is_found_afterwards_and_told_to_both(scene: Scene) -> None:
    prepare(scene)
    (scene.repository / "fix.sh").write_text("echo of the second > auth.py; echo new > made.py\n")
    with MessagesApi([holder(scene), commands("go around it", "sh ./fix.sh")]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api, args=ALLOW_ALL)
        api.wait_until_held("first goes on")
        scene.world.run_claude("go around it", cwd=scene.repository, api=api, args=ALLOW_ALL)
        api.release("first goes on")
        first.wait()
        told = api.turns("go around it")[-1].all_text
        heard = api.turns("rewrite the login")[-1].all_text

    assert "auth.py changed while this command ran, and is held by Session_" in told
    assert "auth.py, which this session holds, changed while a command of Session_" in heard
    assert "“sh ./fix.sh”" in heard
    assert any(row["kind"] == "lock.overrun" for row in scene.covey("log"))
    assert any(row["kind"] == "lock.acquired" and row["path"] == "made.py" for row in scene.covey("log"))
