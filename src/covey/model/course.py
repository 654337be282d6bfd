"""In which order a plan's tasks go, and which conversation each of them goes on with.

A plan in which no task has `needs` is a list: one conversation, by priority, then in the file's order. In any other, a
task begins when all that it needs is done. It goes on in the conversation of what it needs; several that go on from one
task do so in forks of it, so that none reads what another did meanwhile; and one that joins forks goes on where they
parted, and is told what they did.
"""

from __future__ import annotations

from covey.errors import UserError
from covey.model.plan import FRESH, Task
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Course(Value):
    """The way of one task: what it waits for, whose conversation it goes on with, and what it is told of others.

    `base` is the task at whose end the conversation stands that it goes on with (None: it begins one), `forks` tells
    whether it leaves that conversation as it is. `line` names its own line of conversation by the task that began it.
    `turns` are the tasks whose turns are in its conversation, itself the last, `told` those of which it is told.
    """

    task_id: str
    needs: tuple[str, ...]
    base: str | None
    forks: bool
    line: str
    turns: tuple[str, ...]
    told: tuple[str, ...]


def chart(tasks: Sequence[Task]) -> list[Course]:
    """Give the course of every task, each after all that it needs; raise UserError for needs that make no order."""
    ordered = _ordered(tasks)
    ancestors: dict[str, set[str]] = {}
    for task in ordered:
        ancestors[task.task_id] = set(task.needs).union(*(ancestors[need] for need in task.needs))
    bases = _bases(ordered, ancestors)
    courses: dict[str, Course] = {}
    for task in ordered:
        courses[task.task_id] = _course(task, bases, ancestors, courses)
    return list(courses.values())


def urgency(task: Task, number: int) -> tuple[int, int]:
    """Give what ready tasks are sorted by: the more important first, then the order of the file."""
    return -task.priority, number


def _ordered(tasks: Sequence[Task]) -> list[Task]:
    """Sort the tasks so that each stands after what it needs; a list without needs becomes a chain."""
    numbers = {task.task_id: number for number, task in enumerate(tasks)}
    waiting = sorted(tasks, key=lambda task: urgency(task, numbers[task.task_id]))
    if not any(task.needs for task in tasks):
        return [task.but(needs=(before.task_id,) if before else ()) for before, task in _pairs(waiting)]
    ordered: list[Task] = []
    done: set[str] = set()
    while waiting:
        ready = next((task for task in waiting if done.issuperset(task.needs)), None)
        if ready is None:
            raise _tangled(waiting, numbers)
        waiting.remove(ready)
        ordered.append(ready)
        done.add(ready.task_id)
    return ordered


def _pairs(tasks: list[Task]) -> list[tuple[Task | None, Task]]:
    return list(zip([None, *tasks[:-1]], tasks, strict=True))


def circle(tasks: Sequence[Task]) -> list[str]:
    """Give tasks of which each needs the next, the last being the first again; none where there is no such circle."""
    needed = {task.task_id: task for task in tasks}
    while ready := [task_id for task_id, task in needed.items() if needed.keys().isdisjoint(task.needs)]:
        for task_id in ready:
            del needed[task_id]
    seen: list[str] = []
    task_id = next(iter(needed), "")
    while task_id and task_id not in seen:
        seen.append(task_id)
        task_id = next(need for need in needed[task_id].needs if need in needed)
    return [*seen[seen.index(task_id) :], task_id] if task_id else []


def _tangled(waiting: list[Task], numbers: dict[str, int]) -> UserError:
    """Say why no task can begin: one needs what is not there, or they need each other."""
    for task in waiting:
        for need in task.needs:
            if need not in numbers:
                said = f"task {task.task_id} needs {need}, and there is no such task"
                return UserError(said, hint="`needs` lists ids of tasks of the same plan", code="unknown_need")
    return UserError(
        f"tasks need each other in a circle: {' needs '.join(circle(waiting))}",
        hint="take one of these needs away",
        code="circular_needs",
    )


def _bases(ordered: list[Task], ancestors: dict[str, set[str]]) -> dict[str, str | None]:
    """Find for each task the one at whose end its conversation goes on; a fresh one has none, nor is it anyone's."""
    bases: dict[str, str | None] = {}
    stands_for: dict[str, list[str]] = {}
    for task in ordered:
        needs = list(dict.fromkeys(shared for need in task.needs for shared in stands_for[need]))
        fresh = task.session == FRESH
        stands_for[task.task_id] = needs if fresh else [task.task_id]  # in a fresh task's place stands what it needs
        nearest = [need for need in needs if not any(need in ancestors[other] for other in needs)]
        bases[task.task_id] = None if fresh else _parting([_line_up(need, bases) for need in nearest])
    return bases


def _line_up(task_id: str, bases: dict[str, str | None]) -> list[str]:
    """List the tasks whose turns a conversation holds at a task's end, the first first."""
    turns = [task_id]
    while (base := bases[turns[0]]) is not None:
        turns.insert(0, base)
    return turns


def _parting(lines: list[list[str]]) -> str | None:
    """Give the last task that all lines have in common from their beginning on."""
    parting = None
    for turns in zip(*lines, strict=False):
        if len(set(turns)) > 1:
            break
        parting = turns[0]
    return parting


def _course(
    task: Task, bases: dict[str, str | None], ancestors: dict[str, set[str]], courses: dict[str, Course]
) -> Course:
    base = bases[task.task_id]
    forks = base is not None and _must_fork(task.task_id, base, bases, ancestors)
    before = () if base is None else courses[base].turns
    known = set(before).union(*(courses[each].told for each in before))
    told = tuple(each for each in courses if each in ancestors[task.task_id] - known)
    line = courses[base].line if base is not None and not forks else task.task_id
    return Course(task.task_id, task.needs, base, forks, line, (*before, task.task_id), told)


def _must_fork(task_id: str, base: str, bases: dict[str, str | None], ancestors: dict[str, set[str]]) -> bool:
    """Tell whether another task may yet go on from the same base: the conversation must then stay as it is there."""
    others = [other for other, its_base in bases.items() if its_base == base and other != task_id]
    return not ancestors[task_id].issuperset(others)
