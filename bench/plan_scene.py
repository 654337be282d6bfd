"""A plan that is really run: a world, a repository, the real client, and a scripted model that writes the files."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
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

    from covey.model.run import Attempt
    from covey.testing.messages_api import Request, Turn

WRITTEN = re.compile(r"Write the file (t\d+)\.py\.")
NAMED = re.compile(r"(?:Write the file|Note the word) (t\d+)\b")
PLAN, LOG = "plan.yaml", "runner.log"
EVENTS = 100_000


class PlanScene:
    """A repository with a plan in it, and the model that answers."""

    def __init__(self, world: World, tasks: Sequence[dict[str, Any]], think_seconds: float = 0.0) -> None:
        """Write the plan down; the model thinks so long before each answer."""
        self.world, self.repository = world, world.repository("shop")
        self.tasks, self._think = list(tasks), think_seconds
        plan = {"name": "bench", "defaults": {"retries": 10}, "tasks": list(tasks)}
        (self.repository / PLAN).write_text(json.dumps(plan), encoding="utf-8")
        self.arrived: dict[int, float] = {}
        self.api = MessagesApi([Conversation("", self._answer)], on_request=self._note)

    @property
    def env(self) -> dict[str, str]:
        """The environment of every process here."""
        return self.world.env(self.api.url)

    def start(self) -> subprocess.Popen[bytes]:
        """Start a runner of the plan, or of what is left of it."""
        command = [str(self.world.root / "bin" / "covey"), "plans", "run", PLAN]
        with (self.world.root / LOG).open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.repository,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self) -> str:
        """Give the end of what the runners said."""
        return (self.world.root / LOG).read_text(encoding="utf-8", errors="replace")[-2000:]

    def told(self, *command: str) -> Any:
        """Give the data of a command of covey's."""
        done = self.world.run(["covey", *command, "--json"], self.repository, env=self.env, check=False)
        return json.loads(done.stdout)["data"]

    def states(self) -> list[str]:
        """List the states of all runs, the newest first."""
        with closing(SqliteStore(str(self.world.covey_home))) as store, store.read() as tx:
            return [run.state for run in tx.plans.runs()]

    def attempts(self) -> list[Attempt]:
        """List the attempts of all runs, as they began."""
        with closing(SqliteStore(str(self.world.covey_home))) as store, store.read() as tx:
            return [attempt for run in reversed(tx.plans.runs()) for attempt in tx.plans.attempts(run.run_id)]

    def ends(self) -> Counter[str]:
        """Count how often the log says of each task that it is done."""
        with closing(SqliteStore(str(self.world.covey_home))) as store, store.read() as tx:
            told = [event.detail for _, event in tx.events(limit=EVENTS) if event.kind == "task.done"]
        return Counter(detail.split()[1] for detail in told)

    def asked(self, task_id: str) -> list[Request]:
        """List the requests that were sent while a task's turn went on."""
        return [each for each in self.api.requests if task_of(each) == task_id]

    def _note(self, request: Request) -> None:
        self.arrived[request.number] = time.time()

    def _answer(self, request: Request) -> Turn:
        name, prompt = task_of(request), request.told[-1]
        if name is None or not WRITTEN.search(request.all_text) or prompt.results:
            return text("It is done.").using(input_tokens=100, output_tokens=10).delayed(self._think)
        path = str(self.repository / f"{name}.py")
        return call("Write", file_path=path, content=f"def {name}():\n    return 1\n").delayed(self._think)


def task_of(request: Request) -> str | None:
    """Name the task that a request is about, by the last prompt in it."""
    if request.is_side_call or not request.messages:
        return None
    named = NAMED.findall(request.all_text)
    return named[-1] if named else None


def task(number: int, **more: Any) -> dict[str, Any]:
    """Make a task that writes a file."""
    name = f"t{number:02}"
    given = {"id": name, "type": "create_file", "path": f"{name}.py", "prompt": f"Write the file {name}.py."}
    return given | more


def chain(count: int) -> list[dict[str, Any]]:
    """Make a list of tasks, each of which goes on in the conversation of the one before."""
    return [task(number) for number in range(1, count + 1)]


def forked(count: int) -> list[dict[str, Any]]:
    """Make tasks of which every second and third fork the conversation before, and every fourth joins them."""
    needs: dict[int, list[int]] = {}
    for number in range(1, count + 1):
        before = {0: [number - 2, number - 1], 1: [number - 1], 2: [number - 1], 3: [number - 2]}[number % 4]
        needs[number] = [each for each in before if each > 0]
    return [task(number, needs=[f"t{each:02}" for each in needs[number]]) for number in needs]


@contextmanager
def scene(tasks: Sequence[dict[str, Any]], version: str, think_seconds: float = 0.0) -> Generator[PlanScene]:
    """Give a plan in a world of its own, which ends with all its processes."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="covey-plan-")))
        world = ends.enter_context(World(folder, client(version)))
        made = PlanScene(world, tasks, think_seconds)
        ends.enter_context(made.api)
        yield made
