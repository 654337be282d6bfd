"""`covey graph relate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph, of_a_relation
from covey.cli.graph.notebooks import writing
from covey.cli.result import Result
from covey.coordination.graph.rows import relation_row

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.model.graph import Relation

EXAMPLES = """covey graph relate Checkout calls Payments
covey graph relate "Alice Smith" "works on" Payments"""


@covey_command("graph relate", epilog=EXAMPLES)
@of_a_relation
@of_a_graph
def command(app: App, *, relation: Relation, meant: Meant) -> Result:
    """Record that the entity FROM is related to the entity TO, as a TYPE says; both may be recorded later."""
    with writing(app, meant) as notebook:
        is_new = bool(notebook.create_relations([relation]))
        missing = [
            name for name in dict.fromkeys((relation.source, relation.target)) if not notebook.open([name]).entities
        ]
    data = relation_row(relation) | {"created": is_new, "missing": missing}
    return Result(data, lambda console: _show(console, data))


def _show(console: Console, data: dict[str, Any]) -> None:
    became = "is recorded" if data["created"] else "was known already"
    shown.say(console, f"{data['from']} → {data['relationType']} → {data['to']} {became}.")
    for name in data["missing"]:
        shown.say(console, ("! ", "bold yellow"), f"there is no entity {name} yet")
