"""The conversations of a plan: which tasks go on in each, and where it parts from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.model.course import Course


class Conversation(Value):
    """One line of conversation, named by the task that began it; `forked_from` is the task at whose end it parted."""

    line: str
    forked_from: str | None
    tasks: tuple[str, ...]


def conversations(courses: Iterable[Course]) -> list[Conversation]:
    """List the conversations that these courses make, in the order in which they begin."""
    found: dict[str, Conversation] = {}
    for course in courses:
        known = found.get(course.line) or Conversation(course.line, course.base, ())
        found[course.line] = known.but(tasks=(*known.tasks, course.task_id))
    return list(found.values())
