"""`covey graph add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.completion import entities
from covey.cli.graph.notebooks import writing
from covey.cli.result import Result
from covey.errors import UserError
from covey.model.graph import Entity, Observation

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.coordination.graph.notebook import Notebook

EXAMPLES = """covey graph add Payments --type service "Written in Go" "Owned by team blue"
covey graph add Payments "Moved to PostgreSQL in March"
covey graph add "code style" --type convention "Four spaces" --location global"""


@covey_command("graph add", epilog=EXAMPLES)
@click.argument("name", shell_complete=entities)
@click.argument("observations", metavar="[OBSERVATION]...", nargs=-1)
@click.option("--type", "kind", metavar="TYPE", help="What kind of thing it is; needed for a new one.")
@of_a_graph
def command(
    app: App,
    *,
    name: str,
    observations: tuple[str, ...],
    kind: str | None,
    meant: Meant,
) -> Result:
    """Record an entity, or more that was observed of a known one; what is known already stays as it is."""
    with writing(app, meant) as notebook:
        known = notebook.open([name]).entities
        data = _more(notebook, known[0], observations, kind) if known else _new(notebook, name, observations, kind)
    return Result(data, lambda console: _show(console, data))


def _new(notebook: Notebook, name: str, texts: tuple[str, ...], kind: str | None) -> dict[str, Any]:
    if kind is None:
        hint = "say what kind of thing it is with --type, such as service, person or convention"
        raise UserError(f"there is no entity {name} yet", hint=hint, code="no_type")
    added = list(dict.fromkeys(texts))
    notebook.create_entities([Entity(name, kind, tuple(map(Observation, added)))])
    return {"name": name, "entityType": kind, "created": True, "added": added}


def _more(notebook: Notebook, known: Entity, texts: tuple[str, ...], kind: str | None) -> dict[str, Any]:
    if kind not in (None, known.kind):
        hint = "leave --type away, or remove it first and record it anew"
        raise UserError(f"{known.name} is known as {known.kind}", hint=hint, code="other_type")
    added = notebook.add_observations(known.name, texts)
    return {"name": known.name, "entityType": known.kind, "created": False, "added": added}


def _show(console: Console, data: dict[str, Any]) -> None:
    observed = shown.count(len(data["added"]), "new observation")
    what = f"{data['name']} is recorded" if data["created"] else f"{data['name']} was known already"
    shown.say(console, f"{what}, with {observed}.")
