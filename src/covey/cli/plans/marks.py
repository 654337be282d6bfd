"""How states, lengths of time and sums of money are written where a run of a plan is shown."""

from __future__ import annotations

from rich.text import Text

from covey.cli.shown import HOUR, MINUTE
from covey.model.run import CANCELLED, DONE, FAILED, RUNNING, SKIPPED, WAITING

MARKS = {RUNNING: "●", DONE: "✓", FAILED: "✗", CANCELLED: "■", SKIPPED: "↷", WAITING: "○", "interrupted": "◌"}
STYLES = {
    RUNNING: "bold yellow",
    DONE: "green",
    FAILED: "bold red",
    CANCELLED: "magenta",
    SKIPPED: "dim",
    WAITING: "dim",
    "interrupted": "magenta",
}


def mark(state: str) -> Text:
    """Show a state as one character."""
    return Text(MARKS[state], style=STYLES[state])


def marked(state: str) -> Text:
    """Show a state as its character and its word."""
    return Text(f"{MARKS[state]} {state}", style=STYLES[state])


def outcome_mark(outcome: str | None) -> Text:
    """Show what came of an attempt as one character; None while it is at work."""
    return mark(RUNNING if outcome is None else DONE if outcome == DONE else FAILED)


def lasted(seconds: float | None) -> str:
    """Say how long something took, as 45s, 1m12 or 2h05; nothing where that is not known."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole}s"
    if whole < HOUR:
        return f"{whole // MINUTE}m{whole % MINUTE:02}"
    return f"{whole // HOUR}h{whole % HOUR // MINUTE:02}"


def money(dollars: float) -> str:
    """Write a sum, such as $0.42."""
    return f"${dollars:.2f}"


def tally(counts: dict[str, int]) -> str:
    """Say how many tasks are done, and how many failed."""
    failed = f", {counts['failed']} failed" if counts["failed"] else ""
    return f"{counts['done']} of {counts['total']} done{failed}"
