"""`covey sessions conflicts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.command import command as covey_command
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.coordination import forecast, overview
from covey.coordination.advice_words import wanted
from covey.coordination.hot import Hot

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

COLUMNS = (("State",), ("Age",), ("Session", "Branch"), ("Task", "Folder", "Holds"))
FORECAST = (("Merge of",), ("File", "Kind"), ("Lines", "And"))
MOST_HUNKS = 5


@covey_command("sessions conflicts", epilog="covey sessions conflicts\ncovey sessions conflicts --json")
def command(app: App) -> Result:
    """List the projects in which several sessions work, what that risks, and what to do.

    For sessions in different worktrees it is tried out whether their work, with what is not committed yet, would
    conflict in a merge; nothing of theirs is touched.
    """
    with app.looking() as desk:
        found = overview.conflicts(desk, app.sightings())
    for conflict in found:
        conflict["forecast"] = _forecast(conflict["sessions"])
    return Result(found, lambda console: _show(console, found))


def _forecast(sessions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len({row["worktree"] for row in sessions}) == 1:
        return []
    with doing("Trying the merges"):
        return forecast.rows(sessions)


def _show(console: Console, found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No two sessions work in one project.")
    for number, conflict in enumerate(found):
        if number:
            console.print()
        _show_one(console, conflict)


def _show_one(console: Console, conflict: dict[str, Any]) -> None:
    sessions = shown.count(len(conflict["sessions"]), "session")
    shown.say(console, (f"{sessions} in ", "bold yellow"), (conflict["project"], "bold"))
    console.print(tables.table(console, COLUMNS, [_cells(row) for row in conflict["sessions"]]))
    hot = "; ".join(wanted(Hot(**each)) for each in conflict["hot"])
    facts = {"Risk": conflict["risk"], "Recommendation": conflict["recommendation"], "Hot files": hot}
    tables.facts(console, facts)
    merges = [cells for pair in conflict["forecast"] for cells in _merge_cells(pair)]
    if merges:
        console.print(tables.table(console, FORECAST, merges))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    return (
        (shown.state(row["status"]),),
        (shown.age(row["started"]),),
        (shown.styled(row["session_id"][:8], "cyan"), shown.branch(row)),
        (row["task"] or row["name"], shown.at_home(row["path"]), shown.held(row)),
    )


def _merge_cells(pair: dict[str, Any]) -> list[tuple[tables.Cells, ...]]:
    """Give a row for each file that would conflict, or one that says why there is none."""
    who = (shown.styled(" + ".join(session_id[:8] for session_id in pair["sessions"]), "cyan"),)
    if not pair["checked"]:
        return [(who, ("not known", pair["problem"]), ("", ""))]
    if not pair["files"]:
        return [(who, (shown.styled("no conflict", "green"), ""), ("", ""))]
    return [(who, (shown.one_line(file["path"]), file["kind"]), _lines(file["hunks"])) for file in pair["files"]]


def _lines(hunks: list[dict[str, Any]] | None) -> tuple[str, str]:
    """Name the lines in conflict as each of the two sessions has them."""
    if not hunks:
        return ("", "")
    more = ", …" if len(hunks) > MOST_HUNKS else ""
    one, other = (
        ", ".join(forecast.span(hunk["lines"][side]) for hunk in hunks[:MOST_HUNKS]) + more for side in (0, 1)
    )
    return (one, other)
