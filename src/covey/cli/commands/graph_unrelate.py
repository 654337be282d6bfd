"""`covey graph unrelate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.completion import entities
from covey.cli.graph.notebooks import Meant, of_a_graph, writing
from covey.cli.result import Result
from covey.coordination.graph.rows import relation_row
from covey.errors import UserError
from covey.model.graph import Relation

if TYPE_CHECKING:
    from covey.cli.app import App


@covey_command("graph unrelate", epilog="covey graph unrelate Checkout calls Payments")
@click.argument("source", metavar="FROM", shell_complete=entities)
@click.argument("kind", metavar="TYPE")
@click.argument("target", metavar="TO", shell_complete=entities)
@of_a_graph
def command(  # noqa: PLR0913 - one for each option
    app: App, *, source: str, kind: str, target: str, context: str | None, location: str | None
) -> Result:
    """Remove the relation that `covey graph relate` records with the same words; both entities stay."""
    relation = Relation(source, target, kind)
    said = f"{source} → {kind} → {target}"
    with writing(app, Meant(context, location)) as notebook:
        if not notebook.delete_relations([relation]):
            hint = f"`covey graph open {source}` shows how it is related"
            raise UserError(f"there is no relation {said} in this graph", hint=hint, code="no_relation")
    return Result(relation_row(relation), lambda console: shown.say(console, f"{said} is removed."))
