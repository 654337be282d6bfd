"""A plan's tasks as a tree: each conversation goes straight down, and its forks branch off where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from covey.running.conversations import Conversation

BRANCH, LAST_BRANCH, RAIL, GAP = "├─", "╰─", "│ ", "  "


class Branch(NamedTuple):
    """A task's place in the tree: what is drawn before it, and before what is written beneath it."""

    task_id: str
    rails: str
    below: str


def branches(conversations: Sequence[Conversation]) -> list[Branch]:
    """List the tasks from the top of the tree down."""
    roots = [one for one in conversations if one.forked_from is None]
    if len(roots) == 1:
        return list(_down(roots[0], conversations, "", ""))
    return list(_side_by_side(roots, conversations, ""))


def _side_by_side(some: Sequence[Conversation], conversations: Sequence[Conversation], rails: str) -> Iterator[Branch]:
    for place, one in enumerate(some, 1):
        is_last = place == len(some)
        yield from _down(
            one, conversations, rails + (LAST_BRANCH if is_last else BRANCH), rails + (GAP if is_last else RAIL)
        )


def _down(one: Conversation, conversations: Sequence[Conversation], first: str, rails: str) -> Iterator[Branch]:
    for task_id in one.tasks:
        forks = [other for other in conversations if other.forked_from == task_id]
        yield Branch(task_id, first if task_id == one.line else rails, rails + (RAIL if forks else GAP))
        yield from _side_by_side(forks, conversations, rails)
