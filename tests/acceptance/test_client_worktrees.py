"""What we write into a repository's git configuration lets the real client make its worktrees, and guards them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Scene

MAY_ALL = ("--permission-mode", "bypassPermissions")
COMMIT = "pwd && echo theirs > auth.py && git add auth.py && git commit -m theirs"
WAYS = {
    "-w": [call("Bash", command=COMMIT, description="commit")],
    "isolated agent": [
        call(
            "Agent",
            description="commit",
            prompt="commit apart",
            subagent_type="general-purpose",
            isolation="worktree",
            run_in_background=False,
        )
    ],
    "EnterWorktree": [call("EnterWorktree", name="entered"), call("Bash", command=COMMIT, description="commit")],
}
HOOKS_PATHS = {
    "none": [],
    "of the repository": ["config", "core.hooksPath", ".githooks"],
    "of the user": ["config", "--global", "core.hooksPath", "~/hooks"],
}


@pytest.fixture(params=HOOKS_PATHS)
def guarded(request: pytest.FixtureRequest, scene: Scene) -> Scene:
    """Put the git net beside a hook of the project's own, which says that it ran."""
    told = HOOKS_PATHS[request.param]
    for word in told[-1:]:
        scene.world.run(["git", *told[:-1], word.replace("~", str(scene.world.home))], scene.repository)
    folder = scene.world.run(["git", "rev-parse", "--git-path", "hooks"], scene.repository).stdout.strip()
    hook = scene.repository / folder / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho the hook of the project ran\n")
    hook.chmod(0o755)
    if request.param == "of the repository":  # tracked, as a project's hooks are
        scene.world.run(["git", "add", ".githooks"], scene.repository)
        scene.world.run(["git", "commit", "-q", "-m", "hooks"], scene.repository)
    assert scene.covey("install", "--git-hooks")["action"] == "created"
    return scene


@pytest.fixture
def held(guarded: Scene) -> Iterator[MessagesApi]:
    """Let a session in the repository's own checkout hold auth.py, and give the API of all sessions."""
    auth = str(guarded.repository / "auth.py")
    turns = [call("Write", file_path=auth, content="of the first\n"), text("done").held_by("first ends")]
    conversations = [Conversation("rewrite the login", turns), Conversation("commit apart", WAYS["-w"])]
    conversations += [Conversation(f"commit by {way}", turns) for way, turns in WAYS.items()]
    with MessagesApi(conversations) as api:
        first = guarded.world.start_claude("rewrite the login", cwd=guarded.repository, api=api, args=MAY_ALL)
        api.wait_until_held("first ends")
        yield api
        api.release("first ends")
        first.wait()


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.requirement("S1-10")
def test_the_client_makes_a_worktree_in_which_commits_are_looked_at(
    guarded: Scene, held: MessagesApi, way: str
) -> None:
    more = ("-w", "own") if way == "-w" else ()
    prompt = f"commit by {way}"
    done = guarded.world.run_claude(prompt, cwd=guarded.repository, api=held, args=(*MAY_ALL, *more))
    told = [result for one in held.requests for result in (*one.tool_results, *one.tool_errors)]
    committed = "\n".join(one for one in told if "the hook of the project ran" in one)
    assert done.exit_status == 0
    assert f"{guarded.repository}/.claude/worktrees/" in committed, (done.stderr, told)
    assert "auth.py is also being edited by Session_" in committed
