"""What the verbs for the knowledge graphs promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.model.graph import Entity, Observation, Place, Relation, Shelf
from covey.model.graph_query import understood
from covey.testing.store_contract.check import WORKSPACE, a_session, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore

HERE, OTHER, EVERYWHERE = Place(WORKSPACE, "work"), Place(WORKSPACE), Place("", "work")
MOST = 100


def an_entity(name: str, *texts: str) -> Entity:
    """Make an entity with observations."""
    return Entity(name, "kind", tuple(Observation(text, 1.0, "s1") for text in texts), 2.0, "s2", '{"a":1}')


def keeps_entities_whole(make_store: MakeStore) -> None:
    """An entity comes back as it was added, observations in order, and another of its name is refused."""
    known = an_entity("Ümläut 'x'\n", "b", "a", "b", "🦆")
    with opened(make_store) as store:
        with store.write() as tx:
            same([tx.graph.add_entity(HERE, known)], [True])
            same([tx.graph.add_entity(HERE, known.but(kind="other"))], [False])
        with store.read() as tx:
            same(tx.graph.entity(HERE, known.name, MOST), known)
            same(tx.graph.entity(HERE, "unknown", MOST), None)


def tells_what_is_left_off(make_store: MakeStore) -> None:
    """Of many observations the newest are given, with the number of those that are left off."""
    with opened(make_store) as store, store.write() as tx:
        tx.graph.add_entity(HERE, an_entity("one", "a", "b", "c"))
        found = tx.graph.entity(HERE, "one", 2)
        same(found and ([each.text for each in found.observations], found.more), (["b", "c"], 1))


def keeps_graphs_apart(make_store: MakeStore) -> None:
    """Graphs of other places and contexts have entities, relations and matches of their own."""
    with opened(make_store) as store, store.write() as tx:
        for place in (HERE, OTHER, EVERYWHERE):
            tx.graph.add_entity(place, an_entity("same", place.context or "none"))
        tx.graph.add_relation(OTHER, Relation("same", "x", "is"))
        for place, texts in ((HERE, ["work"]), (OTHER, ["none"]), (EVERYWHERE, ["work"])):
            found = tx.graph.entity(place, "same", MOST)
            same(found and [each.text for each in found.observations], texts)
        same(tx.graph.relations(HERE), [])
        same(tx.graph.search(OTHER, understood("work"), MOST), [])
        same(
            tx.graph.shelves((WORKSPACE, "")),
            [Shelf("", "work", 1, 0), Shelf(WORKSPACE, "", 1, 1), Shelf(WORKSPACE, "work", 1, 0)],
        )


def lists_entities_in_order(make_store: MakeStore) -> None:
    """Entities are named in the order in which they were added, from any of them on, or the newest first."""
    names = ["c", "a", "b"]
    with opened(make_store) as store, store.write() as tx:
        for name in names:
            tx.graph.add_entity(HERE, an_entity(name))
        same(tx.graph.names(HERE, None, MOST), names)
        same(tx.graph.names(HERE, "c", 1), ["a"])
        same(tx.graph.newest(HERE, 2), ["b", "a"])
        same(tx.graph.newest(HERE, 2, 2), ["c"])
        same(tx.graph.count(HERE), 3)


def finds_words(make_store: MakeStore) -> None:
    """A search finds the beginnings of words in name, type and text, all of them, and some where nothing has all."""
    with opened(make_store) as store, store.write() as tx:
        tx.graph.add_entity(HERE, an_entity("lock_auth_py", "Held by Anna", "Café"))
        tx.graph.add_entity(HERE, an_entity("other", "Anna waits"))
        for query, found in (
            ("lock_", {"lock_auth_py"}),
            ("LOCK_AU", {"lock_auth_py"}),
            ("auth held", {"lock_auth_py"}),
            ("cafe", {"lock_auth_py"}),
            ("ann", {"lock_auth_py", "other"}),
            ("anna nowhere", {"lock_auth_py", "other"}),
            ("anna waits", {"other"}),
            ("kin", {"lock_auth_py", "other"}),
            ("uth", set[str]()),
            ('"', set[str]()),
            ('" OR kind', {"lock_auth_py", "other"}),
        ):
            same({name for name, _, _ in tx.graph.search(HERE, understood(query), MOST)}, found)


def finds_the_newest(make_store: MakeStore) -> None:
    """Where more matches than is asked for, the newest of the observations are given."""
    with opened(make_store) as store, store.write() as tx:
        tx.graph.add_entity(HERE, an_entity("one", "word 1", "word 2", "word 3"))
        same([text for _, _, text in tx.graph.search(HERE, understood("word"), 2)], ["word 3", "word 2"])


def finds_what_is_left(make_store: MakeStore) -> None:
    """What was removed is not found any more, nor are the observations of a removed entity."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.graph.add_entity(HERE, an_entity("one", "first word", "second"))
            same([tx.graph.remove_observation(HERE, "one", "first word")], [True])
            same([tx.graph.remove_observation(HERE, "one", "first word")], [False])
            same(tx.graph.search(HERE, understood("first"), MOST), [])
            same([tx.graph.remove_entity(HERE, "one")], [True])
            same([tx.graph.remove_entity(HERE, "one")], [False])
            tx.graph.add_entity(HERE, an_entity("one", "third"))
        with store.read() as tx:
            same(tx.graph.search(HERE, understood("second"), MOST), [])
            same(tx.graph.entity(HERE, "one", MOST), an_entity("one", "third"))
        same(store.problems(), [])


def adds_observations(make_store: MakeStore) -> None:
    """An observation is added once, at the end, and for no entity that is not there."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.graph.add_entity(HERE, an_entity("one", "a"))
            same([tx.graph.add_observation(HERE, "one", Observation("b"))], [True])
            same([tx.graph.add_observation(HERE, "one", Observation("a", 9.0))], [False])
            found = tx.graph.entity(HERE, "one", MOST)
            same(found and [each.text for each in found.observations], ["a", "b"])
        try:
            with store.write() as tx:
                tx.graph.add_observation(HERE, "two", Observation("a"))
        except StoreError:
            return
        raise AssertionError("an observation of an unknown entity was taken")


def keeps_relations(make_store: MakeStore) -> None:
    """A relation is kept once, in order, whether its ends are there or not, and found by either of them."""
    one, two, three = Relation("a", "b", "is", 1.0, "s1", "x"), Relation("b", "c", "is"), Relation("a", "b", "has")
    with opened(make_store) as store, store.write() as tx:
        same([tx.graph.add_relation(HERE, each) for each in (one, two, three, one.but(at=2.0))], [True] * 3 + [False])
        same(tx.graph.relations(HERE), [one, two, three])
        same(tx.graph.relations(HERE, ["c", "nowhere"]), [two])
        same(tx.graph.relations(HERE, ["b"]), [one, two, three])
        same(tx.graph.relations(HERE, []), [])
        same([tx.graph.remove_relation(HERE, one.triple)], [True])
        same([tx.graph.remove_relation(HERE, one.triple)], [False])
        same(tx.graph.relations(HERE), [two, three])


def keeps_dependencies(make_store: MakeStore) -> None:
    """That a session depends on another is kept once, seen from both, and gone with either of them."""
    with opened(make_store) as store:
        with store.write() as tx:
            for session_id in ("s1", "s2", "s3"):
                tx.save_session(a_session(session_id, ended=5.0))
            same(
                [tx.depend("s1", needs, at) for needs, at in (("s3", 1.0), ("s2", 2.0), ("s2", 3.0))],
                [True, True, False],
            )
            same((tx.dependencies("s1"), tx.dependents("s2"), tx.dependents("s1")), (["s3", "s2"], ["s1"], list[str]()))
            same((tx.cease("s1", "s2"), tx.cease("s1", "s2")), (True, False))
            tx.forget_session("s3", 9.0)
            same(tx.dependencies("s1"), [])
        try:
            with store.write() as tx:
                tx.depend("s1", "stranger", 1.0)
        except StoreError:
            return
        raise AssertionError("a stranger was taken for somebody to depend on")


CHECKS = (
    keeps_entities_whole,
    tells_what_is_left_off,
    keeps_graphs_apart,
    lists_entities_in_order,
    finds_words,
    finds_the_newest,
    finds_what_is_left,
    adds_observations,
    keeps_relations,
    keeps_dependencies,
)
