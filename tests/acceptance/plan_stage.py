"""A stage for plans: a project in a private world, a scripted model that answers each task, and covey as users call it.

The model knows a task by its mark, `[task ID]`, in the last prompt of a request.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from covey.store.sqlite import SqliteStore
from covey.testing.messages_api import Conversation, MessagesApi, call, error, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from covey.testing.messages_api import Request, Turn
    from covey.testing.world import World

MARK = re.compile(r"\[task ([\w.-]+)\]")
FEW_RETRIES = {"CLAUDE_CODE_MAX_RETRIES": "1"}
END_SECONDS = 90
IMPATIENT = (sys.executable, str(Path(__file__).with_name("impatient.py")))
PLAN = "plan.json"


class Called:
    """A command of covey's that runs, or has run."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take its process."""
        self._process = process
        self.pid = process.pid
        self.out = self.errors = ""
        self.status = -1

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self, timeout: float = END_SECONDS) -> int:
        """Wait for its end, and give its exit status."""
        self.out, self.errors = self._process.communicate(timeout=timeout)
        self.status = self._process.returncode
        return self.status

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


class UsageLimit:
    """A usage limit that begins with the first request, and lasts so many seconds; its end is told, or not."""

    def __init__(self, seconds: float, *, is_told: bool = True) -> None:
        """Wait for the first request."""
        self._seconds, self._is_told = seconds, is_told
        self.resets = 0.0

    def refusal(self) -> Turn | None:
        """Give what answers a request while the limit holds."""
        self.resets = self.resets or float(int(time.time() + self._seconds))
        if time.time() >= self.resets:
            return None
        return error(429, f"Claude AI usage limit reached|{self.resets:.0f}" if self._is_told else "")


class PlanStage:
    """A project, its model, and the user who runs plans in it."""

    def __init__(self, world: World) -> None:
        """Make the project; each task that no answers are given for writes the file ID.py.

        `people` are other sessions, by their whole prompts.
        """
        self.world, self.project = world, world.repository("a shop 🐦")
        self.answers: dict[str, Sequence[Turn]] = {}
        self.people: dict[str, Sequence[Turn]] = {}
        self.failures: dict[str, list[Turn]] = {}
        self.limit: UsageLimit | None = None
        self.began: defaultdict[str, list[float]] = defaultdict(list)
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

    def start(
        self,
        *words: str,
        program: Sequence[str] = (),
        cwd: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Called:
        """Start a command of covey's as a user would, or of another program."""
        env = self.world.env(self.api.url) | FEW_RETRIES | dict(environ or {})
        command = [*(program or [str(self.world.root / "bin" / "covey")]), *words]
        how: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        called = Called(subprocess.Popen(command, cwd=cwd or self.project, env=env, text=True, **how))
        self._ends.callback(called.end)
        return called

    def call(self, *words: str, **how: Any) -> Called:
        """Run a command of covey's to its end."""
        called = self.start(*words, **how)
        called.wait()
        return called

    def run(self, environ: Mapping[str, str] | None = None) -> int:
        """Run the plan, and give the exit status."""
        return self.call("plans", "run", PLAN, environ=environ).status

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

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        assert until(holds, END_SECONDS)

    def asked(self, task_id: str = "") -> list[Request]:
        """List the requests that were sent for a task, or for any."""
        marked = [(each, mark_of(each)) for each in self.api.requests if not each.is_side_call]
        return [each for each, mark in marked if mark and mark == (task_id or mark)]

    def makes(self, name: str, content: str = "made\n") -> list[Turn]:
        """Make the turns that write a file."""
        path = str(self.project / name)
        return [call("Write", file_path=path, content=content), text(f"{name} is written.")]

    def _answer(self, request: Request) -> Turn:
        for words, turns in self.people.items():
            if words in (said for each in request.messages for said in _said(each)):
                return _turn(turns, request.number_of_turn)
        task = mark_of(request)
        self.began[task].append(time.time())
        if self.limit and (refusal := self.limit.refusal()):
            return refusal
        if self.failures.get(task):
            return self.failures[task].pop(0)
        turns = self.answers.get(task, self.makes(f"{task}.py", f"def {task}():\n    return 1\n") if task else ())
        return _turn(turns, _step(request))


def task(task_id: str, **more: Any) -> dict[str, Any]:
    """Write a task down as plan files do."""
    return {"id": task_id, "prompt": f"[task {task_id}] Do it."} | more


def _turn(turns: Sequence[Turn], number: int) -> Turn:
    return turns[number] if number < len(turns) else text("That is all.")


def mark_of(request: Request) -> str:
    """Name the task that a request is about; '' where it is about none."""
    marks = [mark for each in request.messages for words in _said(each) for mark in MARK.findall(words)]
    return marks[-1] if marks else ""


def _said(message: dict[str, Any]) -> list[str]:
    """List what a user said in a message; not what tools gave."""
    content: Any = message.get("content") if message.get("role") == "user" else None
    if isinstance(content, str):
        return [content]
    blocks: list[dict[str, Any]] = content or []
    return [block["text"] for block in blocks if block.get("type") == "text"]


def _step(request: Request) -> int:
    """Count the turns that the model took since it was given its task."""
    steps = 0
    for each in request.messages:
        if each.get("role") == "assistant":
            steps += 1
        elif any(MARK.search(words) for words in _said(each)):
            steps = 0
    return steps
