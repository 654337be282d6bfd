"""Runs as rows: what `plans list --json` and `plans show --json` promise, read from the store alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.claude.claim import claim_in
from covey.model.course import chart
from covey.model.moment import rfc3339
from covey.model.run import DONE, FAILED, FALLBACK, RUNNING
from covey.running.conversations import conversations
from covey.running.standing import plan_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.machine import Machine
    from covey.model.run import Attempt, Run, TaskRun
    from covey.store.contract import Transaction

INTERRUPTED = "interrupted"
"""What a run is that is running by its record, and whose process is gone; and the tasks that it was at."""

ALL_RUNS = 1_000_000
TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_created_tokens")


def runs(tx: Transaction, machine: Machine, since: float = 0.0) -> list[dict[str, Any]]:
    """List the runs that began since a time, the newest first."""
    found = [run for run in tx.plans.runs(ALL_RUNS) if run.started >= since]
    return [run_row(run, tx.plans.tasks(run.run_id), tx.plans.attempts(run.run_id), machine) for run in found]


def state_of(run: Run, machine: Machine) -> str:
    """Say what a run is by now."""
    is_left = run.state == RUNNING and (run.process is None or machine.is_gone(run.process))
    return INTERRUPTED if is_left else run.state


def task_state(task: TaskRun, run_state: str) -> str:
    """Say what a task of a run in this state is by now."""
    return INTERRUPTED if task.state == RUNNING and run_state != RUNNING else task.state


def run_row(run: Run, tasks: Sequence[TaskRun], attempts: Sequence[Attempt], machine: Machine) -> dict[str, Any]:
    """Give a run as `plans list --json` does."""
    state = state_of(run, machine)
    return {
        "run_id": run.run_id,
        "plan": run.plan,
        "project": run.project,
        "file": run.file,
        "state": state,
        "started": rfc3339(run.started),
        "ended": _time(run.ended),
        "seconds": _seconds(run, tasks, attempts, machine.now().wall if state == RUNNING else None),
        "tasks": {
            "done": sum(task.state == DONE for task in tasks),
            "failed": sum(task.state == FAILED for task in tasks),
            "total": len(tasks),
        },
        "cost": _cost(attempts),
    }


def whole(tx: Transaction, machine: Machine, run: Run) -> dict[str, Any]:
    """Give everything about a run as `plans show --json` does."""
    tasks, attempts = tx.plans.tasks(run.run_id), tx.plans.attempts(run.run_id)
    row = run_row(run, tasks, attempts, machine)
    plan = plan_of(run)
    rows = [_task_row(task, attempts, row["state"], machine.now().wall) for task in tasks]
    held = {task["task_id"]: task["conversation"] for task in rows}
    return row | {
        "budget": plan.budget,
        "clients": [pid for each in attempts if each.ended is None for pid in _client(each, machine)],
        "tasks": rows,
        "conversations": [
            {
                "line": one.line,
                "conversation": next((held[each] for each in reversed(one.tasks) if held[each]), None),
                "forked_from": one.forked_from,
                "tasks": list(one.tasks),
            }
            for one in conversations(chart(plan.tasks))
        ],
        "totals": _totals(row["tasks"], rows, attempts),
    }


def _client(attempt: Attempt, machine: Machine) -> list[int]:
    """Give the process of a turn, where it lives."""
    claim = claim_in(Path(attempt.folder))
    return [] if claim is None or machine.is_gone(claim.process) else [claim.process.pid]


def summary_of(task: TaskRun) -> dict[str, Any]:
    """Give what a task did, as far as that is told."""
    return json.loads(task.summary) if task.summary else {}


def _task_row(task: TaskRun, attempts: Sequence[Attempt], run_state: str, now: float) -> dict[str, Any]:
    own = [attempt for attempt in attempts if attempt.task_id == task.task_id]
    summary, state = summary_of(task), task_state(task, run_state)
    until = task.ended or (_last_sign(own) if state == INTERRUPTED else now)
    return {
        "task_id": task.task_id,
        "state": state,
        "line": task.line,
        "conversation": task.conversation,
        "started": _time(task.started),
        "ended": _time(task.ended),
        "seconds": None if task.started is None else _rounded(max(0.0, until - task.started)),
        "cost": _cost(own),
        "attempts": [_attempt_row(attempt) for attempt in own],
        "said": summary.get("said"),
        "files": summary.get("files", {}),
        "verify": summary.get("verify", []),
        "references": summary.get("references"),
        "denials": summary.get("denials", []),
        "problem": task.problem or None,
    }


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "purpose": attempt.purpose,
        "how": attempt.how,
        "reason": attempt.reason or None,
        "source": attempt.source,
        "conversation": attempt.conversation,
        "outcome": attempt.outcome,
        "detail": attempt.detail or None,
        "started": rfc3339(attempt.started),
        "ended": _time(attempt.ended),
        "seconds": None if attempt.ended is None else _rounded(attempt.ended - attempt.started),
        "cost": _rounded(attempt.cost),
        "turns": attempt.turns,
        **{name: getattr(attempt, name) for name in TOKENS},
        "context_tokens": attempt.context_tokens,
        "context_window": attempt.context_window,
    }


def _totals(counts: dict[str, int], rows: Sequence[dict[str, Any]], attempts: Sequence[Attempt]) -> dict[str, Any]:
    checked = [row["references"] for row in rows if row["references"]]
    return counts | {
        "attempts": len(attempts),
        "retries": sum(max(0, len(row["attempts"]) - 1) for row in rows),
        "fallbacks": sum(attempt.how == FALLBACK for attempt in attempts),
        **{name: sum(getattr(attempt, name) for attempt in attempts) for name in TOKENS},
        "references_checked": sum(each.get("checked", 0) for each in checked),
        "reference_faults": sum(len(each.get("faults", [])) for each in checked),
    }


def _seconds(run: Run, tasks: Sequence[TaskRun], attempts: Sequence[Attempt], now: float | None) -> float:
    """Say how long a run went on; one that was interrupted as far as is known."""
    known = [each.ended or each.started or run.started for each in tasks]
    until = run.ended or now or max([*known, _last_sign(attempts), run.started])
    return _rounded(max(0.0, until - run.started))


def _last_sign(attempts: Sequence[Attempt]) -> float:
    return max((attempt.ended or attempt.started for attempt in attempts), default=0.0)


def _cost(attempts: Sequence[Attempt]) -> float:
    return _rounded(sum(attempt.cost for attempt in attempts))


def _rounded(number: float) -> float:
    """Take away what only comes from adding up binary fractions."""
    return round(number, 6)


def _time(wall: float | None) -> str | None:
    return None if wall is None else rfc3339(wall)
