"""A plan: tasks with dependencies, carried out in one conversation; every default is resolved when it is read."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TYPES = ("create_file", "modify_file", "create_component", "refactor", "test", "documentation", "prompt")
"""What a task is to do (S2-4)."""

MAKES_ITS_PATHS = ("create_file", "create_component")
CHANGES_ITS_PATHS = ("modify_file",)
CHANGES_SOMETHING = ("refactor", "test", "documentation")
"""What must be seen in the files before a task of a type is done, whatever the model says of it (B-9)."""

PERMISSION_MODES = ("default", "acceptEdits", "plan", "auto", "dontAsk", "bypassPermissions")
SHARED, FRESH = "shared", "fresh"
SESSIONS = (SHARED, FRESH)
REFERENCE_CHECKS = ("off", "report", "fix")
LOWEST_PRIORITY, USUAL_PRIORITY, HIGHEST_PRIORITY = 1, 50, 100
MOST_AT_ONCE, USUAL_AT_ONCE = 10, 5


class Task(Value):
    """One step of a plan; times in seconds, budgets in US dollars, paths relative to the project."""

    task_id: str
    prompt: str
    type: str = "prompt"
    paths: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    priority: int = USUAL_PRIORITY
    session: str = SHARED
    model: str = ""
    permission_mode: str = "acceptEdits"
    allowed_tools: tuple[str, ...] = ()
    timeout: float = 3600.0
    budget: float | None = None
    retries: int = 2
    check_references: str = "report"


class Plan(Value):
    """Tasks in the order of their file, with all that holds for the whole of them.

    `project` is the absolute folder in which it is carried out.
    """

    name: str
    project: str
    tasks: tuple[Task, ...]
    budget: float | None = None
    at_once: int = USUAL_AT_ONCE
    provider: str = "claude"

    def task(self, task_id: str) -> Task:
        """Give a task by its id; raise KeyError where there is none."""
        found = {task.task_id: task for task in self.tasks}
        return found[task_id]


def as_plain(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain data, as it is kept with its run."""
    return plan.as_dict() | {"tasks": [task.as_dict() for task in plan.tasks]}


def from_plain(data: dict[str, Any]) -> Plan:
    """Give the plan again that was kept as plain data."""
    tasks = (Task(**{name: _fixed(value) for name, value in task.items()}) for task in data["tasks"])
    whole: dict[str, Any] = data | {"tasks": tuple(tasks)}
    return Plan(**whole)


def _fixed(value: Any) -> Any:
    """Give a list as the tuple that it was; JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value  # type: ignore[arg-type]
