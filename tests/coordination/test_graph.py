"""The notebook: what is recorded stays, what lives is shown as it is, and nobody writes in another's name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.rows import graph_row
from covey.coordination.graph.where import contexts, databases, where
from covey.errors import ConflictError, UserError
from covey.model.graph import Entity, Graph, Observation, Relation
from covey.model.moment import rfc3339
from covey.model.session import IDLE

if TYPE_CHECKING:
    from collections.abc import Generator

    from conftest import Office
    from covey.coordination.registry import Register
    from covey.model.session import Session

MOST = 100


@contextmanager
def notebook(
    office: Office, caller: str | None = None, context: str | None = None, location: str | None = None
) -> Generator[Notebook]:
    """Open a graph for a session, or for nobody."""
    with office.desk() as desk:
        session = desk.tx.session(caller) if caller else None
        yield Notebook(desk, where(office.settings, str(office.folder), context, location), session)


def search(office: Office, query: str, **which: str) -> Graph:
    """Search a graph."""
    with notebook(office, **which) as book:
        return book.search(query, MOST)


def names(graph: Graph) -> list[str]:
    """Name the entities of a graph."""
    return [entity.name for entity in graph.entities]


def texts(graph: Graph) -> list[str]:
    """Give the observations of a graph's only entity."""
    (entity,) = graph.entities
    return [observation.text for observation in entity.observations]


def entity(name: str, *observations: str, kind: str = "component") -> Entity:
    """Make an entity that is to be recorded."""
    return Entity(name, kind, tuple(map(Observation, observations)))


def known(register: Register, session_id: str) -> Session:
    """Give a session's record within the transaction."""
    session = register.tx.session(session_id)
    assert session is not None
    return session


@pytest.mark.requirement("S1-11")
def test_a_session_is_shown_in_the_documented_wording(office: Office) -> None:
    started = office.enter("s1", pid=11)
    office.take("s1", "auth.py")
    with office.register() as register:
        register.change(known(register, "s1"), "session.task", "", task="Frontend UI improvements")
    (shown,) = [each for each in search(office, "active_session").entities if each.kind == "active_session"]
    assert shown.name == started.name
    said = [observation.text for observation in shown.observations]
    assert said[:6] == [
        f"Started: {rfc3339(started.started)}",
        "PID: 11",
        "Work: Frontend UI improvements",
        "Files: auth.py",
        "Status: idle",
        f"Last heartbeat: {rfc3339(started.last_seen)}",
    ]


@pytest.mark.requirement("S1-11")
def test_a_lock_is_shown_in_the_documented_wording_with_its_relations(office: Office) -> None:
    session = office.enter("s1", pid=11)
    office.take("s1", "src/auth.py", reason="Refactoring", estimated_completion=office.machine.wall + 900)
    found = search(office, "lock_")
    assert names(found) == ["lock_auth_py"]
    assert texts(found) == [
        f"File: {office.folder}/src/auth.py",
        f"Locked by: {session.name}",
        "Reason: Refactoring",
        f"Acquired: {rfc3339(office.machine.wall)}",
        f"Estimated completion: {rfc3339(office.machine.wall + 900)}",
    ]
    assert {relation.triple for relation in found.relations} == {(session.name, "lock_auth_py", "holds_lock")}


@pytest.mark.requirement("S1-11")
def test_a_session_works_on_the_areas_that_it_holds_something_in(office: Office) -> None:
    session = office.enter("s1")
    (office.folder / "frontend").mkdir()
    office.take("s1", "frontend/app.js")
    with notebook(office) as book:
        relations = {relation.triple for relation in book.open([session.name]).relations}
    assert (session.name, "frontend", "working_on") in relations


@pytest.mark.requirement("S1-11")
def test_a_session_that_waits_depends_on_the_holder(office: Office) -> None:
    one, two = office.enter("s1", pid=11), office.enter("s2", pid=12)
    office.take("s1", "auth.py")
    office.want("s2", "auth.py")
    with notebook(office) as book:
        relations = {relation.triple for relation in book.open([two.name]).relations}
    assert (two.name, one.name, "depends_on") in relations


def test_locks_on_two_files_of_one_name_have_names_of_their_own(office: Office) -> None:
    office.enter("s1")
    for path in ("src/auth.py", "tests/auth.py"):
        office.take("s1", path)
    assert sorted(names(search(office, "lock_"))) == ["lock_src_auth_py", "lock_tests_auth_py"]
    with notebook(office, "s1") as book, pytest.raises(UserError, match="may mean 2 locks: lock_"):
        book.delete_entities(["lock_auth_py"])


@pytest.mark.requirement("S1-5")
def test_a_session_that_ended_is_shown_for_five_minutes(office: Office) -> None:
    session = office.enter("s1")
    office.end("s1")
    assert "Status: completed" in texts(search(office, "active_session"))
    with notebook(office) as book, pytest.raises(UserError, match="has ended and is archived"):
        book.delete_entities([session.name])
    office.machine.work(301)
    assert names(search(office, "active_session")) == []


@pytest.mark.requirement("S1-11")
def test_deleting_the_entity_of_ones_own_lock_releases_it(office: Office) -> None:
    office.enter("s1")
    office.take("s1", "auth.py")
    with notebook(office, "s1") as book:
        assert book.delete_entities(["lock_auth_py", "nothing"]) == ["lock_auth_py"]
        assert book.desk.tx.locks() == []


@pytest.mark.parametrize("caller", ["s2", None])
def test_the_lock_of_another_that_lives_cannot_be_deleted(office: Office, caller: str | None) -> None:
    one = office.enter("s1", pid=11)
    office.enter("s2", pid=12)
    office.take("s1", "auth.py")
    with pytest.raises(ConflictError, match=f"auth.py is held by {one.name}"), notebook(office, caller) as book:
        book.delete_entities(["lock_auth_py"])
    assert names(search(office, "lock_")) == ["lock_auth_py"]


def test_a_lock_that_counts_no_more_can_be_deleted_by_anybody(office: Office) -> None:
    office.enter("s1", pid=11)
    office.take("s1", "auth.py")
    office.machine.kill(11)
    with notebook(office) as book:
        assert "Counts no more: its session's process is gone" in texts(book.search("lock_", MOST))
        assert book.delete_entities(["lock_auth_py"]) == ["lock_auth_py"]


def test_what_fails_in_the_middle_is_not_done_at_all(office: Office) -> None:
    office.enter("s1", pid=11)
    office.take("s1", "auth.py")
    with notebook(office) as book:
        book.create_entities([entity("Auth")])
    with pytest.raises(ConflictError), notebook(office) as book:
        book.delete_entities(["Auth", "lock_auth_py"])
    assert {"lock_auth_py", "Auth"} <= set(names(search(office, "auth")))


@pytest.mark.parametrize("how", ["silent", "gone"])
def test_deleting_a_session_that_is_silent_or_gone_archives_it(office: Office, how: str) -> None:
    session = office.enter("s1", pid=11)
    if how == "gone":
        office.machine.kill(11)
    office.machine.work(1 if how == "gone" else 7201)
    with notebook(office) as book:
        assert book.delete_entities([session.name]) == [session.name]
        assert [ended.session_id for ended in book.ended] == ["s1"]
    assert office.session("s1").ended


def test_a_session_that_lives_is_archived_by_itself_alone(office: Office) -> None:
    session = office.enter("s1", pid=11)
    office.enter("s2", pid=12)
    with pytest.raises(ConflictError, match="lives"), notebook(office, "s2") as book:
        book.delete_entities([session.name])
    with notebook(office, "s1") as book:
        book.delete_entities([session.name])
    assert office.session("s1").outcome == "completed"


@pytest.mark.requirement("S1-9", "S1-11")
def test_to_depend_on_another_session_is_told_to_both_and_to_the_first_when_the_other_ends(office: Office) -> None:
    one, two = office.enter("s1", pid=11), office.enter("s2", pid=12)
    with office.register() as register:
        register.change(known(register, "s1"), "session.task", "", task="Refactoring the endpoints")
    depends = Relation(two.name, one.name, "depends_on")
    with notebook(office, "s2") as book:
        assert book.create_relations([depends]) == [depends]
        assert book.create_relations([depends]) == []
        assert depends.triple in {relation.triple for relation in book.open([two.name]).relations}
    assert office.told("s2") == f"{one.name} works on: “Refactoring the endpoints”."
    assert office.told("s1") == f"{two.name} depends on the work of this session."
    office.end("s1")
    said = f"{one.name} (“Refactoring the endpoints”), on whose work this session depends, has ended: completed."
    assert office.told("s2") == said


def test_a_dependence_can_be_taken_back(office: Office) -> None:
    one, two = office.enter("s1", pid=11), office.enter("s2", pid=12)
    depends = Relation(two.name, one.name, "depends_on")
    with notebook(office, "s2") as book:
        book.create_relations([depends])
        assert book.delete_relations([depends]) == [depends]
        assert book.delete_relations([depends]) == []
        assert book.desk.tx.dependencies("s2") == []


@pytest.mark.parametrize("caller", ["s1", None])
def test_nobody_says_what_another_session_depends_on(office: Office, caller: str | None) -> None:
    one, two = office.enter("s1", pid=11), office.enter("s2", pid=12)
    for kind in ("depends_on", "admires"):
        with pytest.raises(UserError, match="does not come from"), notebook(office, caller) as book:
            book.create_relations([Relation(two.name, one.name, kind)])


def test_views_cannot_be_written_to(office: Office) -> None:
    session = office.enter("s1")
    office.take("s1", "auth.py")
    held = Relation(session.name, "lock_auth_py", "holds_lock")
    with notebook(office, "s1") as book:
        for write in (
            lambda: book.create_entities([entity("lock_x", kind="file_lock")]),
            lambda: book.create_entities([entity("me", kind="active_session")]),
            lambda: book.create_entities([entity(session.name)]),
            lambda: book.add_observations("lock_auth_py", ["mine"]),
            lambda: book.delete_observations(session.name, ["Status: idle"]),
            lambda: book.create_relations([held]),
            lambda: book.delete_relations([held]),
        ):
            with pytest.raises(UserError) as caught:
                write()
            assert caught.value.code == "only_a_view"
            assert caught.value.hint


def test_an_entity_cannot_take_the_name_of_a_lock_whatever_its_type(office: Office) -> None:
    office.enter("s1")
    office.take("s1", "auth.py")
    with notebook(office, "s1") as book, pytest.raises(UserError, match="a file_lock shows a lock as it is"):
        book.create_entities([entity("lock_auth_py")])


def test_what_is_recorded_is_found_with_its_author(office: Office) -> None:
    office.enter("s1")
    with notebook(office, "s1") as book:
        book.create_entities([entity("AuthService", "Validates tokens")])
        assert book.add_observations("AuthService", ["Fails at midnight", "Validates tokens"]) == ["Fails at midnight"]
        (found,) = book.search("midnight", MOST).entities
    assert [(one.text, one.author) for one in found.observations] == [
        ("Validates tokens", "s1"),
        ("Fails at midnight", "s1"),
    ]
    with office.desk() as desk:
        said = [event.detail for _, event in desk.tx.events() if event.kind == "graph.changed"]
    assert said == ["1 entity recorded", "1 observation of AuthService recorded"]


def test_nobody_may_record_what_is_known(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Auth", "x")])
        (found,) = book.open(["Auth"]).entities
    assert found.author == ""


def test_relations_that_reach_outside_a_result_are_in_it(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Auth"), entity("Store")])
        book.create_relations([Relation("Auth", "Store", "uses"), Relation("Auth", "Nowhere", "needs")])
        found = book.open(["Store"])
    assert graph_row(found)["relations"] == [{"from": "Auth", "to": "Store", "relationType": "uses"}]


def test_an_entity_is_deleted_with_its_relations(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Auth"), entity("Store")])
        book.create_relations([Relation("Auth", "Store", "uses")])
        assert book.delete_entities(["Auth"]) == ["Auth"]
        assert book.read(MOST) == Graph(book.open(["Store"]).entities)


def test_the_best_match_comes_first_and_a_partial_one_only_where_there_is_no_other(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Login", "form"), entity("Store", "keeps the login"), entity("Form", "is red")])
        assert names(book.search("login", MOST)) == ["Login", "Store"]
        assert names(book.search("login form", MOST)) == ["Login"]
        assert set(names(book.search("login nowhere", MOST))) == {"Login", "Store"}
        assert (names(book.search("login", 1)), book.search("login", 1).more) == (["Login"], 1)


def test_an_observation_that_is_found_is_shown_though_many_are_newer(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Diary", "the oldest", *(f"day {number}" for number in range(100)))])
        (found,) = book.search("oldest", MOST).entities
    assert (found.observations[0].text, len(found.observations), found.more) == ("the oldest", 51, 50)


def test_a_graph_is_read_page_by_page(office: Office) -> None:
    office.enter("s1")
    office.take("s1", "auth.py")
    with notebook(office) as book:
        book.create_entities([entity(name) for name in "abc"])
        pages = [names(book.read(2, offset)) for offset in (0, 2, 4, 6)]
        assert [name for page in pages for name in page][1:] == ["lock_auth_py", "c", "b", "a"]
        assert [book.read(2, offset).more for offset in (0, 2, 4)] == [3, 1, 0]


@pytest.mark.requirement("S1-12")
def test_contexts_and_locations_are_graphs_of_their_own(office: Office) -> None:
    office.enter("s1")
    for which in ({}, {"context": "work"}, {"location": "global"}, {"context": "work", "location": "global"}):
        with notebook(office, **which) as book:
            book.create_entities([entity(f"in {which}")])
            assert names(book.search("in", MOST)) == [f"in {which}"]
            assert bool(book.live.catalog) == (not which)
    with office.desk() as desk:
        found = databases(desk, str(office.folder))
    assert found == {
        "project_databases": ["default", "work"],
        "global_databases": ["default", "work"],
        "current_location": "project",
        "current_database": "default",
    }


@pytest.mark.requirement("S1-6")
def test_the_settings_say_which_graph_is_meant_where_none_is_named(office: Office) -> None:
    office.settings = office.settings.but(kg_context="tts_app_coordination", kg_location="global")
    office.enter("s1")
    with notebook(office) as book:
        book.create_entities([entity("here")])
        assert book.live.catalog
    assert names(search(office, "here", context="tts_app_coordination", location="global")) == ["here"]
    assert names(search(office, "here", context="default")) == []
    with office.desk() as desk:
        (row,) = contexts(desk, str(office.folder))
    assert (row["context"], row["location"], row["current"]) == ("tts_app_coordination", "global", True)


def test_what_can_be_no_name_or_text_is_refused(office: Office) -> None:
    with notebook(office) as book:
        book.create_entities([entity("Auth")])
        for bad in ("", " ", "a\0b", "\ud800", "x" * 1_000_001):
            with pytest.raises(UserError) as caught:
                book.create_entities([entity(bad)])
            assert caught.value.code == "bad_graph"
            with pytest.raises(UserError):
                book.add_observations("Auth", [bad])
        with pytest.raises(UserError, match="there is no entity Nobody"):
            book.add_observations("Nobody", ["x"])


def test_a_session_idle_or_waiting_says_so(office: Office) -> None:
    office.enter("s1")
    with office.register() as register:
        register.change(known(register, "s1"), "x", "", status="waiting", waiting_for="permission prompt")
    assert "Status: waiting (permission prompt)" in texts(search(office, "active_session"))
    with office.register() as register:
        register.change(known(register, "s1"), "x", "", status=IDLE, waiting_for=None)
    assert "Status: idle" in texts(search(office, "active_session"))
