"""What is wrong with a plan's data beyond its schema: ids, needs, paths, lengths of time, and texts that are none."""

from __future__ import annotations

import difflib
import math
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from covey.model.course import circle
from covey.model.duration import seconds_of
from covey.model.plan import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from covey.running.json_places import Way

    Wrong = tuple[Way, str]
    Leaf = tuple[Way, Any]

LONGEST_SHOWN = 100


def wrongs(data: Any, project: str) -> Iterator[Wrong]:
    """Give all that is wrong with data that may be wrong by its schema too; `project` is '' where it is not known."""
    leaves = list(_leaves(data, ()))
    for check in (_unfit, _ids, _needs, _circles, _timeouts):
        yield from check(leaves)
    for way, text in _of_tasks(leaves, "path", "paths"):
        for said in _wrong_path(project, text):
            yield way, f"{_shown(text)} {said}"


def _leaves(value: Any, way: Way) -> Iterator[Leaf]:
    """Give every single value, with the way to it."""
    if isinstance(value, dict):
        for key, each in value.items():  # type: ignore[misc]
            yield from _leaves(each, (*way, key))  # type: ignore[misc]
    elif isinstance(value, list):
        for number, each in enumerate(value):  # type: ignore[arg-type]
            yield from _leaves(each, (*way, number))
    else:
        yield way, value


def _of_tasks(leaves: Iterable[Leaf], *keys: str) -> list[tuple[Way, str]]:
    """List the texts that tasks have under one of these keys, alone or in a list."""
    return [
        (way, value)
        for way, value in leaves
        if isinstance(value, str) and way[:1] == ("tasks",) and len(way) > 2 and way[2] in keys  # noqa: PLR2004 - tasks, number, key
    ]


def _unfit(leaves: list[Leaf]) -> Iterator[Wrong]:
    for way, value in leaves:
        if isinstance(value, str) and "\0" in value:
            yield way, "holds a NUL character, which no program takes"
        elif isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            yield way, "holds half a character (a surrogate), which is no text"
        elif isinstance(value, float) and not math.isfinite(value):
            yield way, f"is {value}, which is no number to reckon with"


def _ids(leaves: list[Leaf]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for way, task_id in _of_tasks(leaves, "id"):
        if task_id in seen:
            yield way, f"there is a task {_shown(task_id)} already"
        seen.add(task_id)


def _needs(leaves: list[Leaf]) -> Iterator[Wrong]:
    known = [task_id for _, task_id in _of_tasks(leaves, "id")]
    for way, need in _of_tasks(leaves, "needs"):
        if need not in known:
            close = difflib.get_close_matches(need, known, 1)
            yield way, f"there is no task {_shown(need)}{f': did you mean {close[0]}?' if close else ''}"


def _circles(leaves: list[Leaf]) -> Iterator[Wrong]:
    """Name the circles: each is told once, at the need that closes it."""
    ways = {way[1]: task_id for way, task_id in _of_tasks(leaves, "id")}
    needs: dict[str, dict[str, Way]] = {task_id: {} for task_id in ways.values()}
    for way, need in _of_tasks(leaves, "needs"):
        if need in needs and way[1] in ways:
            needs[ways[way[1]]][need] = way
    while found := circle([Task(task_id, "", needs=tuple(of)) for task_id, of in needs.items()]):
        yield needs[found[-2]].pop(found[-1]), f"tasks need each other in a circle: {' needs '.join(found)}"


def _timeouts(leaves: list[Leaf]) -> Iterator[Wrong]:
    for way, text in leaves:
        if way[-1:] == ("timeout",) and isinstance(text, str):
            try:
                if seconds_of(text) == 0:
                    yield way, "`timeout` is 0, and nothing can be done in that"
            except ValueError as error:
                yield way, str(error)


def _wrong_path(project: str, text: str) -> Iterator[str]:
    path = PurePosixPath(text)
    if path.is_absolute() or text.startswith("~"):
        yield "is to be relative to the project"
    elif ".." in path.parts:
        yield "may leave the project: write it without .."
    elif str(path) == ".":
        yield "is the whole project: name a file or folder in it"
    elif project and "\0" not in text and not _is_inside(project, text):
        yield "leaves the project by a symbolic link"


def _is_inside(project: str, text: str) -> bool:
    root = os.path.realpath(project)
    return os.path.realpath(os.path.join(root, text)).startswith(os.path.join(root, ""))  # noqa: PTH118


def _shown(text: str) -> str:
    return repr(text[:LONGEST_SHOWN])
