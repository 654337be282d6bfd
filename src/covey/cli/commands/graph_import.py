"""`covey graph import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.files import context_of, files_in
from covey.cli.graph.notebooks import graph_of, writing
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.coordination.graph.importing import CREATED, KNOWN, MERGED, Taken, batches, take_in
from covey.coordination.graph.jsonl import read
from covey.coordination.graph.where import DEFAULT, GLOBAL, PROJECT
from covey.errors import UsageError, UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant

EXAMPLES = """covey graph import .aim
covey graph import memory.jsonl --context work
covey graph import ~/.aim --location global"""

MOST_SHOWN = 20
WORDS = {CREATED: "new", MERGED: "added to", KNOWN: "known already"}


@covey_command("graph import", epilog=EXAMPLES)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@of_a_graph
def command(app: App, *, path: Path, meant: Meant) -> Result:
    """Take in PATH, a file of a knowledge-graph or memory server, or a folder with such files.

    What is new is recorded; what is known gets the observations that it lacks. `memory-NAME.jsonl` goes into the
    context NAME, unless --context is given. A line that cannot be understood is named, and stops no other. What was
    broken off can be done again.
    """
    if path.is_dir() and meant.context is not None:
        hint = "each file of a folder goes into the context that its name tells"
        raise UsageError("--context goes with one file", hint=hint)
    files = files_in(path) if path.is_dir() else [path]
    rows, refused = _import_all(app, files, meant)
    errors = [*refused, *(_told(row) for row in rows if row["problems"])]
    return Result(rows, lambda console: _show(console, rows, refused), errors)


def _import_all(app: App, files: list[Path], meant: Meant) -> tuple[list[dict[str, Any]], list[UserError]]:
    """Take in one file after the other; one of several that is no graph's stops no other."""
    rows: list[dict[str, Any]] = []
    refused: list[UserError] = []
    for file in files:
        try:
            rows.append(_import(app, file, meant._replace(context=meant.context or context_of(file))))
        except UserError as error:
            refused.append(error)
    if not rows:
        raise refused[0]
    return rows, refused


def _import(app: App, path: Path, meant: Meant) -> dict[str, Any]:
    taken = Taken()
    with doing(f"importing {path.name}") as tell, path.open("rb") as file:
        for batch in batches(read(file)):
            with writing(app, meant) as notebook:
                take_in(notebook, batch, taken)
            tell(f"line {batch[-1].number}")
    if taken.problems and not taken.understood:
        first = taken.problems[0]
        said = f"{path} is no file of a knowledge graph: its line {first.line} {first.message}"
        raise UserError(said, hint="such a file has JSON lines, each an entity or a relation", code="no_graph_file")
    place = graph_of(app, meant).place
    return {
        "path": str(path),
        "context": place.context or DEFAULT,
        "location": PROJECT if place.place else GLOBAL,
        "entities": taken.entities,
        "relations": taken.relations,
        "problems": [problem.as_dict() for problem in taken.problems],
    }


def _told(row: dict[str, Any]) -> UserError:
    lines = len({problem["line"] for problem in row["problems"]})
    said = f"{shown.count(lines, 'line')} of {row['path']} could not be taken in as a whole"
    return UserError(said, hint="mend them in the file and import it once more, or leave them", code="lines_left_out")


def _show(console: Console, rows: list[dict[str, Any]], refused: list[UserError]) -> None:
    for row in rows:
        shown.say(console, (row["path"], "bold"), f" → {row['context']} ({row['location']}), {_counted(row)}")
        for problem in row["problems"][:MOST_SHOWN]:
            shown.say(console, ("! ", "bold yellow"), f"line {problem['line']} {problem['message']}")
        more = len(row["problems"]) - MOST_SHOWN
        if more > 0:
            shown.say(console, ("! ", "bold yellow"), f"{more} more; --json names them all")
    shown.warn(console, refused)


def _counted(row: dict[str, Any]) -> str:
    said = [
        f"{part}: " + ", ".join(f"{number} {WORDS[became]}" for became, number in row[part].items() if number)
        for part in ("entities", "relations")
        if any(row[part].values())
    ]
    return "; ".join(said) or "nothing is in it"
