"""A knowledge graph: what is known as entities, what was observed of them, and how they are related."""

from __future__ import annotations

from covey.model.value import Value

SESSION, LOCK = "active_session", "file_lock"
"""The types of the entities that show the live coordination (S1-11)."""

HOLDS, WORKS_ON, DEPENDS_ON = "holds_lock", "working_on", "depends_on"
"""The types of the relations that show it."""


class Place(Value):
    """Which graph is meant: that of a workspace, or the global one (''), and its context, '' for the default one."""

    place: str
    context: str = ""


class Observation(Value):
    """One thing that was observed, when, and by which session ('' where that is not known)."""

    text: str
    at: float = 0.0
    author: str = ""


class Entity(Value):
    """Something that is known by a name; `extra` keeps, as JSON, the fields of an imported line that say nothing to us.

    `is_live` tells that it is a view of a session or a lock, `more` how many older observations were left off.
    """

    name: str
    kind: str
    observations: tuple[Observation, ...] = ()
    at: float = 0.0
    author: str = ""
    extra: str = ""
    is_live: int = 0
    more: int = 0


class Relation(Value):
    """That one entity is related to another; both are names, and need not be there."""

    source: str
    target: str
    kind: str
    at: float = 0.0
    author: str = ""
    extra: str = ""
    is_live: int = 0

    @property
    def triple(self) -> tuple[str, str, str]:
        """What makes it the relation that it is."""
        return self.source, self.target, self.kind


class Graph(Value):
    """Part of a graph: entities, the relations that touch them, and how many entities were left off."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    more: int = 0


class Shelf(Value):
    """A graph among others: which one, and how much is in it."""

    place: str
    context: str
    entities: int
    relations: int
