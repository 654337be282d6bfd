"""Settings files with the real client: installed as people install it, changed while a session runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from .conftest import Scene


@pytest.mark.parametrize("client", clients.VERSIONS[:1], indirect=True)
def test_a_file_that_is_written_while_sessions_run_decides_their_next_edits(scene: Scene) -> None:
    """The hooks run in the interpreter under the venv, which has no YAML parser: `install` noted the one that has."""
    auth, notes = (str(scene.repository / name) for name in ("auth.py", "notes.md"))
    held = [call("Write", file_path=path, content="of the first\n") for path in (auth, notes)]
    holder = Conversation("rewrite the login", [*held, text("done").held_by("first goes on")])
    reads = [call("Read", file_path=path) for path in (auth, notes)]
    wishes = [call("Write", file_path=path, content="of the second\n") for path in (auth, notes)]
    rival = Conversation("add a second factor", [*reads, *wishes, text("done")])
    with MessagesApi([holder, rival]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api)
        api.wait_until_held("first goes on")
        folder = scene.world.home / ".config" / "covey"
        folder.mkdir(parents=True)
        (folder / "file-patterns.yaml").write_text("critical: ['*.py']\n")
        scene.world.run_claude("add a second factor", cwd=scene.repository, api=api)
        api.release("first goes on")
        first.wait()
        turns = api.turns("add a second factor")
        errors = [error for request in turns for error in request.tool_errors]
        told = "\n".join(request.all_text for request in turns)

    assert [error for error in errors if "auth.py is locked by Session_" in error]
    assert [error for error in errors if "notes.md" in error] == []
    assert "notes.md is also being edited by Session_" in told
    assert (scene.repository / "auth.py").read_text() == "of the first\n"
    assert (scene.repository / "notes.md").read_text() == "of the second\n"
    assert not (scene.world.covey_home / "hook-failures.tsv").exists()
