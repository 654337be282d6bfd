"""Who may begin: the slots of the pool by priority and arrival, and the gate that a usage limit closes."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.run import Slot

STEP_SECONDS = 15.0
"""After a usage limit one begins at once, and after each such time one more: all at once would meet it again."""


class Pool(Value):
    """All slots as the store lists them (`Transaction.plans.slots`), and the gate, at one moment.

    `at_once` of them may be granted; nobody begins before `opens` (seconds since 1970), for the reason `why`.
    """

    slots: tuple[Slot, ...]
    at_once: int
    now: float
    opens: float | None = None
    why: str = ""

    @property
    def is_closed(self) -> bool:
        """Tell whether nobody may begin now, since a usage limit was hit."""
        return self.opens is not None and self.now < self.opens

    def place(self, slot: Slot) -> int:
        """Give the place in line of a slot that is not granted yet; the first is 1."""
        waiting = [each for each in self.slots if each.granted is None]
        return waiting.index(slot) + 1

    def may_begin(self, slot: Slot) -> bool:
        """Tell whether a slot that waits can be granted now."""
        return not self.is_closed and self.place(slot) <= self._free()

    def _free(self) -> int:
        """Count how many may begin now; of those granted since the gate opened, not more than its steps allow."""
        granted = [slot.granted for slot in self.slots if slot.granted is not None]
        free = self.at_once - len(granted)
        if self.opens is None:
            return free
        since = sum(when >= self.opens for when in granted)
        return min(free, 1 + int((self.now - self.opens) / STEP_SECONDS) - since)
