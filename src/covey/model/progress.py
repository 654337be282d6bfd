"""How far a session has come, by the task list that its client keeps."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.model.session import Item


class Progress(Value):
    """How many entries of the list are done, and how many there are."""

    done: int
    total: int


def progress(items: Sequence[Item]) -> Progress | None:
    """Count a list; None where there is none."""
    return Progress(sum(1 for item in items if item.is_done), len(items)) if items else None
