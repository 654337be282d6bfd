"""The page on JSON names exactly the fields that the commands really give."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.model.plan import Plan, Task, as_plain
from covey.model.run import Attempt, Run, TaskRun
from covey.store.sqlite import SqliteStore
from covey.testing.hook_process import HookCaller

if TYPE_CHECKING:
    from covey.testing.world import World

PAGE = (Path(__file__).parents[2] / "docs/reference/json.md").read_text(encoding="utf-8")


def promised(chapter: str) -> list[str]:
    """Give the fields of a chapter's first table."""
    text = PAGE.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    table = text.partition("| Field |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def table(heading: str) -> list[str]:
    """Give the fields of the table with a heading."""
    return re.findall(r"^\| `(\w+)` \|", PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0], re.MULTILINE)


RUN = (
    "r1",
    "shop",
    "plan.yaml",
    "/shop",
    "w",
    json.dumps(as_plain(Plan("shop", "/shop", (Task("a", "p"),)))),
    "done",
    1.0,
)


@dataclass(frozen=True)
class Scene:
    """A repository in which one session holds a file, a second waits for it, and a third has ended."""

    world: World
    repository: Path

    def envelope(self, *words: str) -> dict[str, Any]:
        """Run a command with --json and give all of its answer."""
        return json.loads(self.world.run(["covey", *words, "--json"], self.repository, check=False).stdout)

    def data(self, *words: str) -> Any:
        """Run a command with --json and give its data."""
        return self.envelope(*words)["data"]


@pytest.fixture
def scene(world: World) -> Scene:
    """Let three sessions do something; the processes that stand for their clients are ours and our parent."""
    repository = world.repository("shop")
    hooks = HookCaller(world.covey_home, repository, world.env())
    hooks.answer(hooks.call("SessionStart", "ended"), os.getpid())
    hooks.answer(hooks.call("SessionEnd", "ended"), os.getpid())
    for session_id, pid in (("holder", os.getpid()), ("waiter", os.getppid())):
        hooks.answer(hooks.call("SessionStart", session_id), pid)
        hooks.answer(hooks.edit(session_id, "auth.py"), pid)
    return Scene(world, repository)


def test_the_envelope_is_as_promised_for_success_and_failure(scene: Scene) -> None:
    for words in (["sessions", "live"], ["sessions", "show", "nobody"], ["locks", "no-such-verb"]):
        assert list(scene.envelope(*words)) == promised("The envelope")


@pytest.mark.requirement("S4-4")
def test_the_rows_of_sessions_are_as_promised(scene: Scene) -> None:
    row, *_ = scene.data("sessions", "live")
    assert list(row) == promised("covey sessions live")
    assert [list(each) for each in scene.data("sessions", "current")] == [list(row)] * 2
    (ended,) = scene.data("sessions", "history")
    assert list(ended) == promised("covey sessions history")
    (conflict,) = scene.data("sessions", "conflicts")
    assert list(conflict) == promised("covey sessions conflicts")
    assert list(conflict["sessions"][0]) == list(row)
    suggestion = scene.data("suggest", "--task", "x")
    assert list(suggestion) == promised("covey suggest")
    assert list(suggestion["areas"][0]) == table("In `areas`")
    assert set(suggestion["dependent"][0]) == {"session_id", "name", "task", "progress", *table("In `dependent`")}


def test_one_session_is_told_as_promised(scene: Scene) -> None:
    row = promised("covey sessions live")
    more = promised("covey sessions show")
    assert set(scene.data("sessions", "show", "holder")) == {*row, *more}
    assert set(scene.data("sessions", "show", "ended")) == {*row, *more, "ended"}
    assert list(scene.data("sessions", "task", "--session", "holder")) == promised("covey sessions task")
    assert list(scene.data("sessions", "prune", "--dry-run")) == promised("covey sessions prune")
    assert list(scene.data("sessions", "refresh")) == promised("covey sessions refresh")


def test_the_rows_of_locks_and_of_the_log_are_as_promised(scene: Scene) -> None:
    (lock,) = scene.data("locks", "list")
    assert list(lock) == promised("covey locks list")
    assert lock["waiting"] == ["waiter"]
    assert list(scene.data("locks", "acquire", "docs", "--session", "holder")) == list(lock)
    assert [list(row) for row in scene.data("locks", "release", "docs", "--session", "holder")] == [list(lock)]
    assert [list(row) for row in scene.data("locks", "unlock", "auth.py", "--force")] == [list(lock)]
    assert all(list(line) == promised("covey log") for line in scene.data("log"))


@pytest.mark.requirement("S1-11")
def test_the_knowledge_graph_is_told_as_promised(scene: Scene) -> None:
    assert list(scene.data("graph", "add", "Payments", "--type", "service", "Go")) == promised("covey graph add")
    found = scene.data("graph", "search", "payments")
    assert list(found) == promised("covey graph search")
    assert list(found["entities"][0]) == ["name", "entityType", "observations"]
    assert list(scene.data("graph", "open", "Payments")) == list(found)
    relation = ["from", "to", "relationType"]
    assert list(scene.data("graph", "relate", "Payments", "uses", "Go")) == [*relation, "created", "missing"]
    assert list(scene.data("graph", "open", "Payments")["relations"][0]) == relation
    assert list(scene.data("graph", "contexts")[0]) == promised("covey graph contexts")
    picture = scene.data("graph", "picture", "--format", "dot")
    assert list(picture) == promised("covey graph picture")
    assert list(scene.data("graph", "export", "memory.jsonl")) == ["path", "lines"]
    assert list(scene.data("graph", "import", "memory.jsonl")[0]) == promised("covey graph import")
    assert list(scene.data("graph", "unrelate", "Payments", "uses", "Go")) == relation
    assert list(scene.data("graph", "remove", "Payments")) == ["entities", "observations"]


def test_a_plan_that_is_validated_is_told_as_promised(scene: Scene) -> None:
    (scene.repository / "plan.yaml").write_text("tasks: [{id: a, prompt: x}]\n", encoding="utf-8")
    data = scene.data("plans", "validate", "plan.yaml")
    assert list(data) == promised("covey plans validate")
    assert list(data["tasks"][0]) == table("In `tasks`")
    (scene.repository / "plan.yaml").write_text("tasks: 1\n", encoding="utf-8")
    assert list(scene.data("plans", "validate", "plan.yaml")["problems"][0]) == ["line", "column", "said"]


def test_runs_of_plans_and_their_metrics_are_told_as_promised(scene: Scene) -> None:
    store = SqliteStore(str(scene.world.covey_home))
    with store.write() as tx:
        tx.plans.save_run(Run(*RUN))
        tx.plans.save_task(TaskRun("r1", "a", 0, "a"))
        tx.plans.save_attempt(Attempt("r1", "a", 1, "task", "start", None, "", "/f", 1.0))
    store.close()
    (row,) = scene.data("plans", "list", "--all")
    assert list(row) == promised("covey plans list")
    whole = scene.data("plans", "show", "r1")
    assert set(whole) == {*row, *promised("covey plans show")}
    assert list(whole["tasks"][0]) == table("In the `tasks` of a run")
    assert list(whole["tasks"][0]["attempts"][0]) == table("In `attempts`")
    assert list(whole["conversations"][0]) == table("In `conversations`")
    assert list(scene.data("metrics")[0]) == promised("covey metrics")


def test_installing_and_its_examination_are_told_as_promised(scene: Scene) -> None:
    assert list(scene.data("install", "--method", "settings")) == promised("covey install")
    hooks = scene.data("install", "--git-hooks")
    without = {"backup", "mcp_server", "by_hand", "statusline"}
    assert set(hooks) == {*promised("covey install"), "chained"} - without
    server = scene.data("install", "--mcp-only")
    assert set(server) == {*promised("covey install"), "mcpServers"} - without | {"backup"}
    doctor = scene.data("doctor")
    assert list(doctor) == promised("covey doctor")
    assert {"id", "status", "sentence", "hint"} == {*doctor["findings"][0]}
    assert {"event", "last_fired", "session_id"} == {*doctor["hooks"][0]}
    assert list(scene.data("uninstall")) == ["removed", "left", "state"]
    assert list(scene.data("completion", "bash")) == ["shell", "script"]


def test_the_monitor_is_told_as_promised(scene: Scene) -> None:
    for words in ("--status", "--background", "--stop"):
        assert list(scene.data("serve", words)) == promised("covey serve")
    assert list(scene.data("serve", "--uninstall")) == ["keeper", "file", "run"]


def test_the_demo_is_told_as_promised(scene: Scene) -> None:
    demo = scene.data("demo", "--replay")
    assert list(demo) == promised("covey demo")
    assert {step["kind"] for step in demo["steps"]} == {"edit", "look", "end"}


@pytest.mark.requirement("S4-10")
def test_the_manifests_are_as_promised(scene: Scene) -> None:
    folder = scene.world.home / ".claude/sessions"
    live = json.loads((folder / "active/holder.json").read_text(encoding="utf-8"))
    (ended,) = folder.glob("history/*/ended.json")
    assert list(json.loads(ended.read_text(encoding="utf-8"))) == promised("The manifests")
    assert list(live) == promised("The manifests")[:-2]
