"""A stage for plans: a project in a private world, a scripted model that answers each task, and covey as users call it.

The model knows a task by its mark, `[task ID]`, in the last prompt of a request.
"""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, Self

from covey.store.sqlite import SqliteStore
from covey.testing.messages_api import Conversation, MessagesApi, call, text
from covey.testing.record import texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from covey.testing.messages_api import Request, Turn
    from covey.testing.world import World

MARK = re.compile(r"\[task ([\w.-]+)\]")
FEW_RETRIES = {"CLAUDE_CODE_MAX_RETRIES": "1"}
END_SECONDS = 90
PLAN = "plan.json"


class Called:
    """A command of covey's that runs, or has run."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take its process."""
        self._process = process
        self.pid = process.pid
        self.out = self.errors = ""

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self, timeout: float = END_SECONDS) -> int:
        """Wait for its end, and give its exit status."""
        self.out, self.errors = self._process.communicate(timeout=timeout)
        return self._process.returncode

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    @property
    def data(self) -> Any:
        """What it gave as JSON."""
        return json.loads(self.out)["data"]

    def end(self) -> None:
        """End it, if it has not ended."""
        if self._process.stdout and not self._process.stdout.closed:
            self._process.kill()
            self._process.communicate()


class PlanStage:
    """A project, its model, and the user who runs plans in it."""

    def __init__(self, world: World) -> None:
        """Make the project; each task that no answers are given for writes the file ID.py."""
        self.world, self.project = world, world.repository("a shop 🐦")
        self.answers: dict[str, Sequence[Turn]] = {}
        self.failures: dict[str, list[Turn]] = {}
        self.api = MessagesApi([Conversation("", self._answer)])
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        """Let the model answer."""
        self._ends.enter_context(self.api)
        return self

    def __exit__(self, *_failure: object) -> None:
        """End what is left."""
        self._ends.close()

    def plan(self, *tasks: Mapping[str, Any], name: str = "shop", file: str = PLAN, **more: Any) -> None:
        """Write a plan's file; its tasks are as in the file, beside their defaults."""
        whole = {"name": name, "tasks": tasks, **more}
        (self.project / file).write_text(json.dumps(whole), encoding="utf-8")

    def start(self, *words: str, cwd: Path | None = None, **environ: str) -> Called:
        """Start a command of covey's as a user would."""
        env = self.world.env(self.api.url) | FEW_RETRIES | environ
        command = [str(self.world.root / "bin" / "covey"), *words]
        how: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        called = Called(subprocess.Popen(command, cwd=cwd or self.project, env=env, text=True, **how))
        self._ends.callback(called.end)
        return called

    def call(self, *words: str, **how: Any) -> Called:
        """Run a command of covey's to its end."""
        called = self.start(*words, **how)
        called.status = called.wait()
        return called

    def run(self, file: str = PLAN, **environ: str) -> int:
        """Run the plan, and give the exit status."""
        return self.call("plans", "run", file, **environ).status

    def show(self) -> Any:
        """Give what `covey plans show --json` says of the last run."""
        return self.call("plans", "show", "--json").data

    def task(self, task_id: str) -> Any:
        """Give what it says of one task."""
        return next(each for each in self.show()["tasks"] if each["task_id"] == task_id)

    def events(self, kind: str) -> list[str]:
        """List what the log says of a kind of event."""
        with closing(SqliteStore(str(self.world.covey_home))) as store, store.read() as tx:
            return [event.detail for _, event in tx.events(limit=10_000) if event.kind == kind]

    def asked(self, task_id: str = "") -> list[Request]:
        """List the requests that were sent for a task, or for any."""
        marked = [(each, mark_of(each)) for each in self.api.requests if not each.is_side_call]
        return [each for each, mark in marked if mark and mark == (task_id or mark)]

    def makes(self, name: str, content: str = "made\n") -> list[Turn]:
        """Make the turns that write a file."""
        path = str(self.project / name)
        return [call("Write", file_path=path, content=content), text(f"{name} is written.")]

    def _answer(self, request: Request) -> Turn:
        task = mark_of(request)
        if self.failures.get(task):
            return self.failures[task].pop(0)
        turns = self.answers.get(task, self.makes(f"{task}.py", f"def {task}():\n    return 1\n") if task else ())
        step = _step(request)
        return turns[step] if step < len(turns) else text("That is all.")


def task(task_id: str, words: str = "Do it.", **more: Any) -> dict[str, Any]:
    """Write a task down as plan files do."""
    return {"id": task_id, "prompt": f"[task {task_id}] {words}"} | more


def mark_of(request: Request) -> str:
    """Name the task that a request is about; '' where it is about none."""
    marks = [mark for each in _users(request) for words in texts(each.get("content")) for mark in MARK.findall(words)]
    return marks[-1] if marks else ""


def _users(request: Request) -> list[dict[str, Any]]:
    return [each for each in request.messages if each.get("role") == "user"]


def _step(request: Request) -> int:
    """Count the turns that the model took since it was given its task."""
    steps = 0
    for each in request.messages:
        if each.get("role") == "assistant":
            steps += 1
        elif any(MARK.search(words) for words in texts(each.get("content"))):
            steps = 0
    return steps
