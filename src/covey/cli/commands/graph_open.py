"""`covey graph open`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.completion import entities
from covey.cli.graph.notebooks import reading
from covey.cli.graph.shown import show
from covey.cli.result import Result
from covey.coordination.graph.rows import graph_row
from covey.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.model.graph import Graph

EXAMPLES = """covey graph open Payments
covey graph open Payments "Alice Smith" --json"""


@covey_command("graph open", epilog=EXAMPLES)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=entities)
@of_a_graph
def command(app: App, *, names: tuple[str, ...], meant: Meant) -> Result:
    """Show the entities of these names: what was observed of each (the newest 1,000), and how they are related."""
    with reading(app, meant) as notebook:
        graph = notebook.open(names)
        known = {name for name in names if notebook.open([name]).entities}
    missing = [unknown(name) for name in dict.fromkeys(names) if name not in known]
    if not graph.entities:
        raise missing[0]
    return Result(graph_row(graph), lambda console: _show(console, graph, missing), missing)


def unknown(name: str) -> UserError:
    """Say that there is no entity of a name."""
    hint = "`covey graph search` finds names; --context and --location say in which graph"
    return UserError(f"there is no entity {name} in this graph", hint=hint, code="no_entity")


def _show(console: Console, graph: Graph, missing: list[UserError]) -> None:
    show(console, graph, whole=True)
    shown.warn(console, missing)
