"""How part of a knowledge graph is shown: a tree in a terminal, indented lines where it is piped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from covey.cli.shown import age, count, line, say
from covey.model.moment import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from covey.model.graph import Entity, Graph, Observation, Relation

MOST_OBSERVATIONS = 10
"""Of one entity, in a list; opened by its name it is shown whole."""


def show(console: Console, graph: Graph, *, whole: bool = False) -> None:
    """Print entities, with what was observed of them and how they are related."""
    for entity in graph.entities:
        inner = list(_inner(entity, graph.relations, whole=whole))
        if console.is_terminal:
            _print_tree(console, _head(entity), inner)
        else:
            console.print(Text("\n  ").join([_head(entity), *inner]))
    if graph.more:
        say(console, (f"and {graph.more} more", "dim"))


def _print_tree(console: Console, head: Text, inner: list[Text]) -> None:
    from rich.tree import Tree

    tree = Tree(head, guide_style="dim")
    for each in inner:
        tree.add(each)
    console.print(tree)


def _head(entity: Entity) -> Text:
    return line((entity.name, "bold"), "  ", (entity.kind, "cyan"))


def _inner(entity: Entity, relations: tuple[Relation, ...], *, whole: bool) -> Iterator[Text]:
    seen = entity.observations if whole else entity.observations[-MOST_OBSERVATIONS:]
    left_off = entity.more + len(entity.observations) - len(seen)
    if left_off:
        yield line((f"{count(left_off, 'older observation')} left off", "dim"))
    yield from (_observation(entity, one) for one in seen)
    for one in relations:
        if one.source == entity.name:
            yield line("→ ", (one.kind, "magenta"), f" {one.target}")
        if one.target == entity.name:
            yield line("← ", (one.kind, "magenta"), f" {one.source}")


def _observation(entity: Entity, one: Observation) -> Text:
    """Write an observation, with when and by which session; of what is live that is no news."""
    when = "" if entity.is_live or not one.at else f"  {age(rfc3339(one.at))}"
    return line(f"- {one.text}", (when, "dim"), (f" {one.author[:8]}" if when and one.author else "", "dim"))
