"""Whether a task is done: what its files, the commands that we run and the references say, whatever the model says."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING, Any

from covey.model.plan import CHANGES_ITS_PATHS, CHANGES_SOMETHING, MAKES_ITS_PATHS, Task
from covey.model.value import Value
from covey.running import telling
from covey.running.changes import DELETED
from covey.running.references import check
from covey.running.summary import Verified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TASK, FILES, VERIFY, REFERENCES = "task", "files", "verify", "references"
"""What a turn is asked for: the task itself, or to mend what one of the proofs found."""

VERIFY_SECONDS = 1800.0
LONGEST_OUTPUT = 4000
LOOK_SECONDS = 0.05
NOT_IN_TIME, NOT_STARTED = -1, 127


class Complaint(Value):
    """What shows that a task is not done: which proof, for people in a line, and the prompt that asks to mend it."""

    purpose: str
    problem: str
    prompt: str


class Proof(Value):
    """What the commands and the check of the references said."""

    verify: tuple[Verified, ...] = ()
    references: dict[str, Any] = {}  # noqa: RUF012 - values do not change


def prove(
    task: Task, project: str, changes: Mapping[str, str], folder: Path, ends: Callable[[], bool]
) -> tuple[Proof, Complaint | None]:
    """Look at the files, run the commands and check the references; the first thing that is wrong is complained of."""
    complaint = _files(task, project, changes)
    if complaint is not None:
        return Proof(), complaint
    verify, complaint = _commands(task, project, folder, ends)
    if complaint is not None or not changes or task.check_references == "off":
        return Proof(verify), complaint
    references, complaint = _references(task, project, changes)
    return Proof(verify, references), complaint


def _files(task: Task, project: str, changes: Mapping[str, str]) -> Complaint | None:
    if task.type in CHANGES_SOMETHING and not changes:
        return Complaint(FILES, "no file was changed", telling.nothing_changed())
    missing = [path for path in task.paths if _is_to_be_there(task) and not os.path.lexists(Path(project, path))]
    unchanged = [path for path in task.paths if task.type in CHANGES_ITS_PATHS and path not in {*changes, *missing}]
    if not missing and not unchanged:
        return None
    problem = f"{', '.join([*missing, *unchanged])} {'not there' if missing else 'not changed'}"
    return Complaint(FILES, problem, telling.files_missing(missing, unchanged))


def _is_to_be_there(task: Task) -> bool:
    return task.type in (*MAKES_ITS_PATHS, *CHANGES_ITS_PATHS)


def _commands(
    task: Task, project: str, folder: Path, ends: Callable[[], bool]
) -> tuple[tuple[Verified, ...], Complaint | None]:
    done: list[Verified] = []
    for number, command in enumerate(task.verify, 1):
        done.append(run_command(command, project, folder / f"verify-{number}.txt", ends))
        if done[-1].status:
            problem = f"`{command}` ended with status {done[-1].status}"
            return tuple(done), Complaint(VERIFY, problem, telling.verify_failed(done[-1]))
    return tuple(done), None


def run_command(
    command: str, project: str, record: Path, ends: Callable[[], bool], seconds: float = VERIFY_SECONDS
) -> Verified:
    """Run a command of the plan's in its project, with all it starts, to its end, its time, or ours."""
    began = time.monotonic()
    with record.open("wb") as output:
        try:
            process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=project,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return Verified(command, NOT_STARTED, str(error), 0.0)
        status = _waited(process, lambda: ends() or time.monotonic() - began > seconds)
    return Verified(command, status, _tail(record), round(time.monotonic() - began, 3))


def _waited(process: subprocess.Popen[bytes], ends: Callable[[], bool]) -> int:
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(LOOK_SECONDS)
            if ends():
                return NOT_IN_TIME
    finally:
        with suppress(ProcessLookupError):  # what it started and left behind belongs to nobody
            os.killpg(process.pid, SIGKILL)
        process.wait()


def _tail(record: Path) -> str:
    """Give the end of what was printed, from the beginning of a line on."""
    with record.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - LONGEST_OUTPUT))
        text = file.read().decode("utf-8", "replace")
    return (text.partition("\n")[2] or text if length > LONGEST_OUTPUT else text).strip()


def _references(task: Task, project: str, changes: Mapping[str, str]) -> tuple[dict[str, Any], Complaint | None]:
    checked = check(project, [name for name, how in changes.items() if how != DELETED])
    found = {"checked": checked.references, "faults": [fault.as_dict() for fault in checked.faults]}
    if not checked.faults or task.check_references != "fix":
        return found, None
    lines = [f"{fault.path}:{fault.line}: {fault.detail}" for fault in checked.faults]
    problem = f"{len(lines)} references lead nowhere, first {lines[0]}"
    return found, Complaint(REFERENCES, problem, telling.faults_found(lines))
