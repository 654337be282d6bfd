"""A graph as rows of plain data, under the names that users of knowledge-graph servers know (S1-12)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.model.graph import Entity, Graph, Relation


def graph_row(graph: Graph) -> dict[str, Any]:
    """Give part of a graph; `more` says how many entities were left off."""
    return {
        "entities": [entity_row(entity) for entity in graph.entities],
        "relations": [relation_row(relation) for relation in graph.relations],
        "more": graph.more,
    }


def entity_row(entity: Entity) -> dict[str, Any]:
    """Give an entity; `more`, where it is there, says how many older observations were left off."""
    texts = [observation.text for observation in entity.observations]
    row = {"name": entity.name, "entityType": entity.kind, "observations": texts}
    return row | {"more": entity.more} if entity.more else row


def relation_row(relation: Relation) -> dict[str, str]:
    """Give a relation."""
    return {"from": relation.source, "to": relation.target, "relationType": relation.kind}
