"""`covey graph picture`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.console import console as console_of
from covey.cli.graph import picture
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.completion import entities
from covey.cli.graph.drawing import svg
from covey.cli.graph.notebooks import reading
from covey.cli.result import Result
from covey.cli.whole_file import replace
from covey.errors import UserError
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.coordination.graph.notebook import Notebook
    from covey.model.graph import Graph

EXAMPLES = """covey graph picture -o graph.svg
covey graph picture Payments --format mermaid
covey graph picture --format dot | dot -Tpng > graph.png"""

MOST = 2000
FORMS: dict[str, Callable[[Graph], str]] = {
    "svg": lambda graph: svg(picture.dot(graph)),
    "mermaid": picture.mermaid,
    "dot": picture.dot,
}


@covey_command("graph picture", epilog=EXAMPLES)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=entities)
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), default="svg", show_default=True, help="svg needs graphviz."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--limit", type=click.IntRange(1, MOST), default=100, show_default=True, help="At most so many entities.")
@of_a_graph
def command(  # noqa: PLR0913 - one for each option
    app: App,
    *,
    names: tuple[str, ...],
    form: str,
    output: Path | None,
    limit: int,
    meant: Meant,
) -> Result:
    """Draw the graph, or the entities of these names and those to which they are related.

    What only relations name is drawn with a dashed line.
    """
    with reading(app, meant) as notebook:
        graph = _around(notebook, names, limit) if names else notebook.read(limit)
    if not graph.entities:
        hint = "`covey graph search` finds names; --context and --location say in which graph"
        raise UserError("there is nothing to draw in this graph", hint=hint, code="no_entity")
    drawn = FORMS[form](graph)
    if output is not None:
        replace(output, drawn.splitlines())
    data = {
        "path": str(output) if output else None,
        "format": form,
        "entities": len(graph.entities),
        "more": graph.more,
        "picture": None if output else drawn,
    }
    return Result(data, lambda console: _show(console, data))


def _around(notebook: Notebook, names: tuple[str, ...], limit: int) -> Graph:
    """Give the named entities and those to which they are related."""
    named = notebook.open(names)
    ends = dict.fromkeys(end for one in named.relations for end in (one.source, one.target))
    wanted = list(dict.fromkeys([*(one.name for one in named.entities), *ends]))
    return notebook.open(wanted[:limit]).but(relations=named.relations, more=max(0, len(wanted) - limit))


def _show(console: Console, data: dict[str, Any]) -> None:
    if data["path"] is None:
        console.file.write(data["picture"])  # as it is: it is for a file
    else:
        shown.say(console, f"{data['path']} shows {data['entities']} of {data['entities'] + data['more']} entities.")
    if data["more"]:
        said = f"not drawn: {data['more']} of {data['entities'] + data['more']} entities; see --limit"
        shown.say(console_of(to_errors=True), ("! ", "bold yellow"), said)
