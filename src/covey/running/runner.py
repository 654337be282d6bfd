"""The process that carries out a run: its lock, its engine, its end."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.model import run as states
from covey.model.course import chart
from covey.running import runs
from covey.running.engine import HaltedError, drive
from covey.running.execution import Execution
from covey.running.halt import CANCELLED, INTERRUPTED
from covey.running.means import run_folder
from covey.running.report import write_report
from covey.running.standing import plan_of
from covey.store.sqlite import told_as_store_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.coordination.machine import Machine
    from covey.model.run import Run
    from covey.running.halt import Halt
    from covey.running.means import Means
    from covey.store.contract import Transaction

ENGINE = "engine.db"


def run_to_end(means: Means, run: Run, on_begin: Callable[[Halt], object]) -> Run:
    """Carry out a run, as far as it gets; give it as it then stands: still running where it was interrupted.

    `on_begin` is given what stops it. Raise what stopped it, where that concerns every task. The caller holds the run
    (runs.only_runner).
    """
    plan = plan_of(run)
    execution = Execution(means, run)
    on_begin(execution.halt)
    means.watcher.begins(run, chart(plan.tasks))
    execution.tell_all()
    try:
        drive(means.folder(run.run_id) / ENGINE, run.run_id, plan.at_once, execution)
    except HaltedError:
        ended = _halted(means, run, execution.halt)
    except StoreError as error:
        execution.halt.ask(INTERRUPTED, error)  # what still goes on in other threads ends too
        raise
    else:
        ended = _ended(means, run, cancelled=False)
    means.watcher.ends(ended)
    if execution.halt.error is not None:
        with told_as_store_error(str(means.folder(run.run_id))):
            raise execution.halt.error
    return ended


def take_up(tx: Transaction, machine: Machine, home: Path, run: Run) -> Run:
    """Take up a run that this process holds; where a task is tried again, its engine begins anew.

    An engine that was killed goes on with what it has handed out, and does not hand out again what is over.
    """
    if any(map(runs.is_tried_again, tx.plans.tasks(run.run_id))):
        for end in ("", "-wal", "-shm"):
            Path(run_folder(home, run.run_id), f"{ENGINE}{end}").unlink(missing_ok=True)
    return runs.take_up(tx, machine, run)


def cancel(means: Means, run: Run) -> Run:
    """End a run that nobody carries out any more, with whatever its killed runner left running."""
    with means.read() as tx:
        left = [attempt for attempt in tx.plans.attempts(run.run_id) if attempt.ended is None]
    for attempt in left:
        means.provider.end_what_is_left(attempt.folder)
    return _ended(means, run, cancelled=True)


def _halted(means: Means, run: Run, halt: Halt) -> Run:
    if halt.by == CANCELLED:
        return _ended(means, run, cancelled=True)
    with means.write() as tx:
        return runs.leave(tx, run, means.now())


def _ended(means: Means, run: Run, *, cancelled: bool) -> Run:
    with means.write() as tx:
        ended = runs.finish(tx, run, means.now(), cancelled=cancelled)
        lines = {task.line for task in tx.plans.tasks(run.run_id)}
    if ended.state == states.DONE:
        for line in lines:
            means.sessions.close(line)
    with closing(means.opens()) as store:
        write_report(store, str(means.home), run.run_id)
    return ended
