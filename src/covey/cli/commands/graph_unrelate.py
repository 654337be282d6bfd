"""`covey graph unrelate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph, of_a_relation
from covey.cli.graph.notebooks import writing
from covey.cli.result import Result
from covey.coordination.graph.rows import relation_row
from covey.errors import UserError

if TYPE_CHECKING:
    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.model.graph import Relation


@covey_command("graph unrelate", epilog="covey graph unrelate Checkout calls Payments")
@of_a_relation
@of_a_graph
def command(app: App, *, relation: Relation, meant: Meant) -> Result:
    """Remove the relation that `covey graph relate` records with the same words; both entities stay."""
    said = f"{relation.source} → {relation.kind} → {relation.target}"
    with writing(app, meant) as notebook:
        if not notebook.delete_relations([relation]):
            hint = f"`covey graph open {relation.source}` shows how it is related"
            raise UserError(f"there is no relation {said} in this graph", hint=hint, code="no_relation")
    return Result(relation_row(relation), lambda console: shown.say(console, f"{said} is removed."))
