"""A plan as it is written in a file of YAML or JSON: read whole, or refused with all that is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from covey.coordination.places import worktree_of
from covey.errors import ConfigError
from covey.model.duration import seconds_of
from covey.model.plan import Plan, Task
from covey.model.value import Value
from covey.running import plan_checks, plan_schema
from covey.running.marked import marked_of, read_text
from covey.running.yaml_nodes import at

if TYPE_CHECKING:
    from covey.running.marked import Marked

MOST_TOLD = 50
HINT = f"what a plan may say is in {plan_schema.PATH}"


class Problem(Value):
    """One thing that is wrong with a file, and where."""

    line: int
    column: int
    said: str


class Examined(Value):
    """A plan, or all that is wrong with its file."""

    path: str
    plan: Plan | None
    problems: tuple[Problem, ...] = ()

    def error(self) -> ConfigError:
        """Say all that is wrong, a line for each."""
        told = [f"{at(self.path, each.line, each.column)}: {each.said}" for each in self.problems[:MOST_TOLD]]
        more = len(self.problems) - MOST_TOLD
        return ConfigError("\n".join([*told, *([f"and {more} more"] if more > 0 else [])]), hint=HINT)


def read_plan(path: Path) -> Plan:
    """Read a plan, every default resolved; raise ConfigError with all that is wrong with the file."""
    examined = examine(path)
    if examined.plan is None:
        raise examined.error()
    return examined.plan


def examine(path: Path) -> Examined:
    """Read a plan, or find what is wrong with it; raise ConfigError where the file cannot be read at all."""
    return examine_text(path, read_text(path))


def examine_text(path: Path, text: str) -> Examined:
    """Read a plan that is, or will be, the text of a file, as `examine` does."""
    marked = marked_of(path, text)
    project = _project(path, marked.data)
    problems = _problems(marked, project)
    if problems:
        return Examined(marked.path, None, problems)
    return Examined(marked.path, _plan(path, project, marked.data))


def project_of(path: Path) -> str:
    """Name the folder in which a plan is carried out that names none: its file's repository, or its file's folder."""
    folder = os.path.realpath(path.parent)
    worktree = worktree_of(folder)
    return worktree.root if worktree else folder


def _project(path: Path, data: Any) -> str:
    said = data.get("project") if isinstance(data, dict) else None  # type: ignore[union-attr]
    if isinstance(said, str) and said and "\0" not in said:
        return os.path.realpath(path.parent / Path(said).expanduser())
    return project_of(path)


def _problems(marked: Marked, project: str) -> tuple[Problem, ...]:
    by_schema = list(plan_schema.wrongs(marked.data))
    told = {way for way, _ in by_schema}
    beyond = [(way, said) for way, said in plan_checks.wrongs(marked.data, project) if way not in told]
    found = [(marked.place(way), said) for way, said in [*by_schema, *beyond]]
    found += [
        (place, f"`{way[-1]}` is there twice")
        for way, place in marked.doubles.items()
        if not any(way[:length] in marked.doubles for length in range(len(way)))
    ]
    if not Path(project).is_dir():
        found.append((marked.place(("project",)), f"there is no folder {project}"))
    return tuple(Problem(*place, said) for place, said in sorted(set(found)))


def _plan(path: Path, project: str, data: dict[str, Any]) -> Plan:
    defaults: dict[str, Any] = data.get("defaults", {})
    tasks = tuple(_task(defaults | said) for said in data["tasks"])
    return Plan(
        name=data.get("name", path.stem),
        project=project,
        tasks=tasks,
        budget=data.get("budget", Plan.budget),
        at_once=int(data.get("at_once", Plan.at_once)),
        provider=data.get("provider", Plan.provider),
    )


def _task(said: dict[str, Any]) -> Task:
    """Make a task of what is said of it, and of the defaults; what nobody says is as the model has it."""
    return Task(**dict(_field(key, value) for key, value in said.items()))


def _field(key: str, value: Any) -> tuple[str, Any]:
    """Give the field that a key says, and its value."""
    if key == "id":
        return "task_id", value
    if key in ("path", "paths"):
        return "paths", tuple(str(PurePosixPath(each)) for each in _listed(value))
    if key in ("needs", "verify", "allowed_tools"):
        return key, tuple(_listed(value))
    if key == "timeout":
        return key, seconds_of(value) if isinstance(value, str) else float(value)
    if key in ("priority", "retries"):
        return key, int(value)
    return key, "off" if value is False else value


def _listed(value: Any) -> list[Any]:
    """Give what may be written alone as a list."""
    return value if isinstance(value, list) else [value]  # type: ignore[return-value]
