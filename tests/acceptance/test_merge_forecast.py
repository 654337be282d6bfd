"""Two real sessions in two worktrees are told that their work would conflict, before anybody merges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Scene

BOUND_SECONDS = 20


def writer(name: str, folder: Path) -> Conversation:
    """Give a session that writes auth.py in its own worktree, and hears what is said with its next prompt."""
    write = call("Write", file_path=str(folder / "auth.py"), content=f"of {name}\n")
    return Conversation(f"task of {name}", [write, text(f"{name} is done"), text(f"{name} has heard")])


def kinds(scene: Scene) -> list[str]:
    return [line["kind"] for line in scene.covey("log")]


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.requirement("B-4")
def test_both_sessions_hear_of_it_at_their_next_contact(scene: Scene) -> None:
    """Told to both once (issue 3); the forecast agrees with what git does."""
    side = scene.repository.parent / "side"
    scene.world.run(["git", "worktree", "add", "-q", "-b", "side", str(side)], scene.repository)
    with MessagesApi([writer("bee", scene.repository), writer("cow", side)]) as api:
        bee = scene.world.open_claude(cwd=scene.repository, api=api)
        cow = scene.world.open_claude(cwd=side, api=api)
        for name, terminal in (("bee", bee), ("cow", cow)):
            terminal.submit(f"task of {name}")
            terminal.wait_for(f"{name} is done")
        assert until(lambda: "forecast.changed" in kinds(scene), BOUND_SECONDS), kinds(scene)
        for name, terminal in (("bee", bee), ("cow", cow)):
            terminal.submit("anything new?")
            terminal.wait_for(f"{name} has heard")
        told = {name: api.turns(f"task of {name}")[-1].all_text for name in ("bee", "cow")}
        (found,) = scene.covey("sessions", "conflicts")

    for text_told, peer in ((told["bee"], "“task of cow”"), (told["cow"], "“task of bee”")):
        assert text_told.count("1 file would conflict: auth.py (add/add, lines 1 here and 1 there)") == 1
        assert f"({peer})" in text_told
    assert [[file["path"] for file in pair["files"]] for pair in found["forecast"]] == [["auth.py"]]
