"""`covey plans validate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.plans.courses import show_courses, task_row
from covey.cli.result import Result, show_error
from covey.model.course import chart

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.model.course import Course
    from covey.model.plan import Plan


@covey_command("plans validate", epilog="covey plans validate plan.yaml\ncovey plans validate plan.yaml --json")
@click.argument("file", type=click.Path(path_type=Path))
def command(app: App, *, file: Path) -> Result:  # noqa: ARG001 - as commands are called
    """Say whether the plan in FILE is good, and what it will do; nothing is run.

    Shows the tasks in the order in which they go, and which conversation each goes on with. Of a plan that is not good,
    all that is wrong is told, with line and column, and the exit status is 1.
    """
    from covey.running.plan_file import examine

    examined = examine(file)
    problems = [problem.as_dict() for problem in examined.problems]
    if examined.plan is None:
        error = examined.error()
        data: dict[str, Any] = {"plan": None, "project": None, "tasks": [], "problems": problems}
        return Result(data, lambda _console: show_error(error), [error], error.exit_status)
    return _good(examined.plan)


def _good(plan: Plan) -> Result:
    courses = chart(plan.tasks)
    data = {
        "plan": plan.name,
        "project": plan.project,
        "tasks": [task_row(plan.task(course.task_id), course) for course in courses],
        "problems": [],
    }
    return Result(data, lambda console: _show(console, plan, courses))


def _show(console: Console, plan: Plan, courses: list[Course]) -> None:
    show_courses(console, plan, courses)
    shown.say(console, ("✓ ", "green"), "The plan is good.")
