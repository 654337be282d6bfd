"""The durable engine under a run: DBOS on a SQLite file of the run's own, hidden here; ADR 0016.

It remembers which tasks were handed out, and hands them out again to a process that takes over from one that was
killed. What a task has come to is known by our own store, not here. One process at a time may drive a file.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Protocol

from dbos import DBOS, SetWorkflowID
from sqlalchemy.exc import DBAPIError

from covey.store.sqlite import told_as_store_error

if TYPE_CHECKING:
    from pathlib import Path

    from dbos import WorkflowHandle

QUEUE = "tasks"
POLL_SECONDS = 0.2
"""How often the engine looks for what is to be done, and we for its end: each look costs 3 ms of CPU, for hours."""

LISTEN_SECONDS = 0.1
"""How often DBOS looks for messages, of which a run has none: only then does it notice that it is to end."""

VERSION = "1"
"""Of the workflows below: DBOS takes up only what was begun under the same one, and would hash their source itself."""

END_SECONDS = 60
"""So long the tasks of a run that halts have to end their turns and to write down what came of them."""

RECORD_SECONDS = 10.0
"""So long the engine may take to write down that a plan has ended; on a full disk it never does."""

UNFINISHED = ["PENDING", "ENQUEUED"]


class HaltedError(Exception):
    """The run stops here for now; it says nothing more, since the engine writes it down."""


class Work(Protocol):
    """What is to be done."""

    def next_tasks(self, given: list[str]) -> list[str]:
        """Wait until tasks are ready besides those that were given out, and name them; none when the run is over.

        Raise HaltedError where the run stops before its end.
        """
        ...

    def carry_out(self, task_id: str) -> None:
        """Carry a task out, or what is left of it; raise HaltedError where the run stops meanwhile."""
        ...


_at_work: dict[str, Work] = {}
"""The work of each run that is driven now: the engine's functions are known by name, and must find it again."""


_ended: dict[str, float] = {}
"""When each plan ended in this process, by a clock that only goes on; the engine writes it down a moment later."""


def drive(file: Path, run_id: str, at_once: int, work: Work) -> None:
    """Carry out a run to its end, so many tasks at once; raise HaltedError where it stops before.

    Raise StoreError where the file cannot be used, such as on a full disk.
    """
    with told_as_store_error(str(file)):
        try:
            _drive(file, run_id, at_once, work)
        except DBAPIError as error:
            raise error.orig or error from None


def _drive(file: Path, run_id: str, at_once: int, work: Work) -> None:
    is_new = not file.exists()
    _keep_a_log(file)
    _at_work[run_id] = work
    seconds_for_others = 0  # when the plan is over, so are its tasks; when the file is, nobody waits for them
    try:
        if is_new:  # a queue that is not known when DBOS begins is heard only a second later
            _launch(file, run_id, at_once)
            DBOS.destroy()
        _launch(file, run_id, at_once)
        _await(_taken_up(run_id), run_id)
    except HaltedError:
        seconds_for_others = END_SECONDS
        raise
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=seconds_for_others)
        del _at_work[run_id]
        _ended.pop(run_id, None)


def _launch(file: Path, run_id: str, at_once: int) -> None:
    DBOS(
        config={
            "name": "covey",
            "system_database_url": f"sqlite:///{file}",
            "executor_id": run_id,
            "application_version": VERSION,
            "log_level": "CRITICAL",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": LISTEN_SECONDS,
        }
    )
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS)


def _keep_a_log(file: Path) -> None:
    """Put the file into the mode in which writers and readers do not wait for each other, before DBOS opens it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _taken_up(run_id: str) -> WorkflowHandle[None]:
    """Give the workflow that a killed process left, which goes on by itself; else begin a new one."""
    workflows = DBOS.list_workflows(name=_plan.__qualname__)
    left = [each.workflow_id for each in workflows if each.status in UNFINISHED]
    if left:
        return DBOS.retrieve_workflow(left[-1])
    for task in DBOS.list_workflows(status=UNFINISHED):  # of a run that was halted: it is handed out anew
        with suppress(Exception):
            DBOS.cancel_workflow(task.workflow_id)
    with SetWorkflowID(f"{run_id}/{len(workflows) + 1}"):
        return DBOS.start_workflow(_plan, run_id)


class _Waiter(threading.Thread):
    """Waits for a workflow without a bound, in the place of the main thread, which must hear Ctrl-C."""

    def __init__(self, handle: WorkflowHandle[None]) -> None:
        super().__init__(daemon=True)
        self._handle = handle
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._handle.get_result(polling_interval_sec=POLL_SECONDS)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self.error = error


def _await(handle: WorkflowHandle[None], run_id: str) -> None:
    """Wait until the plan is over; raise what ended it, or HaltedError where its end could not be written down."""
    waiter = _Waiter(handle)
    waiter.start()
    while waiter.is_alive():
        waiter.join(POLL_SECONDS)
        ended = _ended.get(run_id)
        if ended is not None and time.monotonic() - ended > RECORD_SECONDS and waiter.is_alive():
            raise HaltedError
    if waiter.error is not None:
        raise waiter.error


@DBOS.workflow()
def _plan(run_id: str) -> None:
    given: list[str] = []
    try:
        while ready := _next_tasks(run_id, given):
            for task_id in ready:
                with SetWorkflowID(f"{DBOS.workflow_id}/{task_id}"):
                    DBOS.enqueue_workflow(QUEUE, _task, run_id, task_id)
            given = [*given, *ready]
    finally:
        _ended[run_id] = time.monotonic()


@DBOS.workflow()
def _task(run_id: str, task_id: str) -> None:
    _carry_out(run_id, task_id)


@DBOS.step()
def _next_tasks(run_id: str, given: list[str]) -> list[str]:
    return _at_work[run_id].next_tasks(given)


@DBOS.step()
def _carry_out(run_id: str, task_id: str) -> None:
    _at_work[run_id].carry_out(task_id)
