"""What every store promises of its knowledge graphs: the verbs behind `tx.graph`, within the transaction they are of.

A place that was never written to is empty. covey.testing.store_contract checks it. This module is for type checkers
and readers; no process of ours needs it at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.model.graph import Entity, Observation, Place, Relation, Shelf
    from covey.model.graph_query import Query


class GraphVerbs(Protocol):
    """The verbs; entities, observations and relations keep the order in which they were added."""

    def shelves(self, places: Sequence[str]) -> list[Shelf]:
        """List the graphs of these places, by place and context."""
        ...

    def entity(self, place: Place, name: str, most: int) -> Entity | None:
        """Give an entity with so many of its observations, the newest."""
        ...

    def newest(self, place: Place, limit: int, offset: int = 0) -> list[str]:
        """Name the entities of a graph, the newest first."""
        ...

    def names(self, place: Place, after: str | None, limit: int) -> list[str]:
        """Name the entities of a graph that were added after one, in order; for None, from the first."""
        ...

    def count(self, place: Place) -> int:
        """Count the entities of a graph."""
        ...

    def search(self, place: Place, query: Query, most: int) -> list[tuple[str, str, str]]:
        """List what matches all words of a query, or else some: name, type and text, '' for the entity itself.

        Of each kind, entities and observations, at most so many: the newest.
        """
        ...

    def add_entity(self, place: Place, entity: Entity) -> bool:
        """Add an entity with its observations; tell whether it is new: a known one stays as it is."""
        ...

    def remove_entity(self, place: Place, name: str) -> bool:
        """Remove an entity with its observations, but not its relations; tell whether it was there."""
        ...

    def add_observation(self, place: Place, name: str, observation: Observation) -> bool:
        """Add an observation of a known entity; tell whether it is new; raise StoreError for an unknown entity."""
        ...

    def remove_observation(self, place: Place, name: str, text: str) -> bool:
        """Remove an observation; tell whether it was there."""
        ...

    def relations(self, place: Place, names: Sequence[str] | None = None) -> list[Relation]:
        """List the relations that touch any of these entities, or all of a graph, in order."""
        ...

    def add_relation(self, place: Place, relation: Relation) -> bool:
        """Add a relation; tell whether it is new."""
        ...

    def remove_relation(self, place: Place, triple: tuple[str, str, str]) -> bool:
        """Remove a relation by source, target and type; tell whether it was there."""
        ...
