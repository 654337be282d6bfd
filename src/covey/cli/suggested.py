"""What `covey suggest` and `/sc:suggest` find, and how it is shown to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown, tables
from covey.cli.app import current_folder
from covey.cli.progress import doing
from covey.cli.speaker import caller, here
from covey.coordination import advice_words, suggestions
from covey.coordination.areas import areas_of
from covey.coordination.hot import Hot
from covey.coordination.suggestions import Question
from covey.model.area import BUSY, FREE, OWN
from covey.model.task import title

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from covey.cli.app import App
    from covey.coordination.locks import Desk
    from covey.model.session import Session

AREAS = (("Area",), ("State",), ("Task", "Session", "Holds"), ("Why",))
DEPENDENT = (("File", "Why"), ("Task", "Session"), ("Progress", "Until"), ("Imported by",))
STATES = {FREE: ("free", "green"), OWN: ("own", "cyan"), BUSY: ("busy", "yellow")}
MOST_NAMED = 3


def found(app: App, task: str | None) -> dict[str, Any]:
    """Find what is free in this folder's checkout; raise UserError where there is none."""
    workspace, worktree = suggestions.checkout_of(current_folder())
    chart = areas_of(worktree, app.settings.areas)
    with app.looking() as desk:
        session = _asker(desk, task)
        asked = Question(workspace, worktree, _wanted(task, session), session)
        gathered, own = suggestions.gathered(desk, asked, chart), suggestions.own_files(desk, asked)
    with doing("Looking at imports"):
        return suggestions.with_imports(gathered, own)


def _wanted(task: str | None, session: Session | None) -> str:
    """Give the task that was named, else the session's own."""
    return title(task or "") or (session.task if session else None) or ""


def _asker(desk: Desk, task: str | None) -> Session | None:
    """Give the session that asks: Claude's own, else the only one here; a task of a person's is for one to come."""
    sessions = here(desk)
    return sessions[0] if (caller() and sessions) or (len(sessions) == 1 and not task) else None


def show(console: Console, data: dict[str, Any]) -> None:
    """Show all of it, the areas first."""
    if data["task"]:
        shown.say(console, ("For: ", "bold"), data["task"])
    if data["areas"]:
        console.print(tables.table(console, AREAS, [_area_cells(row) for row in data["areas"]]))
    else:
        console.print("This repository has no folders yet: there is nothing to suggest.")
    rows = [row for row in data["dependent"] if row["matters"] or not (data["task"] or data["session_id"])]
    if rows:
        console.print(tables.table(console, DEPENDENT, [_work_cells(row) for row in rows]))
    for row in data["same_task"]:
        shown.say(console, ("! ", "bold yellow"), f"{row['name']} has nearly the same task: {row['task']}")
    for row in data["hot"]:
        shown.say(console, ("! ", "bold yellow"), advice_words.hot_file(Hot(**row)))


def _area_cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    state, style = STATES[row["state"]]
    first, *more = row["sessions"] or [None]
    by: tuple[tables.Cell, ...] = ("", "", "")
    if first:
        besides = f" +{len(more)}" if more else ""
        by = (f"{_task(first)}{besides}", shown.styled(first["session_id"][:8], "cyan"), _paths(first))
    return ((shown.styled(row["area"], "bold"),), (shown.styled(state, style),), by, (_why(row),))


def _paths(row: dict[str, Any]) -> str:
    return _some([*row["holds"], *(f"waits for {path}" for path in row["waits_for"])])


def _why(row: dict[str, Any]) -> str:
    fits = ["fits the task"] if row["fits"] else []
    touched, here = row["touched"], {one["session_id"] for one in row["sessions"]}
    is_news = touched and touched["session_id"] not in here
    lately = [f"{touched['session_id'][:8]} was there {shown.age(touched['at'])} ago"] if is_news else []
    return ", ".join([*fits, *lately])


def _work_cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    until = row["estimated_completion"]
    return (
        (shown.styled(shown.one_line(row["path"]), "bold"), row["why"] or ""),
        (row["task"] or row["name"], shown.styled(row["session_id"][:8], "cyan")),
        (shown.done(row), f"until about {shown.clock(until)}" if until else ""),
        (_some(row["imported_by"]),),
    )


def _task(row: dict[str, Any]) -> Text:
    return shown.line(row["task"] or row["name"], (f" · {done}" if (done := shown.done(row)) else "", "dim"))


def _some(paths: list[str]) -> str:
    more = f" +{len(paths) - MOST_NAMED}" if len(paths) > MOST_NAMED else ""
    return ", ".join(shown.one_line(path) for path in paths[:MOST_NAMED]) + more
