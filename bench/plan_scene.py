"""A plan that is really run: a world, a repository, the real client, and a scripted model that writes the files."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.store.sqlite import SqliteStore
from covey.testing.clients import client
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from covey.testing.messages_api import Request, Turn

NAMED = re.compile(r"Write the file (t\d+)\.py\.")
PLAN = "plan.yaml"
EVENTS = 100_000


class PlanScene:
    """A repository with a plan in it, and the model that answers."""

    def __init__(self, world: World, tasks: Sequence[dict[str, Any]], think_seconds: float = 0.0) -> None:
        """Write the plan down; the model thinks so long before each answer."""
        self.world, self.repository = world, world.repository("shop")
        self.tasks, self._think = [each["id"] for each in tasks], think_seconds
        plan = {"name": "bench", "defaults": {"retries": 10}, "tasks": list(tasks)}
        (self.repository / PLAN).write_text(json.dumps(plan), encoding="utf-8")
        self.api = MessagesApi([Conversation("", self._answer)])

    @property
    def env(self) -> dict[str, str]:
        """The environment of every process here."""
        return self.world.env(self.api.url)

    def show(self) -> dict[str, Any]:
        """Give what `covey plans show --json` says of the run."""
        done = self.world.run(["covey", "plans", "show", "--json"], self.repository, env=self.env, check=False)
        return json.loads(done.stdout)["data"]

    def ends(self) -> Counter[str]:
        """Count how often the log says of each task that it is done."""
        with closing(SqliteStore(str(self.world.covey_home))) as store, store.read() as tx:
            told = [event.detail for _, event in tx.events(limit=EVENTS) if event.kind == "task.done"]
        return Counter(detail.split()[1] for detail in told)

    def asked(self, task_id: str) -> list[Request]:
        """List the requests that were sent while a task's turn went on."""
        return [each for each in self.api.requests if _task(each) == task_id]

    def _answer(self, request: Request) -> Turn:
        last = request.told[-1]
        if last.results:
            return text("It is written.").using(input_tokens=100, output_tokens=10).delayed(self._think)
        name = _task(request) or "t0"
        path = str(self.repository / f"{name}.py")
        return call("Write", file_path=path, content=f"def {name}():\n    return 1\n").delayed(self._think)


def _task(request: Request) -> str | None:
    """Name the task that a request is about, by the last prompt in it."""
    if request.is_side_call or not request.body.get("messages"):
        return None
    named = NAMED.findall(request.all_text)
    return named[-1] if named else None


def chain(count: int) -> list[dict[str, Any]]:
    """Make a list of tasks, each of which goes on in the conversation of the one before."""
    return [task(number) for number in range(1, count + 1)]


def task(number: int, **more: Any) -> dict[str, Any]:
    """Make a task that writes a file."""
    name = f"t{number:02}"
    given = {"id": name, "type": "create_file", "path": f"{name}.py", "prompt": f"Write the file {name}.py."}
    return given | more


@contextmanager
def scene(tasks: Sequence[dict[str, Any]], version: str, think_seconds: float = 0.0) -> Generator[PlanScene]:
    """Give a plan in a world of its own, which ends with all its processes."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="covey-plan-")))
        world = ends.enter_context(World(folder, client(version)))
        made = PlanScene(world, tasks, think_seconds)
        ends.enter_context(made.api)
        yield made
