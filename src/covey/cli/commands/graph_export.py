"""`covey graph export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph import files
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.notebooks import reading
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.whole_file import replace
from covey.coordination.graph import exporting
from covey.coordination.graph.jsonl import MARK
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant

AIM, MEMORY = "aim", "memory"

EXAMPLES = """covey graph export > memory.jsonl
covey graph export .aim
covey graph export memory.json --format memory
covey graph export --context work --live | jq .name"""


@covey_command("graph export", epilog=EXAMPLES)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([AIM, MEMORY]),
    default=AIM,
    show_default=True,
    help="That of the knowledge-graph server, or of the memory server, which has no first line of its own.",
)
@click.option("--force", is_flag=True, help="Replace a graph's file though it says what this graph does not.")
@click.option("--live", "with_live", is_flag=True, help="With the sessions and locks of now.")
@of_a_graph
def command(  # noqa: PLR0913 - one for each option
    app: App, *, path: Path | None, form: str, force: bool, with_live: bool, meant: Meant
) -> Result:
    """Write a graph as lines of JSON: to the file PATH, into the folder PATH, or to the standard output.

    In a folder the file is called `memory.jsonl` or `memory-CONTEXT.jsonl`. A file is replaced whole or not at all; one
    that is no graph's is left as it is. When something was recorded, and by whom, has no place in such a file.
    """
    with doing("exporting"), reading(app, meant) as notebook:
        lines = [*([MARK] * (form == AIM)), *exporting.lines(notebook, with_live=with_live)]
        file = files.file_in(path, notebook.where.place.context) if path is not None and path.is_dir() else path
    if file is not None:
        return _write(file, lines, force=force)
    return Result([json.loads(line) for line in lines], lambda console: _print(console, lines))


def _write(file: Path, lines: list[str], *, force: bool) -> Result:
    if file.is_file():
        files.spare_foreign(file)
        if not force:
            files.spare_unsaved(file, lines)
    replace(file, lines)
    data = {"path": str(file), "lines": len(lines)}
    return Result(data, lambda console: shown.say(console, f"{file} has {shown.count(len(lines), 'line')}."))


def _print(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.file.write(f"{line}\n")  # as it is: it is for a file
