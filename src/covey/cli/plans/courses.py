"""How a plan will go: its tasks in order, and which conversation each goes on with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables

if TYPE_CHECKING:
    from rich.console import Console

    from covey.model.course import Course
    from covey.model.plan import Plan, Task

COLUMNS = (("Task", "Type"), ("Needs",), ("Conversation", "Told of"), ("Verified by",))


def task_row(task: Task, course: Course) -> dict[str, Any]:
    """Give what scripts are told of a task and its course."""
    return {
        "id": task.task_id,
        "type": task.type,
        "needs": list(course.needs),
        "base": course.base,
        "forks": course.forks,
        "line": course.line,
        "told": list(course.told),
        "priority": task.priority,
    }


def show_courses(console: Console, plan: Plan, courses: list[Course]) -> None:
    """Print a plan's size and bounds, and a row for each task."""
    bounds = [shown.count(len(plan.tasks), "task")]
    if any(task.needs for task in plan.tasks):
        bounds.append(f"at most {plan.at_once} at once")
    if plan.budget is not None:
        bounds.append(f"at most ${plan.budget:.2f}")
    shown.say(console, (plan.name, "bold"), f": {', '.join(bounds)}, in {shown.at_home(plan.project)}")
    console.print(tables.table(console, COLUMNS, [_cells(plan.task(course.task_id), course) for course in courses]))


def _cells(task: Task, course: Course) -> tuple[tables.Cells, ...]:
    return (
        (shown.styled(task.task_id, "bold"), task.type),
        (", ".join(course.needs),),
        (_conversation(course), ", ".join(course.told)),
        (shown.count(len(task.verify), "command") if task.verify else "",),
    )


def _conversation(course: Course) -> str:
    if course.base is None:
        return "a new one"
    return f"{'forks' if course.forks else 'goes on'} after {course.base}"
