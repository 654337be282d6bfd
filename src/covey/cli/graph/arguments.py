"""The words on the command line that name a graph, or a relation in it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from covey.cli.graph.completion import contexts, entities
from covey.coordination.graph.where import GLOBAL, PROJECT
from covey.model.graph import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.app import App
    from covey.cli.result import Result

    Command = Callable[..., Result]


class Meant(NamedTuple):
    """The graph that was named; what is None is as the settings say."""

    context: str | None
    location: str | None


def of_a_graph(function: Command) -> Command:
    """Give a command the options that name a graph; it gets them as `meant`."""

    @functools.wraps(function)
    def run(app: App, *, context: str | None, location: str | None, **options: Any) -> Result:
        return function(app, meant=Meant(context, location), **options)

    named = click.option(
        "--context",
        metavar="NAME",
        shell_complete=contexts,
        help="The graph of this context; default is the one without a name. Else as kg_context says.",
    )
    placed = click.option(
        "--location",
        type=click.Choice([PROJECT, GLOBAL]),
        help="A graph of this project, or one for all. Else as kg_location says.",
    )
    return named(placed(run))


def of_a_relation(function: Command) -> Command:
    """Give a command the arguments that name a relation; it gets them as `relation`."""

    @functools.wraps(function)
    def run(app: App, *, source: str, kind: str, target: str, **options: Any) -> Result:
        return function(app, relation=Relation(source, target, kind), **options)

    begins = click.argument("source", metavar="FROM", shell_complete=entities)
    says = click.argument("kind", metavar="TYPE")
    ends = click.argument("target", metavar="TO", shell_complete=entities)
    return begins(says(ends(run)))
