"""A session's shell starts another client: each is known by its own process, and holds what it holds."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from covey.testing.messages_api import Request

    from .conftest import Scene

FREELY = ("--permission-mode", "bypassPermissions")
WAYS = {
    "in its shell": "{client}",
    "detached": "setsid -w sh -c {quoted}",
    "left alone": "(setsid sh -c {quoted} >{out} 2>&1 &) ; until grep -q inner {out}; do sleep 0.1; done",
}


@pytest.mark.requirement("S1-2", "S1-5")
@pytest.mark.parametrize("inner", clients.VERSIONS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_session_keeps_what_it_holds_while_its_shell_runs_another_client(scene: Scene, inner: str, way: str) -> None:
    """2.1.197 sets no CLAUDE_PID, and hands on that of the client whose shell it runs in."""
    wanted = str(scene.repository / "auth.py")
    claude = [str(clients.client(inner)), "-p", "work inside", *FREELY]
    given = {"client": shlex.join(claude), "quoted": shlex.quote(shlex.join(claude)), "out": scene.world.root / "out"}
    command = way.format(**given)
    outer = [
        call("Write", file_path=wanted, content="of the outer\n"),
        call("Bash", command=command),
        call("Write", file_path=wanted, content="of the outer again\n"),
        text("done").held_by("outer goes on"),
    ]
    within = [
        call("Read", file_path=wanted),
        call("Write", file_path=wanted, content="of the inner\n"),
        text("inner is done"),
    ]
    with MessagesApi([Conversation("work outside", outer), Conversation("work inside", within)]) as api:
        process = scene.world.start_claude("work outside", cwd=scene.repository, api=api, args=FREELY)
        held: Request = api.wait_until_held("outer goes on")
        (lock,) = scene.covey("locks", "list")
        (live,) = scene.covey("sessions", "live")
        api.release("outer goes on")
        ended = process.wait()
        errors = [error for request in api.turns("work inside") for error in request.tool_errors]
    history = scene.covey("sessions", "history")

    assert (lock["path"], lock["session_id"]) == ("auth.py", ended.session_id), held.tool_results
    assert (live["session_id"], live["pid"]) == (ended.session_id, process.pid)
    assert any("auth.py is locked by Session_" in error and "(“work outside”)" in error for error in errors)
    assert (scene.repository / "auth.py").read_text() == "of the outer again\n"
    assert {row["status"] for row in history} == {"completed"}
    assert {row["session_id"] for row in history} > {ended.session_id}
    assert len({row["name"].split("_")[-2] for row in history}) == len(history) == 2, "each has its own pid"
