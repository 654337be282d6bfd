"""`covey graph search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.notebooks import reading
from covey.cli.graph.shown import show
from covey.cli.result import Result
from covey.coordination.graph.rows import graph_row

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.model.graph import Graph

EXAMPLES = """covey graph search payment
covey graph search "login token"
covey graph search lock_
covey graph search --limit 5"""

MOST = 1000


@covey_command("graph search", epilog=EXAMPLES)
@click.argument("query", required=False, default="")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="At most so many entities.")
@of_a_graph
def command(app: App, *, query: str, limit: int, meant: Meant) -> Result:
    """Search names, types and observations for the words of QUERY, best first; without QUERY, the newest.

    Each word is also the beginning of one. Sessions and locks of now are found like everything else.
    """
    with reading(app, meant) as notebook:
        graph = notebook.search(query, limit)
    return Result(graph_row(graph), lambda console: _show(console, graph))


def _show(console: Console, graph: Graph) -> None:
    if graph.entities:
        show(console, graph)
    else:
        console.print("Nothing is known of that.")
