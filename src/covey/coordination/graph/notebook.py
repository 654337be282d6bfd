"""The knowledge graph's use cases: what is recorded, and the live coordination beside it, in one graph for one caller.

A call does all that was asked, or raises and nothing is done, since its transaction is taken back.
"""

from __future__ import annotations

from functools import cached_property

from covey.coordination.graph import dependence, rights
from covey.coordination.graph.checks import checked_name, checked_text
from covey.coordination.graph.live import Live
from covey.errors import UserError
from covey.model.event import Event
from covey.model.graph import DEPENDS_ON, HOLDS, LOCK, SESSION, Entity, Graph, Observation, Relation
from covey.model.graph_query import understood

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.coordination.graph.where import Where
    from covey.coordination.locks import Desk
    from covey.model.graph_query import Query
    from covey.model.session import Session

MOST_FOUND = 500
"""How many entities, and observations, that match are ranked: the newest, where a word is very common."""

MOST_SHOWN, MOST_OPENED = 50, 1000
"""How many observations of one entity are shown in a list, and where it is opened by name: the newest."""


class Notebook:
    """One graph at one desk, in the hands of a session, or of nobody: who is nobody may record what is known.

    `ended` lists the sessions that were archived, whose manifests the door renews.
    """

    def __init__(self, desk: Desk, where: Where, caller: Session | None = None) -> None:
        """Open it."""
        self.desk, self.where, self.caller = desk, where, caller
        self.ended: list[Session] = []
        self._tx, self._place = desk.tx.graph, where.place

    @cached_property
    def live(self) -> Live:
        """What shows in it of the live coordination."""
        return Live(self.desk, self.where)

    # what is in it

    def read(self, limit: int, offset: int = 0) -> Graph:
        """Give so many entities, those that live first, then the newest."""
        live = [name for name, _, _ in self.live.catalog]
        stored = self._tx.newest(self._place, limit, max(0, offset - len(live)))
        names = [*live[offset : offset + limit], *(name for name in stored if name not in live)][:limit]
        return self._graph(names, len(live) + self._tx.count(self._place) - offset)

    def search(self, query: str, limit: int) -> Graph:
        """Give so many entities that match, those that live first, then the best; without words, the newest."""
        if not query.strip():
            return self.read(limit)
        wanted = understood(query)
        live = _ranked(wanted, _matching(wanted, self.live.catalog))
        found = self._tx.search(self._place, wanted, MOST_FOUND)
        if live and wanted.matches(*live[0]):
            found = [hit for hit in found if wanted.matches(*hit)]
        hits = [*live, *_ranked(wanted, found)]
        names = list(dict.fromkeys(name for name, _, _ in hits))
        texts = {name: text for name, _, text in reversed(hits) if text}
        graph = self._graph(names[:limit], len(names))
        return graph.but(entities=tuple(_with(entity, texts.get(entity.name, "")) for entity in graph.entities))

    def open(self, names: Sequence[str]) -> Graph:
        """Give the entities of these names that are there."""
        return self._graph(list(dict.fromkeys(names)), 0, MOST_OPENED)

    # what is recorded in it

    def create_entities(self, entities: Sequence[Entity]) -> list[Entity]:
        """Record entities; give those that are new, for one that is known stays as it is."""
        made = [self._signed(entity) for entity in entities]
        new = [entity for entity in made if self._tx.add_entity(self._place, entity)]
        self._log(len(new), "entity", "entities", "recorded")
        return new

    def add_observations(self, name: str, texts: Sequence[str]) -> list[str]:
        """Record observations of an entity; give those that are new."""
        self._refuse_live(name)
        if self._tx.entity(self._place, name, 0) is None:
            hint = "search for it, or record it first"
            raise UserError(f"there is no entity {name} in this graph", hint=hint, code="no_entity")
        new = [text for text in texts if self._tx.add_observation(self._place, name, self._seen(text))]
        self._log(len(new), "observation", "observations", f"of {name} recorded")
        return new

    def create_relations(self, relations: Sequence[Relation]) -> list[Relation]:
        """Record relations; give those that are new. That a session depends on another is known to both at once."""
        new = [relation for relation in relations if self._relate(relation)]
        self._log(len(new), "relation", "relations", "recorded")
        return new

    # what is taken out of it

    def delete_entities(self, names: Sequence[str]) -> list[str]:
        """Remove entities with their relations; a lock is released, a session archived. Give those that were there."""
        gone = [name for name in dict.fromkeys(names) if self._delete(name)]
        self._log(len(gone), "entity", "entities", "removed")
        return gone

    def delete_observations(self, name: str, texts: Sequence[str]) -> list[str]:
        """Remove observations of an entity; give those that were there."""
        self._refuse_live(name)
        gone = [text for text in texts if self._tx.remove_observation(self._place, name, text)]
        self._log(len(gone), "observation", "observations", f"of {name} removed")
        return gone

    def delete_relations(self, relations: Sequence[Relation]) -> list[Relation]:
        """Remove relations; give those that were there."""
        gone = [relation for relation in relations if self._part(relation)]
        self._log(len(gone), "relation", "relations", "removed")
        return gone

    # parts of them

    def _graph(self, names: Sequence[str], total: int, most: int = MOST_SHOWN) -> Graph:
        found = [self.live.called(name) or self._tx.entity(self._place, name, most) for name in names]
        entities = tuple(entity for entity in found if entity is not None)
        shown = [entity.name for entity in entities]
        relations = (*self.live.relations(shown), *self._tx.relations(self._place, shown))
        return Graph(entities, relations, max(0, total - len(names)))

    def _signed(self, entity: Entity) -> Entity:
        name = checked_name(entity.name)
        self._refuse_live(name)
        if self.where.is_live and entity.kind in (SESSION, LOCK):
            raise rights.only_a_view(name, entity.kind)
        seen = tuple(self._seen(one.text, one) for one in entity.observations)
        at, author = entity.at or self.desk.now.wall, entity.author or self._author
        return entity.but(name=name, kind=checked_name(entity.kind), observations=seen, at=at, author=author)

    def _seen(self, text: str, known: Observation | None = None) -> Observation:
        at, author = (known.at, known.author) if known else (0.0, "")
        return Observation(checked_text(text), at or self.desk.now.wall, author or self._author)

    @property
    def _author(self) -> str:
        return self.caller.session_id if self.caller else ""

    def _refuse_live(self, name: str) -> None:
        entity = self.live.called(name)
        if entity is not None:
            raise rights.only_a_view(name, entity.kind)

    def _relate(self, relation: Relation) -> bool:
        source = self.live.sessions.get(relation.source)
        target = self.live.sessions.get(relation.target)
        if relation.kind == HOLDS and self.where.is_live:
            raise rights.only_a_view(relation.target, LOCK)
        if source is not None:
            rights.refuse_other(self.caller, source)
        if source is not None and target is not None and relation.kind == DEPENDS_ON:
            return dependence.begin(self.desk, source, target)
        names = {part: checked_name(getattr(relation, part)) for part in ("source", "target", "kind")}
        at, author = relation.at or self.desk.now.wall, relation.author or self._author
        return self._tx.add_relation(self._place, relation.but(**names, at=at, author=author))

    def _part(self, relation: Relation) -> bool:
        source = self.live.sessions.get(relation.source)
        target = self.live.sessions.get(relation.target)
        if source is not None:
            rights.refuse_other(self.caller, source)
        if self._tx.remove_relation(self._place, relation.triple):
            return True
        if source is not None and target is not None and relation.kind == DEPENDS_ON:
            return dependence.cease(self.desk, source, target)
        if relation.triple in [live.triple for live in self.live.relations([relation.source])]:
            raise rights.follows_from_locks(relation)
        return False

    def _delete(self, name: str) -> bool:
        if name in self.live.sessions:
            self.ended.append(rights.archive(self.desk, self.live.sessions[name], self.caller))
            return True
        locks = self.live.locks.called(name)
        if locks:
            rights.unlock(self.desk, rights.only(locks, name, self.live.locks), self.caller)
            return True
        for relation in self._tx.relations(self._place, [name]):
            self._tx.remove_relation(self._place, relation.triple)
        return self._tx.remove_entity(self._place, name)

    def _log(self, count: int, one: str, many: str, what: str) -> None:
        if count:
            context = f" in {self._place.context}" if self._place.context else ""
            said = f"{count} {one if count == 1 else many} {what}{context}"
            self.desk.tx.append(Event(self.desk.now.wall, "graph.changed", self._author, self._place.place, "", said))


def _matching(query: Query, hits: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Give what matches all words of a query, or else some."""
    return [hit for hit in hits if query.matches(*hit)] or [hit for hit in hits if query.weigh(*hit)]


def _ranked(query: Query, hits: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(hits, key=lambda hit: -query.weigh(*hit))


def _with(entity: Entity, text: str) -> Entity:
    """Show the observation that was found, where it is older than those that are shown."""
    if entity.is_live or not entity.more or not text or any(one.text == text for one in entity.observations):
        return entity
    return entity.but(observations=(Observation(text), *entity.observations), more=entity.more - 1)
