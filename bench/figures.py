"""What was measured, as one row each: a figure, its limit, and the times behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True)
class Row:
    """One figure; `is_right` is false when what was measured did not do what it must."""

    name: str
    figure: float
    unit: str
    limit: float | None = None
    side: str = AT_MOST
    milliseconds: list[float] = field(default_factory=list[float])
    is_right: bool = True
    more: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_kept(self) -> bool | None:
        """Whether the figure is within its limit; None where it has none."""
        if self.limit is None:
            return None
        return self.figure <= self.limit if self.side == AT_MOST else self.figure >= self.limit

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        times = {"median_ms": round(median(self.milliseconds), 3), "p99_ms": round(p99(self.milliseconds), 3)}
        return {
            "name": self.name,
            "figure": round(self.figure, 3),
            "unit": self.unit,
            "limit": self.limit,
            "side": self.side if self.limit is not None else None,
            "kept": self.is_kept,
            "right": self.is_right,
            "runs": len(self.milliseconds),
            **(times if self.milliseconds else {}),
            **self.more,
        }

    def cells(self) -> list[str]:
        """Give the row of the table, for people."""
        limit = "" if self.limit is None else f"{self.side} {self.limit:g}"
        kept = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[self.is_kept]
        times = [f"{middle(self.milliseconds):.2f} ms", f"{p99(self.milliseconds):.2f} ms"]
        wrong = "" if self.is_right else " [red]WRONG[/]"
        return [
            self.name + wrong,
            f"{self.figure:,.2f} {self.unit}",
            limit,
            kept,
            *times,
            f"{len(self.milliseconds):,}",
        ]


def middle(values: list[float]) -> float:
    """Give the median."""
    return median(values)


def p99(values: list[float]) -> float:
    """Give the value that 99 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]
