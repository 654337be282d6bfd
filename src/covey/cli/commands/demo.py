"""`covey demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli.command import command as covey_command
from covey.cli.console import console
from covey.cli.demo import cast, screen, stage
from covey.cli.demo.play import play
from covey.cli.demo.real import RealSessions
from covey.cli.demo.replay import ReplayedSessions
from covey.cli.demo.tell import Teller
from covey.cli.result import Result
from covey.testing import clients

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.cli.demo.play import Scene


@covey_command("demo", epilog="covey demo\ncovey demo --replay\ncovey demo --json | jq '.data.steps[] | select(.told)'")
@click.option("--replay", is_flag=True, help="Play a recording of Claude Code instead of the real one.")
def command(_app: App, *, replay: bool) -> Result:
    """See two sessions and one stopped edit, in a temporary folder with a HOME of its own.

    The sessions are the real Claude Code, fetched from npm once into covey's cache folder (the one thing that stays);
    only its model is scripted. Without npm or network a recording of it is played. Nothing else of yours is touched.
    """
    teller = None if click.get_current_context().params["as_json"] else Teller(console())
    with stage.calm_ending():
        players = cast.chosen(replay=replay)
        scenes = _perform(players, teller)
    about: dict[str, Any] = {"way": players.way, "client": clients.NEWEST, "note": players.note}
    data = about | {"steps": [scene.as_data() for scene in scenes]}
    return Result(data, lambda _console: teller.ending() if teller else None)


def _perform(players: cast.Cast, teller: Teller | None) -> list[Scene]:
    """Play, telling each scene as it happens."""
    scenes: list[Scene] = []
    if teller:
        teller.opening(players)
    with stage.opened(players.client) as where:
        look = screen.as_text(where, teller.columns) if teller else screen.as_data(where)
        with (RealSessions if players.client else ReplayedSessions)(where) as sessions:
            for scene in play(where, sessions, look):
                scenes.append(scene)
                if teller:
                    teller.scene(scene)
    return scenes
