"""What the tests of the client's room share: scratch entries in place of the hooks, and their record."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.claude.hooks_table import HookSetup
from covey.claude.place import Place
from covey.claude.plugin import Plugin
from covey.claude.plugin_files import plugin_files
from covey.claude.program import Program

if TYPE_CHECKING:
    from covey.testing.world import World

SCRATCH_ENTRY = """
import json, os, sys
event = json.loads(sys.stdin.readline())
home = sys.argv[sys.argv.index("--home") + 1]
record = {"event": event["hook_event_name"], "argv": sys.argv, "name": os.path.basename(sys.argv[0])}
with open(os.path.join(home, "fired"), "a") as file:
    file.write(json.dumps(record) + "\\n")
"""


@dataclass(frozen=True)
class Bench:
    """A project in a private world, with entries that write down that they were called."""

    world: World
    project: Path
    setup: HookSetup
    place: Place

    @property
    def program(self) -> Program:
        """The world's client."""
        found = Program.find(self.world.env())
        assert found is not None
        return found

    @property
    def plugin(self) -> Plugin:
        """Our plugin in the world's client."""
        return Plugin(self.program, self.place, self.setup.home / "plugin", self.project)

    def files(self) -> dict[str, str]:
        """Render the plugin."""
        return plugin_files(self.setup.hooks(), "0.1.0")

    def fired(self) -> list[dict[str, Any]]:
        """Give what the scratch entries wrote down."""
        record = self.setup.home / "fired"
        return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def make_bench(world: World) -> Bench:
    """Set up a project and scratch entries in a world."""
    entries = world.root / "installed" / "covey" / "hooks"
    entries.mkdir(parents=True)
    for name in ("on_edit.py", "on_event.py"):
        (entries / name).write_text(SCRATCH_ENTRY)
    world.covey_home.mkdir()
    env = world.env()
    return Bench(
        world=world,
        project=world.repository(),
        setup=HookSetup(Path(sys.executable), world.covey_home, entries),
        place=Place.of(env, platform="linux"),
    )


@pytest.fixture
def bench(world: World) -> Bench:
    """Give a bench without a client."""
    return make_bench(world)


@pytest.fixture
def claude_bench(claude_world: World) -> Bench:
    """Give a bench with the real client."""
    return make_bench(claude_world)
