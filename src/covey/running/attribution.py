"""Whose changes are whose, where tasks run side by side in one project (pure).

What changed while a task ran is its own, except what only another that ran meanwhile was seen to write by its tools. A
file that both wrote, or that was written by a command, belongs to both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.value import Value
from covey.running.summary import Summary, read, written

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from covey.model.run import TaskRun


class Done(Value):
    """What a turn of a task left: its last message, what changed since the task began, and what its tools wrote."""

    said: str
    changed: dict[str, str]
    denials: tuple[str, ...]
    wrote: tuple[str, ...]


def attributed(task: TaskRun, done: Done, tasks: Sequence[TaskRun]) -> list[TaskRun]:
    """Give the task with its summary, and those that ran beside it whose summaries are no longer true."""
    wrote = tuple(dict.fromkeys((*read(task.summary).wrote, *done.wrote)))
    beside = [each for each in tasks if each.task_id != task.task_id and _overlap(task, each)]
    theirs = {name for each in beside for name in read(each.summary).wrote}
    own = Summary(done.said, _without(done.changed, theirs - set(wrote)), denials=done.denials, wrote=wrote)
    return [task.but(summary=written(own)), *(_corrected(each, wrote) for each in beside if each.summary)]


def _corrected(task: TaskRun, wrote: Sequence[str]) -> TaskRun:
    summary = read(task.summary)
    foreign = set(wrote) - set(summary.wrote)
    return task.but(summary=written(summary.but(files=_without(summary.files, foreign))))


def _without(files: dict[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: how for name, how in files.items() if name not in names}


def _overlap(one: TaskRun, other: TaskRun) -> bool:
    """Tell whether two tasks ran at the same time; one that has not ended runs still."""
    if one.started is None or other.started is None:
        return False
    return (other.ended is None or other.ended > one.started) and (one.ended is None or one.ended > other.started)
