"""The SQL of the knowledge graphs: the verbs behind `tx.graph`; their promises are written in graph_contract.py."""

from __future__ import annotations

from covey.errors import StoreError
from covey.model.graph import Entity, Observation, Relation, Shelf
from covey.model.graph_query import may_go_on
from covey.store.transaction import Speaker, columns, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from covey.model.graph import Place
    from covey.model.graph_query import Query

RELATION = "source, target, kind, at, author, extra"
ENDS = ("source", "target")
IN_ENTITIES, IN_OBSERVATIONS = "{name kind}", "{name kind text}"
BATCH = 500
"""How many names one statement takes; SQLite allows more, but not for ever."""


class Graphs(Speaker):
    """The verbs of the knowledge graphs within one transaction."""

    def shelves(self, places: Sequence[str]) -> list[Shelf]:
        """List the graphs of these places, by place and context."""
        counts = ", ".join(f"(SELECT count(*) FROM {table} WHERE graph = graph.id)" for table in ("entity", "relation"))
        where = f"WHERE place IN ({', '.join('?' * len(places))}) ORDER BY place, context"
        return [Shelf(*row) for row in self._rows(f"SELECT place, context, {counts} FROM graph {where}", *places)]

    # entities

    def entity(self, place: Place, name: str, most: int) -> Entity | None:
        """Give an entity with so many of its observations, the newest."""
        where = "WHERE graph = ? AND name = ?"
        rows = self._rows(f"SELECT id, name, kind, at, author, extra FROM entity {where}", self._known(place), name)
        if not rows:
            return None
        number, name, kind, at, author, extra = rows[0]
        newest = "SELECT text, at, author FROM observation WHERE entity = ? ORDER BY id DESC LIMIT ?"
        seen = tuple(Observation(*row) for row in reversed(self._rows(newest, number, most)))
        more = self._one("SELECT count(*) FROM observation WHERE entity = ?", number) - len(seen)
        return Entity(name, kind, seen, at, author, extra, more=more)

    def newest(self, place: Place, limit: int, offset: int = 0) -> list[str]:
        """Name the entities of a graph, the newest first."""
        sql = "SELECT name FROM entity WHERE graph = ? ORDER BY id DESC LIMIT ? OFFSET ?"
        return [name for (name,) in self._rows(sql, self._known(place), limit, offset)]

    def names(self, place: Place, after: str | None, limit: int) -> list[str]:
        """Name the entities of a graph that were added after one, in order; for None, from the first."""
        graph = self._known(place)
        since = self._one("SELECT max(id) FROM entity WHERE graph = ? AND name = ?", graph, after)
        sql = "SELECT name FROM entity WHERE graph = ? AND id > ? ORDER BY id LIMIT ?"
        return [name for (name,) in self._rows(sql, graph, since or 0, limit)]

    def count(self, place: Place) -> int:
        """Count the entities of a graph."""
        return self._one("SELECT count(*) FROM entity WHERE graph = ?", self._known(place))

    def search(self, place: Place, query: Query, most: int) -> list[tuple[str, str, str]]:
        """List what matches all words of a query, or else some: name, type and text, '' for the entity itself."""
        graph = self._known(place)
        if not query.words or graph is None:
            return []
        return self._matching(graph, query, " AND ", most) or self._matching(graph, query, " OR ", most)

    def add_entity(self, place: Place, entity: Entity) -> bool:
        """Add an entity with its observations; tell whether it is new: a known one stays as it is."""
        rows = self._rows(
            "INSERT INTO entity (graph, name, kind, at, author, extra) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING RETURNING id",
            *(self._made(place), entity.name, entity.kind, entity.at, entity.author, entity.extra),
        )
        for observation in entity.observations if rows else ():
            self._observe(rows[0][0], observation)
        return bool(rows)

    def remove_entity(self, place: Place, name: str) -> bool:
        """Remove an entity with its observations, but not its relations; tell whether it was there."""
        number = self._number(place, name)
        self._rows("DELETE FROM entity WHERE id = ?", number)
        return number is not None

    def add_observation(self, place: Place, name: str, observation: Observation) -> bool:
        """Add an observation of a known entity; tell whether it is new."""
        number = self._number(place, name)
        if number is None:
            raise StoreError(f"there is no entity {name} to observe", code="store_error")
        if self._rows("SELECT 1 FROM observation WHERE entity = ? AND text = ? LIMIT 1", number, observation.text):
            return False
        self._observe(number, observation)
        return True

    def remove_observation(self, place: Place, name: str, text: str) -> bool:
        """Remove an observation; tell whether it was there."""
        where = "WHERE entity = ? AND text = ? RETURNING 1"
        return bool(self._rows(f"DELETE FROM observation {where}", self._number(place, name), text))

    # relations

    def relations(self, place: Place, names: Sequence[str] | None = None) -> list[Relation]:
        """List the relations that touch any of these entities, or all of a graph, in order."""
        graph = self._known(place)
        if names is None:
            rows = self._rows(f"SELECT id, {RELATION} FROM relation WHERE graph = ?", graph)
        else:
            rows = [
                row
                for start in range(0, len(names), BATCH)
                for row in self._touching(graph, names[start : start + BATCH])
            ]
        return [Relation(*row[1:]) for row in sorted(set(rows))]

    def add_relation(self, place: Place, relation: Relation) -> bool:
        """Add a relation; tell whether it is new."""
        values = (relation.source, relation.target, relation.kind, relation.at, relation.author, relation.extra)
        sql = (
            f"INSERT INTO relation (graph, {RELATION}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1"
        )
        return bool(self._rows(sql, self._made(place), *values))

    def remove_relation(self, place: Place, triple: tuple[str, str, str]) -> bool:
        """Remove a relation by source, target and type; tell whether it was there."""
        where = "WHERE graph = ? AND source = ? AND target = ? AND kind = ? RETURNING 1"
        return bool(self._rows(f"DELETE FROM relation {where}", self._known(place), *triple))

    # parts of them

    def _one(self, sql: str, *values: object) -> int:
        return self._rows(sql, *values)[0][0]

    def _known(self, place: Place) -> int | None:
        """Give the number of a graph, or None, which no row has."""
        rows = self._rows("SELECT id FROM graph WHERE place = ? AND context = ?", place.place, place.context)
        return rows[0][0] if rows else None

    def _made(self, place: Place) -> int:
        known = self._known(place)
        if known is not None:
            return known
        sql = f"INSERT INTO graph (place, context) VALUES ({marks(type(place))}) RETURNING id"
        return self._one(sql, place.place, place.context)

    def _number(self, place: Place, name: str) -> int | None:
        rows = self._rows("SELECT id FROM entity WHERE graph = ? AND name = ?", self._known(place), name)
        return rows[0][0] if rows else None

    def _observe(self, entity: int, seen: Observation) -> None:
        sql = f"INSERT INTO observation (entity, {columns(Observation)}) VALUES (?, {marks(Observation)})"
        self._rows(sql, entity, seen.text, seen.at, seen.author)

    def _touching(self, graph: int | None, names: Sequence[str]) -> list[tuple[Any, ...]]:
        these = ", ".join("?" * len(names))
        parts = (f"SELECT id, {RELATION} FROM relation WHERE graph = ? AND {end} IN ({these})" for end in ENDS)
        return self._rows(" UNION ".join(parts), graph, *names, graph, *names)

    def _matching(self, graph: int, query: Query, how: str, most: int) -> list[tuple[str, str, str]]:
        """Look in both indexes, the newest first: so a common word costs no more than a rare one."""
        words = how.join(_phrase(word) for word in query.written)
        ours = f'graph : "g{graph}" AND'
        found = "(SELECT rowid AS number FROM {0} WHERE {0} MATCH ? ORDER BY rowid DESC LIMIT ?)"
        entities = self._rows(
            f"SELECT name, kind, '' FROM {found.format('entity_text')} JOIN entity ON id = number",
            *(f"{ours} {IN_ENTITIES} : ({words})", most),
        )
        observations = self._rows(
            f"SELECT name, kind, text FROM {found.format('observation_text')} "
            "JOIN observation ON observation.id = number JOIN entity ON entity.id = entity",
            *(f"{ours} {IN_OBSERVATIONS} : ({words})", most),
        )
        return entities + observations


def _phrase(word: str) -> str:
    """Write a word in the language of SQLite's full-text search."""
    quoted = word.replace('"', '""').replace("\0", " ")
    return f'"{quoted}"{"*" * may_go_on(word)}'
