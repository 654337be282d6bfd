"""The monitor beside real sessions: started by one of them, it frees what another one held when it was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from .conftest import Scene

BOUND_SECONDS = 30


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.requirement("S1-2", "B-5")
def test_a_real_session_starts_the_monitor_which_frees_what_a_killed_one_held(scene: Scene) -> None:
    path = scene.repository / "auth.py"
    turns = [call("Write", file_path=str(path), content="of a\n"), text("done").held_by("a")]
    with MessagesApi([Conversation("holds it", turns)]) as api:
        holder = scene.world.start_claude("holds it", cwd=scene.repository, api=api, env={"COVEY_AUTO_START": "yes"})
        api.wait_until_held("a")
        assert until(lambda: scene.covey("serve", "--status")["running"], BOUND_SECONDS)
        assert [row["path"] for row in scene.covey("locks", "list")] == ["auth.py"]
        holder.kill()
        assert until(lambda: scene.covey("locks", "list") == [], BOUND_SECONDS)
    (ended,) = scene.covey("sessions", "history")
    assert ended["status"] == "pruned"
