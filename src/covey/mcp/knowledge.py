"""The tools of the knowledge graph, under the names and with the parameters that users of such servers know (S1-12)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.rows import entity_row, graph_row, relation_row
from covey.coordination.graph.where import GLOBAL, databases, where
from covey.errors import UserError
from covey.mcp import graph_shapes as shapes
from covey.mcp.callers import NO_FOLDER
from covey.mcp.calls import Call
from covey.mcp.tool import Row, tool
from covey.model.graph import Entity, Observation, Relation

if TYPE_CHECKING:
    from collections.abc import Generator

    from covey.coordination.locks import Desk

Context = Annotated[str | None, Field(description="a named database; none: the default one")]
Location = Annotated[Literal["project", "global"] | None, Field(description="none: as set, usually the project's own")]
Names = Annotated[list[str], Field(min_length=1)]


@tool(shapes.EntityList, repeats=True)
def aim_create_entities(
    call: Call, entities: list[shapes.NewEntity], context: Context = None, location: Location = None
) -> Row:
    """Record entities; one that is known already stays as it is. Gives those that are new."""
    given = [
        Entity(one.name, one.entityType, tuple(Observation(text) for text in one.observations)) for one in entities
    ]
    with _changing(call, context, location) as notebook:
        return {"entities": [entity_row(entity) for entity in notebook.create_entities(given)]}


@tool(shapes.RelationList, repeats=True)
def aim_create_relations(
    call: Call, relations: list[shapes.RelationRow], context: Context = None, location: Location = None
) -> Row:
    """Record relations; depends_on from this session to another tells both. Gives those that are new."""
    with _changing(call, context, location) as notebook:
        return {"relations": [relation_row(one) for one in notebook.create_relations(_relations(relations))]}


@tool(shapes.AddedList, repeats=True)
def aim_add_observations(
    call: Call, observations: list[shapes.Addition], context: Context = None, location: Location = None
) -> Row:
    """Record what was observed of known entities. Gives what is new."""
    with _changing(call, context, location) as notebook:
        added = [(one.entityName, notebook.add_observations(one.entityName, one.contents)) for one in observations]
    return {"results": [{"entityName": name, "addedObservations": texts} for name, texts in added]}


@tool(shapes.NameList, destroys=True, repeats=True)
def aim_delete_entities(call: Call, entityNames: Names, context: Context = None, location: Location = None) -> Row:
    """Remove entities and their relations. A lock of this session (lock_…) is released, its own session archived."""
    with _changing(call, context, location) as notebook:
        return {"deleted": notebook.delete_entities(entityNames)}


@tool(shapes.DeletionList, destroys=True, repeats=True)
def aim_delete_observations(
    call: Call, deletions: list[shapes.Deletion], context: Context = None, location: Location = None
) -> Row:
    """Remove observations of entities. Gives those that were there."""
    with _changing(call, context, location) as notebook:
        gone = [(one.entityName, notebook.delete_observations(one.entityName, one.observations)) for one in deletions]
    return {"deleted": [{"entityName": name, "observations": texts} for name, texts in gone]}


@tool(shapes.RelationList, destroys=True, repeats=True)
def aim_delete_relations(
    call: Call, relations: list[shapes.RelationRow], context: Context = None, location: Location = None
) -> Row:
    """Remove relations. Gives those that were there."""
    with _changing(call, context, location) as notebook:
        return {"relations": [relation_row(one) for one in notebook.delete_relations(_relations(relations))]}


@tool(shapes.GraphPart, reads=True)
def aim_read_graph(
    call: Call,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    offset: Annotated[int, Field(ge=0)] = 0,
    context: Context = None,
    location: Location = None,
) -> Row:
    """Read the graph: the sessions and locks that live, then the newest entities; `more` says how many are left."""
    with _looking(call, context, location) as notebook:
        return graph_row(notebook.read(limit, offset))


@tool(shapes.GraphPart, reads=True)
def aim_search_nodes(
    call: Call,
    query: Annotated[str, Field(description='words or beginnings of words, such as "lock_" or "login retry"')],
    limit: Annotated[int, Field(ge=1, le=200)] = 20,
    context: Context = None,
    location: Location = None,
) -> Row:
    """Search names, types and observations, the best first."""
    with _looking(call, context, location) as notebook:
        return graph_row(notebook.search(query, limit))


@tool(shapes.GraphPart, reads=True)
def aim_open_nodes(call: Call, names: Names, context: Context = None, location: Location = None) -> Row:
    """Open entities by their names, with their observations and the relations that touch them."""
    with _looking(call, context, location) as notebook:
        return graph_row(notebook.open(names))


@tool(shapes.Databases, reads=True)
def aim_list_databases(call: Call) -> Row:
    """List the named databases of this project and the global ones."""
    with call.looking() as desk:
        return databases(desk, call.folder)


@contextmanager
def _changing(call: Call, context: str | None, location: str | None) -> Generator[Notebook]:
    with call.changing() as desk:
        notebook = _open(call, desk, context, location)
        yield notebook
    if notebook.ended:
        call.show_manifests(notebook.ended)


@contextmanager
def _looking(call: Call, context: str | None, location: str | None) -> Generator[Notebook]:
    with call.looking() as desk:
        yield _open(call, desk, context, location)


def _open(call: Call, desk: Desk, context: str | None, location: str | None) -> Notebook:
    if call.folder == NO_FOLDER and (location or desk.settings.kg_location) != GLOBAL:
        raise UserError("this call names no project", hint="location global is there for all", code="no_project")
    return Notebook(desk, where(desk.settings, call.folder, context, location), call.session)


def _relations(given: list[shapes.RelationRow]) -> list[Relation]:
    return [Relation(one.source, one.to, one.relationType) for one in given]
