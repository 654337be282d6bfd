"""How long a lock will likely be held, going by how long others were."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES = (0.5, 0.8)
"""A hold lasts as long as half of the others did; one that is longer already, as long as four of five did."""


def usual(times: Sequence[float], elapsed: float) -> float | None:
    """Give how long a hold usually lasts, by times in rising order: the median, or past that the 80th percentile.

    None where it is longer than that already: then nothing is known.
    """
    for share in SHARES if times else ():
        usually = times[min(len(times) - 1, int(len(times) * share))]
        if usually > elapsed:
            return usually
    return None
