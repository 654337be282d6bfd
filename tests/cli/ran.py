"""A run of a plan as the store keeps it, written by hand: six tasks in a conversation with two forks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from covey.coordination import places
from covey.model.course import chart
from covey.model.outcome import DONE, FAILED, LOST_CONVERSATION, RATE_LIMITED
from covey.model.plan import Plan, Task, as_plain
from covey.model.run import (
    CONTINUE,
    FALLBACK,
    FORK,
    RUNNING,
    SKIPPED,
    START,
    WAITING,
    Attempt,
    PlanSession,
    Run,
    TaskRun,
)

from .conftest import MARCH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .conftest import Office

TASKS = (
    Task("models", "p"),
    Task("api", "p", needs=("models",)),
    Task("cli", "p", needs=("models",)),
    Task("cli-docs", "p", needs=("cli",)),
    Task("release", "p", needs=("api", "cli-docs")),
    Task("notes", "p", needs=("models",), session="fresh"),
)
FAULT = {"path": "src/api.py", "line": 3, "kind": "missing import", "name": "Store", "detail": "store.py has it"}
SUMMARIES: dict[str, dict[str, Any]] = {
    "models": {
        "said": "Wrote the models.",
        "files": {"src/models.py": "created", "README.md": "changed", "old.py": "deleted", "a.py": "created"},
        "references": {"checked": 12, "faults": []},
    },
    "cli": {
        "verify": [{"command": "pytest -q", "status": 1, "output": "E assert 1 == 2\n1 failed", "seconds": 2.0}],
        "references": {"checked": 8, "faults": [FAULT]},
        "denials": ["Bash: rm -rf /"],
    },
}
STATES = {"models": DONE, "api": DONE, "cli": FAILED, "cli-docs": SKIPPED, "release": SKIPPED, "notes": RUNNING}
TURNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("models", {"how": START, "outcome": DONE, "cost": 0.08, "input_tokens": 1000, "output_tokens": 200}),
    ("api", {"how": FORK, "source": "c-models", "outcome": LOST_CONVERSATION, "detail": "no conversation found"}),
    ("api", {"how": FALLBACK, "reason": "lost", "outcome": DONE, "cost": 0.11, "cache_read_tokens": 4000}),
    ("cli", {"how": FORK, "source": "c-models", "outcome": RATE_LIMITED, "detail": "limit until 11:00"}),
    ("cli", {"how": FORK, "source": "c-models", "outcome": DONE, "cost": 0.05}),
    ("cli", {"how": CONTINUE, "purpose": "mending", "source": "c-cli", "outcome": DONE, "cost": 0.17}),
    ("notes", {"how": START, "outcome": None, "reserved": 1.0}),
)


def ran(office: Office, folder: Path, run_id: str = "3f2a", tasks: Sequence[Task] = TASKS, **values: Any) -> Run:
    """Let a plan have been run in a folder on that day in March; it runs in this process unless the values say more."""
    process = office.living()
    plan = Plan("shop-api", str(folder), tuple(tasks), budget=5.0)
    fields: dict[str, Any] = {
        "plan": plan.name,
        "file": str(folder / "plan.yaml"),
        "project": plan.project,
        "workspace": places.workspace_of(str(folder))[0],
        "definition": json.dumps(as_plain(plan)),
        "state": RUNNING,
        "started": MARCH,
        "host": process.host,
        "pid": process.pid,
        "pid_start": process.start,
    }
    run = Run(run_id=run_id, **(fields | values))
    with office.desk() as desk:
        desk.tx.plans.save_run(run)
        for number, course in enumerate(chart(tasks)):
            desk.tx.plans.save_task(TaskRun(run_id, course.task_id, number, course.line))
    return run


def much_happened(office: Office, folder: Path, **values: Any) -> Run:
    """Let a run have done, lost, retried, failed and left out something; one task is still at work."""
    run = ran(office, folder, **values)
    with office.desk() as desk:
        for task in desk.tx.plans.tasks(run.run_id):
            desk.tx.plans.save_task(_as_it_went(task))
        for number, (task_id, turn) in enumerate(TURNS):
            before = sum(other == task_id for other, _ in TURNS[:number])
            desk.tx.plans.save_attempt(_attempt(run.run_id, task_id, before + 1, number, turn))
        session = PlanSession("s-1", f"session:{run.run_id}", "c-models", MARCH, MARCH, 1, run.project)
        desk.tx.plans.save_plan_session(session, office.now + 3600)
    return run


def _as_it_went(task: TaskRun) -> TaskRun:
    state = STATES[task.task_id]
    begun = state not in (WAITING, SKIPPED)
    return task.but(
        state=state,
        conversation=f"c-{task.task_id}" if begun else None,
        started=MARCH + task.number * 10 if begun else None,
        ended=None if state == RUNNING else MARCH + task.number * 10 + 72,
        summary=json.dumps(SUMMARIES[task.task_id]) if task.task_id in SUMMARIES else "",
        problem="verify failed: pytest -q" if state == FAILED else "",
    )


def _attempt(run_id: str, task_id: str, number: int, place: int, turn: dict[str, Any]) -> Attempt:
    fields: dict[str, Any] = {
        "purpose": "task",
        "source": None,
        "reason": "",
        "folder": f"/runs/{run_id}/{place}",
        "started": MARCH + place * 10,
        "ended": None if turn["outcome"] is None else MARCH + place * 10 + 5,
        "conversation": f"c-{task_id}",
    }
    return Attempt(run_id=run_id, task_id=task_id, number=number, **(fields | turn))
