"""What came of one run of the four agents, and of several together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from work import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

RATIO_LIMIT = 1.3
"""So many times the wall time of the uncoordinated run may be taken with covey."""


@dataclass(frozen=True)
class Outcome:
    """One run: what was finished, what was lost, what it took."""

    finished: int
    lost: int
    mixed_commits: int
    seconds: float
    denials: int
    stale_writes: int
    tool_calls: int


@dataclass(frozen=True)
class Summary:
    """All runs of one way, for agents that write with one tool; `baseline_seconds` is the median without covey."""

    tool: str
    way: str
    outcomes: Sequence[Outcome]
    baseline_seconds: float | None

    @property
    def is_whole(self) -> bool:
        """Whether every run finished all units and lost nothing."""
        return all(one.finished == UNITS and not one.lost for one in self.outcomes)

    @property
    def ratio(self) -> float | None:
        """How many times the wall time of the uncoordinated run was taken."""
        return self.seconds / self.baseline_seconds if self.baseline_seconds else None

    @property
    def seconds(self) -> float:
        """The median of the wall times."""
        return median(one.seconds for one in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        ratio = None if self.ratio is None else round(self.ratio, 3)
        return {
            "tool": self.tool,
            "way": self.way,
            "whole": self.is_whole,
            "seconds": round(self.seconds, 3),
            "ratio": ratio,
            "runs": [asdict(one) for one in self.outcomes],
        }

    def cells(self) -> list[str]:
        """Give the row of a table, for people: medians, and all that was seen where it differs."""
        return [
            self.way,
            f"{self._seen('finished')} of {UNITS}",
            self._seen("lost"),
            self._seen("mixed_commits"),
            f"{self.seconds:.1f} s",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            self._seen("denials"),
            self._seen("stale_writes"),
            self._seen("tool_calls"),
        ]

    def _seen(self, name: str) -> str:
        values = sorted(getattr(one, name) for one in self.outcomes)
        spread = f" ({values[0]}-{values[-1]})" if values[0] != values[-1] else ""
        return f"{median(values):g}{spread}"


HEADINGS = (
    "",
    "units finished",
    "updates lost",
    "mixed commits",
    "wall time",
    "ratio",
    "denials",
    "stale writes",
    "tool calls",
)
