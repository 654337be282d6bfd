"""What was measured of plans, as rows: the figure, what was promised, and whether that was kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plan_kills import Killed
    from plan_overhead import Overhead
    from plan_resumes import Resumed

HEADINGS = ("what", "measured", "promised", "kept")
SUCCESS_PERCENT, ADDED_PERCENT, SHARE_PERCENT = 95.0, 5.0, 1.0


@dataclass(frozen=True)
class Finding:
    """One row; `is_right` is false when something that must never be was seen, however fast it was."""

    what: str
    measured: str
    promised: str = ""
    is_kept: bool | None = None
    is_right: bool = True

    def as_json(self) -> dict[str, Any]:
        """Give everything, for machines."""
        return asdict(self)

    def cells(self) -> list[str]:
        """Give the row of a table, for people."""
        return [self.what, self.measured, self.promised, {None: "", True: "yes", False: "no"}[self.is_kept]]


def of_kills(killed: Sequence[Killed]) -> Iterator[Finding]:
    """Tell what came of the kills."""
    kinds = sum((Counter(one.kinds) for one in killed), Counter[str]())
    shapes = Counter(one.shape for one in killed)
    said = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    met = sum(one.met_a_client for one in killed)
    yield Finding("moments of kill -9", f"{kinds.total()}: {said}; at {met} a client lived")
    whole = sum(one.is_whole for one in killed)
    plans = ", ".join(f"{number} {shape}" for shape, number in shapes.items())
    yield _never("plans that completed whole", f"{whole} of {len(killed)} ({plans})", "all", whole == len(killed))
    verdicts = [one.found for one in killed if one.found is not None]
    for what, lists in (
        ("tasks that ran twice, or not to their end", [each.twice for each in verdicts]),
        ("files that are missing", [each.missing for each in verdicts]),
        ("processes that are left", [each.left for each in verdicts]),
    ):
        count = sum(len(each) for each in lists)
        yield _never(what, f"{count}", "0", count == 0)


def of_resumes(resumed: Sequence[Resumed]) -> Iterator[Finding]:
    """Tell how often conversations were gone on with."""
    unbroken, failed = sum(one.unbroken for one in resumed), sum(len(one.failed) for one in resumed)
    share = 100 * (unbroken - failed) / unbroken if unbroken else 0.0
    said, is_kept = f"{share:.1f} %: {unbroken - failed} of {unbroken}", share >= SUCCESS_PERCENT
    yield _never("conversations that nobody broke: gone on with", said, f"at least {SUCCESS_PERCENT:g} %", is_kept)
    told = sum((Counter(one.told["resumes"]) for one in resumed), Counter[str]())
    success = 100 * told["resumed"] / told.total() if told.total() else 0.0
    said = f"{success:.1f} %: {told['resumed']:g} of {told.total():g}"
    promised = f"at least {SUCCESS_PERCENT:g} %"
    yield Finding("all, with those that were broken on purpose", said, promised, success >= SUCCESS_PERCENT)
    breaks = Counter(f"{fault}, {one.claude}" for one in resumed for fault in one.faults.values())
    yield Finding("faults", "; ".join(f"{number} {fault}" for fault, number in sorted(breaks.items())))
    right = sum(one.is_right for one in resumed)
    what = "plans that completed, each break a fallback with its reason, the metrics as we counted"
    yield _never(what, f"{right} of {len(resumed)}", "all", right == len(resumed))


def of_overhead(found: Overhead) -> Iterator[Finding]:
    """Tell what the plan took beside the loop."""
    for way in sorted({run.way for run in found.runs}, reverse=True):
        seconds = ", ".join(f"{run.seconds:.1f}" for run in found.runs if run.way == way)
        what = f"{found.tasks} tasks of {found.think_seconds:g} s of thought, {way}"
        yield Finding(what, f"{found.seconds(way):.1f} s ({seconds})")
    added = f"at most {ADDED_PERCENT:g} %"
    yield Finding("added to that", f"{found.added:.1f} %", added, found.added <= ADDED_PERCENT)
    once = f"{found.milliseconds:.0f} ms; of all, {found.once:.1f} s are the plan's beginning and end"
    yield Finding("added for each task", once)
    promised = f"at most {SHARE_PERCENT:g} %"
    yield Finding("of a task of a minute", f"{found.share:.2f} %", promised, found.share <= SHARE_PERCENT)


def _never(what: str, measured: str, promised: str, is_kept: bool) -> Finding:  # noqa: FBT001 - a row has four columns
    return Finding(what, measured, promised, is_kept, is_kept)
