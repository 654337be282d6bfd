"""Files of knowledge graphs are taken into a graph and come out of it: all that was in them, once."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.coordination.graph import exporting
from covey.coordination.graph.importing import Taken, take_in
from covey.coordination.graph.jsonl import read, written
from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.where import where
from covey.model.graph import Entity, Observation, Relation

if TYPE_CHECKING:
    from conftest import Office
    from covey.model.graph import Graph

patient = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
numbers = count()

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=9)
names = texts.filter(lambda text: text.strip())
rests = st.sampled_from(["", '{"version": 2, "d\\ud800": [null, 1.5]}'])


def entity(name: str, kind: str, seen: list[str], extra: str = "") -> Entity:
    """Make an entity as it stands in a file."""
    return Entity(name, kind, tuple(map(Observation, seen)), extra=extra)


def relation(source: str, target: str, kind: str, extra: str = "") -> Relation:
    """Make a relation as it stands in a file."""
    return Relation(source, target, kind, extra=extra)


entities = st.lists(
    st.builds(entity, names, names, st.lists(names, max_size=4), rests), max_size=6, unique_by=lambda one: one.name
)
relations = st.lists(st.builds(relation, names, names, names, rests), max_size=6, unique_by=lambda one: one.triple)


def bring_in(office: Office, lines: list[str], context: str = "default") -> Taken:
    """Take the lines of a file into a graph, in one transaction."""
    taken = Taken()
    with office.desk() as desk:
        book = Notebook(desk, where(office.settings, str(office.folder), context))
        take_in(book, read(line.encode() for line in lines), taken)
    return taken


def give_out(office: Office, context: str = "default", *, with_live: bool = False) -> list[str]:
    """Write a graph as lines."""
    with office.desk() as desk:
        book = Notebook(desk, where(office.settings, str(office.folder), context))
        return list(exporting.lines(book, with_live=with_live))


def opened(office: Office, name: str) -> Graph:
    """Open an entity of the default context."""
    with office.desk() as desk:
        return Notebook(desk, where(office.settings, str(office.folder), "default")).open([name])


def told(taken: Taken) -> list[tuple[int, str]]:
    """Give what was wrong with which line."""
    return [(problem.line, problem.message) for problem in taken.problems]


@patient
@given(entities, relations)
def test_what_was_in_a_file_comes_out_again_in_order(
    office: Office, some: list[Entity], related: list[Relation]
) -> None:
    lines, context = [written(one) for one in (*some, *related)], f"context {next(numbers)}"
    taken = bring_in(office, lines, context)
    assert give_out(office, context) == lines
    assert (taken.entities["created"], taken.relations["created"], taken.problems) == (len(some), len(related), [])
    assert exporting.unsaved(read(line.encode() for line in lines), give_out(office, context)) == []


@patient
@given(entities, relations)
def test_taking_in_what_was_given_out_gives_the_same_graph_and_once_more_nothing(
    office: Office, some: list[Entity], related: list[Relation]
) -> None:
    first, second = f"first {next(numbers)}", f"second {next(numbers)}"
    bring_in(office, [written(one) for one in (*some, *related)], first)
    bring_in(office, give_out(office, first), second)
    before, events = give_out(office, second), len(office.log())
    assert before == give_out(office, first)
    again = bring_in(office, before, second)
    assert (again.entities["known"], again.relations["known"], again.changes) == (len(some), len(related), 0)
    assert give_out(office, second) == before
    assert len(office.log()) == events, "nothing changed, so nothing is logged"


def test_what_is_known_gets_what_it_lacks_and_what_it_does_not_take_over_is_told(office: Office) -> None:
    bring_in(office, [written(entity("Payments", "service", ["Go"]))])
    lines = [
        written(entity("Payments", "service", ["Go", "Fast"])),
        written(entity("Payments", "team", ["Blue"])),
        written(entity("Payments", "service", [], '{"version": 2}')),
    ]
    taken = bring_in(office, lines)
    assert give_out(office) == [written(entity("Payments", "service", ["Go", "Fast", "Blue"]))]
    assert (taken.entities["merged"], taken.entities["known"]) == (2, 1)
    assert told(taken) == [
        (2, "Payments is known as service: its type team is left out"),
        (3, "Payments is known already: its further fields are left out"),
    ]


def test_the_sessions_and_locks_of_a_file_never_stand_in_for_those_of_now(office: Office) -> None:
    session = office.enter("s1")
    office.take("s1", "auth.py")
    lines = [
        written(entity(session.name, "active_session", ["Status: completed"])),
        written(entity("lock_auth_py", "file_lock", ["Locked by: somebody"])),
        written(entity("Session_old", "active_session", ["PID: 1"])),
        written(relation("Session_old", "lock_auth_py", "holds_lock")),
    ]
    taken = bring_in(office, lines)
    assert give_out(office) == [lines[2]]
    assert told(taken) == [
        (1, f"{session.name} is shown as it is now: the line is left out"),
        (2, "lock_auth_py is shown as it is now: the line is left out"),
        (3, "Session_old is no active_session of now: it is kept as it stands in the file"),
        (4, "relates what is shown as it is now: the line is left out"),
    ]
    assert office.held() == [("s1", "auth.py")]


def test_what_lives_is_given_out_only_where_that_is_wanted(office: Office) -> None:
    session = office.enter("s1")
    office.take("s1", "auth.py")
    known = written(entity("Payments", "service", ["Go"]))
    bring_in(office, [known])
    assert give_out(office) == [known]
    said = [line.said for line in read(line.encode() for line in give_out(office, with_live=True))]
    assert [one.name for one in said if isinstance(one, Entity)] == ["Payments", session.name, "lock_auth_py"]
    assert [one.triple for one in said if isinstance(one, Relation)] == [(session.name, "lock_auth_py", "holds_lock")]


def test_what_is_imported_is_the_callers_and_logged_in_one_line(office: Office) -> None:
    session, taken = office.enter("s1"), Taken()
    lines = [written(entity("a", "b", ["c"])), written(relation("a", "b", "c"))]
    with office.desk() as desk:
        book = Notebook(desk, where(office.settings, str(office.folder)), session)
        take_in(book, read(line.encode() for line in lines), taken)
    (found,) = opened(office, "a").entities
    assert (found.author, found.observations[0].author, found.at) == ("s1", "s1", office.machine.wall)
    assert [event for event in office.log() if event[0].startswith("graph")] == [("graph.changed", "s1")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (written(entity("Payments", "service", ["Go"])), []),
        (written(entity("Payments", "service", [])), []),
        (written(entity("Payments", "service", ["Go", "Fast"])), [1]),
        (written(entity("Payments", "team", ["Go"])), [1]),
        (written(entity("Payments", "service", ["Go"], '{"version": 2}')), [1]),
        (written(entity("Checkout", "service", [])), [1]),
        (written(relation("Payments", "Checkout", "calls")), [1]),
        ('{"type":"entity","name":"half', [1]),
    ],
)
def test_what_a_file_says_and_the_graph_does_not_is_found(line: str, expected: list[int]) -> None:
    new = [written(entity("Payments", "service", ["Written in Rust", "Go"]))]
    assert exporting.unsaved(read([line.encode()]), new) == expected
