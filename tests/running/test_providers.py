"""Packages of others add providers: a plan that names one is carried out by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from covey.testing.world import World

MODULE = """
from pathlib import Path

from covey.model.outcome import DONE, Outcome, Usage


class Parrot:
    name = "parrot"
    keeps_conversations = False

    def carry_out(self, ask, onlooker):
        onlooker.sees("speaks")
        said = "\\n".join([*ask.preface, ask.prompt])
        Path(ask.project, "said.txt").write_text(said, encoding="utf-8")
        return Outcome(DONE, output=f"parrot: {ask.prompt}", usage=Usage(output_tokens=len(said)))

    def end_what_is_left(self, folder):
        return False
"""
PLAN = {
    "name": "speech",
    "provider": "parrot",
    "tasks": [{"id": "one", "prompt": "say hello"}, {"id": "two", "prompt": "say goodbye"}],
}


@pytest.mark.requirement("S2-3")
def test_a_plan_is_carried_out_by_a_provider_that_a_package_adds(world: World, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    info = packages / "parrot-1.0.dist-info"
    info.mkdir(parents=True)
    (packages / "parrot.py").write_text(MODULE, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[covey.providers]\nparrot = parrot:Parrot\n", encoding="utf-8")
    repository = world.repository()
    (repository / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    env = world.env() | {"PYTHONPATH": str(packages)}
    done = world.run(["covey", "plans", "run", "plan.json", "--json"], repository, env=env)
    tasks = {task["task_id"]: task for task in json.loads(done.stdout)["data"]["tasks"]}
    assert {task["state"] for task in tasks.values()} == {"done"}
    assert tasks["two"]["said"] == "parrot: say goodbye"
    said = (repository / "said.txt").read_text(encoding="utf-8")
    assert said.endswith("\nsay goodbye")
    assert "say hello" in said  # nothing is remembered, so what was done is told


def test_a_provider_that_nobody_adds_is_refused_with_those_that_are_there(world: World) -> None:
    repository = world.repository()
    (repository / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    done = world.run(["covey", "plans", "run", "plan.json", "--json"], repository, check=False)
    [error] = json.loads(done.stdout)["errors"]
    assert (done.returncode, error["code"], error["hint"]) == (1, "unknown_provider", "known are: claude")
    listed = world.run(["covey", "plans", "list", "--json"], repository)
    assert json.loads(listed.stdout)["data"] == []
