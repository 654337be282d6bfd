"""Play a run before the view of it, as a runner would."""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from covey.cli.plans.progress import watching
from covey.model.course import chart
from covey.model.plan import Plan, Task, as_plain
from covey.model.run import DONE, FAILED, RUNNING, Run, TaskRun

if TYPE_CHECKING:
    from covey.running.watcher import Watcher

ODD = "odd\x1b[31m\nname"
TASKS = (
    Task("models", "p"),
    Task("api", "p", needs=("models",)),
    Task(ODD, "p", needs=("models",)),
    Task("release", "p", needs=("api", ODD)),
    Task("old", "p", session="fresh"),
)


def begin(watcher: Watcher, name: str, tasks: tuple[Task, ...]) -> tuple[Run, dict[str, TaskRun]]:
    """Let a run of these tasks begin."""
    plan = Plan(name, "/shop", tasks, budget=5.0)
    run = Run("3f2a", name, "plan.yaml", "/shop", "w", json.dumps(as_plain(plan)), RUNNING, time.time())
    courses = chart(tasks)
    watcher.begins(run, courses)
    return run, {course.task_id: TaskRun("3f2a", course.task_id, 0, course.line) for course in courses}


def play(watcher: Watcher, *, until_interrupted: bool) -> None:
    """Let tasks begin, end and fail; one was done by an earlier runner."""
    run, tasks = begin(watcher, "shop-api", TASKS)
    now = time.time()
    watcher.changed(tasks["old"].but(state=DONE, started=now - 500, ended=now - 400), 1.0)
    models = tasks["models"].but(state=RUNNING, started=now)
    watcher.changed(models, 0.0)
    watcher.sees("models", "Edit src/models.py")
    watcher.changed(models, 0.04)
    watcher.changed(models.but(state=DONE, ended=now + 72.5), 0.08)
    for name in ("api", ODD):
        watcher.changed(tasks[name].but(state=RUNNING, started=now), 0.0)
        watcher.sees(name, "interrupt me" if until_interrupted else "waits: place 3 in line")
    if until_interrupted:
        Event().wait(60)
    watcher.changed(tasks["api"].but(state=DONE, started=now, ended=now + 10.5), 0.11)
    ended = tasks[ODD].but(state=FAILED, started=now, ended=now + 10.5, problem="verify failed: pytest -q")
    watcher.changed(ended, 0.2)
    watcher.ends(run.but(state=FAILED))


def play_many(watcher: Watcher) -> None:
    """Let 200 tasks be done by twenty threads."""
    run, tasks = begin(watcher, "many", tuple(Task(f"task-{number}", "p", session="fresh") for number in range(200)))

    def carry_out(task: TaskRun) -> None:
        now = time.time()
        watcher.changed(task.but(state=RUNNING, started=now), 0.0)
        watcher.sees(task.task_id, "Read a.py")
        watcher.changed(task.but(state=DONE, started=now, ended=now), 0.01)

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(carry_out, tasks.values()))
    watcher.ends(run.but(state=DONE))


with watching(as_json="--json" in sys.argv) as view:
    if "--threads" in sys.argv:
        play_many(view)
    else:
        play(view, until_interrupted="--until-interrupted" in sys.argv)
if "--to-file" in sys.argv:
    Path("ended").write_text("The end.", encoding="utf-8")
else:
    sys.stdout.write("The end.\n")
