"""Who may take a lock away from whom: nobody from a session that lives, unless it is forced."""

from __future__ import annotations

from covey.coordination import words
from covey.errors import ConflictError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.locks import Desk
    from covey.model.lock import Lock


FORCE = "that session lives; --force takes the lock all the same"


def spare_the_living(desk: Desk, found: Sequence[Lock], hint: str = FORCE) -> None:
    """Raise ConflictError where one of these locks still counts."""
    living = [lock for lock in found if not desk.void(lock)]
    if living:
        who, since = words.holder_of(desk, living[0]), words.how_long(desk, living[0])
        said = f"{words.shown(living[0].path)} is held by {who}, {since}"
        raise ConflictError(words.explained(said), hint=hint, code="locked")
