"""What is in a graph, as the lines of a file: entities, then relations, each in the order of recording."""

from __future__ import annotations

from covey.coordination.graph.importing import ALL
from covey.coordination.graph.jsonl import read, written
from covey.model.graph import Entity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from covey.coordination.graph.jsonl import Line
    from covey.coordination.graph.notebook import Notebook
    from covey.model.graph import Relation

BATCH = 500
"""How many names are read at once."""


def lines(notebook: Notebook, *, with_live: bool = False) -> Iterator[str]:
    """Write all that is recorded in a graph, and what shows live in it only where that is wanted."""
    for entity in _entities(notebook):
        yield written(entity)
    for relation in notebook.desk.tx.graph.relations(notebook.where.place):
        yield written(relation)
    if with_live:
        yield from map(written, _live(notebook))


def unsaved(old: Iterable[Line], new: Iterable[str]) -> list[int]:
    """List the numbers of an old file's lines that say something which new lines do not say."""
    known = set(_facts(read(line.encode() for line in new)))
    return [line.number for line in old if line.problems or not known.issuperset(_facts([line]))]


def _facts(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    """Take what lines say apart into single things that are known."""
    for line in lines:
        if isinstance(line.said, Entity):
            yield line.said.name, line.said.kind, line.said.extra
            yield from ((line.said.name, observation.text) for observation in line.said.observations)
        elif line.said is not None:
            yield *line.said.triple, line.said.extra


def _entities(notebook: Notebook) -> Iterator[Entity]:
    graph, place = notebook.desk.tx.graph, notebook.where.place
    names = graph.names(place, None, BATCH)
    while names:
        yield from (entity for name in names if (entity := graph.entity(place, name, ALL)) is not None)
        names = graph.names(place, names[-1], BATCH)


def _live(notebook: Notebook) -> Iterator[Entity | Relation]:
    names = [name for name, _, _ in notebook.live.catalog]
    yield from (entity for name in names if (entity := notebook.live.called(name)) is not None)
    yield from notebook.live.relations(names)
