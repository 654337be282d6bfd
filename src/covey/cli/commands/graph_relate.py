"""`covey graph relate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.completion import entities
from covey.cli.graph.notebooks import Meant, of_a_graph, writing
from covey.cli.result import Result
from covey.coordination.graph.rows import relation_row
from covey.model.graph import Relation

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App

EXAMPLES = """covey graph relate Checkout calls Payments
covey graph relate "Alice Smith" "works on" Payments"""


@covey_command("graph relate", epilog=EXAMPLES)
@click.argument("source", metavar="FROM", shell_complete=entities)
@click.argument("kind", metavar="TYPE")
@click.argument("target", metavar="TO", shell_complete=entities)
@of_a_graph
def command(  # noqa: PLR0913 - one for each option
    app: App, *, source: str, kind: str, target: str, context: str | None, location: str | None
) -> Result:
    """Record that the entity FROM is related to the entity TO, as a TYPE says; both may be recorded later."""
    relation = Relation(source, target, kind)
    with writing(app, Meant(context, location)) as notebook:
        is_new = bool(notebook.create_relations([relation]))
        missing = [name for name in dict.fromkeys((source, target)) if not notebook.open([name]).entities]
    data = relation_row(relation) | {"created": is_new, "missing": missing}
    return Result(data, lambda console: _show(console, data))


def _show(console: Console, data: dict[str, Any]) -> None:
    became = "is recorded" if data["created"] else "was known already"
    shown.say(console, f"{data['from']} → {data['relationType']} → {data['to']} {became}.")
    for name in data["missing"]:
        shown.say(console, ("! ", "bold yellow"), f"there is no entity {name} yet")
