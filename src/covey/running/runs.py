"""Runs begun, taken up again, and ended: what is written of them, and that one process at a time carries one out."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from covey.coordination import places
from covey.errors import ConflictError, UserError
from covey.model import outcome as kinds
from covey.model import run as states
from covey.model.course import chart
from covey.model.event import Event
from covey.model.plan import as_plain
from covey.model.run import Run, TaskRun
from covey.running.means import run_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from covey.coordination.machine import Machine
    from covey.model.plan import Plan
    from covey.store.contract import Transaction

LOCK = "run.lock"


@contextmanager
def only_runner(home: Path, run_id: str) -> Generator[None]:
    """Be the one process that carries out a run, or raise ConflictError; the kernel frees it when its holder dies."""
    folder = run_folder(home, run_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            hint = f"`covey plans show {run_id}` says how far it is, `covey plans cancel {run_id}` ends it"
            raise ConflictError(f"another process carries out run {run_id}", hint=hint, code="run_goes_on") from None
        yield
    finally:
        os.close(handle)


def definition(plan: Plan) -> str:
    """Write a plan as it is kept with its runs."""
    return json.dumps(as_plain(plan), sort_keys=True)


def unfinished(tx: Transaction, plan: Plan) -> Run | None:
    """Give the newest run of just this plan that has not ended, if there is one."""
    same = definition(plan)
    workspace = places.workspace_of(plan.project)[0]
    runs = tx.plans.runs(workspace=workspace)
    return next((run for run in runs if run.state == states.RUNNING and run.definition == same), None)


def begin(tx: Transaction, machine: Machine, plan: Plan, file: str) -> Run:
    """Write down a new run, with its tasks; the process that calls carries it out."""
    now = machine.now().wall
    run_id = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}-{secrets.token_hex(2)}"
    workspace = places.workspace_of(plan.project)[0]
    run = Run(run_id, plan.name, file, plan.project, workspace, definition(plan), states.RUNNING, now)
    run = _carried_out_here(run, machine)
    tx.plans.save_run(run)
    courses = {course.task_id: course for course in chart(plan.tasks)}
    first_line = next(iter(courses.values())).line
    for number, task in enumerate(plan.tasks, 1):
        line = courses[task.task_id].line
        key = run_id if line == first_line else f"{run_id}:{line}"
        tx.plans.save_task(TaskRun(run_id, task.task_id, number, key))
    _note(tx, run, Event(now, "plan.started", detail=f"{len(plan.tasks)} tasks"))
    return run


def is_tried_again(task: TaskRun) -> bool:
    """Tell whether a task is over and not done, so that who takes its run up tries it again."""
    return task.state in states.OVER and task.state != states.DONE


def take_up(tx: Transaction, machine: Machine, run: Run) -> Run:
    """Take up a run that was interrupted, cancelled or not done; what is done stays done, the rest is tried again."""
    if run.state == states.DONE:
        raise UserError(
            f"run {run.run_id} is done", hint=f"`covey plans run {run.file}` runs the plan anew", code="run_is_done"
        )
    now = machine.now().wall
    for task in tx.plans.tasks(run.run_id):
        if is_tried_again(task):
            tx.plans.save_task(task.but(state=states.WAITING, ended=None, problem=""))
    taken = _carried_out_here(run.but(state=states.RUNNING, ended=None, cancel_asked=None), machine)
    tx.plans.save_run(taken)
    _note(tx, taken, Event(now, "plan.resumed"))
    return taken


def leave(tx: Transaction, run: Run, now: float) -> Run:
    """Write down that a run stops where it stands, and that nobody carries it out any more."""
    known = tx.plans.run(run.run_id) or run
    left = known.but(host="", pid=None, pid_start="")
    tx.plans.save_run(left)
    _note(tx, left, Event(now, "plan.interrupted"))
    return left


def finish(tx: Transaction, run: Run, now: float, *, cancelled: bool) -> Run:
    """Write down how a run ended."""
    tasks = tx.plans.tasks(run.run_id)
    for task in tasks:
        if task.state not in states.OVER:
            tx.plans.save_task(task.but(state=states.CANCELLED, ended=now))
    for attempt in tx.plans.attempts(run.run_id):
        if attempt.ended is None:
            tx.plans.save_attempt(attempt.but(ended=now, outcome=kinds.CANCELLED))
    all_done = all(task.state == states.DONE for task in tasks)
    state = states.CANCELLED if cancelled else states.DONE if all_done else states.FAILED
    known = tx.plans.run(run.run_id) or run
    ended = known.but(state=state, ended=now)
    tx.plans.save_run(ended)
    done = sum(task.state == states.DONE for task in tasks)
    detail = f"{state}, {done} of {len(tasks)} tasks done"
    _note(tx, ended, Event(now, "plan.ended", detail=detail, seconds=now - run.started))
    return ended


def ask_to_cancel(tx: Transaction, run: Run, now: float) -> None:
    """Ask whoever carries out a run to end it."""
    if run.state != states.RUNNING:
        raise UserError(
            f"run {run.run_id} has ended already: {run.state}", hint="`covey plans list` lists all", code="run_is_over"
        )
    tx.plans.save_run(run.but(cancel_asked=now))


def _carried_out_here(run: Run, machine: Machine) -> Run:
    own = machine.process(os.getpid())
    return run if own is None else run.but(host=own.host, pid=own.pid, pid_start=own.start)


def _note(tx: Transaction, run: Run, event: Event) -> None:
    said = f"{run.plan} ({run.run_id})" + (f": {event.detail}" if event.detail else "")
    tx.append(event.but(workspace=run.workspace, detail=said))
