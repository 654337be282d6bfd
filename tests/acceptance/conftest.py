"""A private world in which covey is installed in the real Claude Code, and ways to ask covey what it sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from .plan_stage import PlanStage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from covey.testing.world import World


@dataclass(frozen=True)
class Scene:
    """A world with covey installed, and a repository in it."""

    world: World
    repository: Path

    def covey(self, *words: str) -> Any:
        """Run a command of covey's in the repository and give its data."""
        done = self.world.run(["covey", *words, "--json"], self.repository, check=False)
        return json.loads(done.stdout)["data"]

    def said(self, *words: str) -> str:
        """Run a command of covey's in the repository and give what it prints for people."""
        done = self.world.run(["covey", *words], self.repository, check=False)
        return done.stdout + done.stderr


@pytest.fixture
def scene(claude_world: World) -> Scene:
    """Install covey as a user would, and make a repository."""
    made = Scene(claude_world, claude_world.repository("shop"))
    claude_world.run(["covey", "install"], made.repository)
    return made


@pytest.fixture
def stage(claude_world: World) -> Iterator[PlanStage]:
    """Give a project in which plans are run by the real client."""
    with PlanStage(claude_world) as made:
        yield made
