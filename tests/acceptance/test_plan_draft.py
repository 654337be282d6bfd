"""A plan is drafted by the real client: asked for by a schema, checked, sent back once, and never run by itself."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.running.plan_file import read_plan
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, Turn, call, text
from covey.testing.processes import survivors
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.testing.world import World

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
WISH = "a CSV export of the orders"
PAGE = (Path(__file__).parents[2] / "docs/reference/json.md").read_text(encoding="utf-8")
CHAPTER = PAGE.partition("\n## covey plans draft\n")[2].partition("\n## ")[0]
GOOD: dict[str, Any] = {
    "name": "export",
    "description": "orders as CSV",
    "tasks": [
        {
            "id": "write",
            "type": "create_file",
            "paths": ["export.py"],
            "prompt": "Write it.\nWith types.\n",
            "needs": [],
        },
        {"id": "test", "type": "test", "prompt": "Test it.", "needs": ["write"], "verify": ["true"]},
    ],
}
BAD: dict[str, Any] = GOOD | {"tasks": [{"id": "a", "prompt": "x", "needs": ["b"]}]}


@dataclass(frozen=True)
class Desk:
    """A repository, and a user who asks for a plan there."""

    world: World
    repository: Path

    def draft(self, *answers: dict[str, Any], options: tuple[str, ...] = ()) -> tuple[Any, MessagesApi]:
        """Ask for a plan, of a model that gives these answers one after the other."""
        with MessagesApi([Conversation(WISH, list(self._turns(answers)))]) as api:
            return self.covey("plans", "draft", WISH, *options, api=api), api

    def covey(self, *words: str, api: MessagesApi | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of covey's."""
        env = self.world.env(api.url if api else "")
        return self.world.run(["covey", *words], self.repository, env=env, check=False)

    def _turns(self, answers: tuple[dict[str, Any], ...]) -> list[Turn]:
        return [turn for answer in answers for turn in (call("StructuredOutput", **answer), text("done"))]


@pytest.fixture
def desk(claude_world: World) -> Desk:
    """Give a repository in a world with the client."""
    return Desk(claude_world, claude_world.repository("shop"))


@BOTH_VERSIONS
def test_a_draft_is_printed_as_a_plan_that_covey_reads_and_is_not_run(desk: Desk) -> None:
    done, api = desk.draft(GOOD)
    assert done.returncode == 0, done.stderr
    assert "    prompt: |\n      Write it.\n      With types.\n" in done.stdout
    assert "export: 2 tasks" in done.stderr
    assert "It is not run." in done.stderr
    path = desk.repository / "plan.yaml"
    path.write_text(done.stdout, encoding="utf-8")
    plan = read_plan(path)
    assert [task.task_id for task in plan.tasks] == ["write", "test"]
    assert plan.tasks[0].prompt == "Write it.\nWith types.\n"
    assert not (desk.repository / "export.py").exists()
    assert all(request.conversation in (WISH, None) for request in api.requests)


def test_a_draft_that_is_no_good_plan_is_sent_back_once_with_what_is_wrong(desk: Desk) -> None:
    done, api = desk.draft(BAD, GOOD, options=("--output", "plan.yaml"))
    assert done.returncode == 0, done.stderr
    assert read_plan(desk.repository / "plan.yaml").name == "export"
    assert "there is no task 'b'" in json.dumps(api.turns(WISH)[-1].body)


def test_two_bad_drafts_are_refused_with_what_is_wrong_and_what_they_cost(desk: Desk) -> None:
    done, _ = desk.draft(BAD, BAD, options=("--output", "plan.yaml"))
    assert done.returncode == 1
    assert "the draft is no good plan, twice, at a cost of $" in done.stderr
    assert "there is no task 'b'" in done.stderr
    assert not (desk.repository / "plan.yaml").exists()


def test_a_file_that_is_there_stays_unless_it_is_forced(desk: Desk) -> None:
    path = desk.repository / "plan.yaml"
    path.write_text("mine\n", encoding="utf-8")
    done, api = desk.draft(GOOD, options=("--output", "plan.yaml"))
    assert (done.returncode, path.read_text(encoding="utf-8"), api.requests) == (1, "mine\n", [])
    assert "plan.yaml is there already, and stays as it is" in done.stderr
    done, _ = desk.draft(GOOD, options=("--output", "plan.yaml", "--force", "--json"))
    data = json.loads(done.stdout)["data"]
    assert list(data) == re.findall(r"^\| `(\w+)` \|", CHAPTER, re.MULTILINE)
    assert path.read_text(encoding="utf-8") == data["text"]


def test_an_interrupt_ends_the_client_too_and_writes_nothing(desk: Desk) -> None:
    world = desk.world
    with MessagesApi([Conversation(WISH, [text("…").held_by("thinking")])]) as api:
        env = world.env(api.url)
        command = [shutil.which("covey", path=env["PATH"]) or "", "plans", "draft", WISH, "--output", "plan.yaml"]
        with subprocess.Popen(command, cwd=desk.repository, env=env) as covey:
            api.wait_until_held("thinking")
            covey.send_signal(signal.SIGINT)
            assert covey.wait(30) == 130
        assert until(lambda: not survivors(world.root), 10)
    assert not (desk.repository / "plan.yaml").exists()


def test_without_a_client_nothing_is_drafted(world: World) -> None:
    done = world.run(["covey", "plans", "draft", WISH], world.repository("shop"), check=False)
    assert done.returncode == 75
    assert "no plan was drafted: " in done.stderr
