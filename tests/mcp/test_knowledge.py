"""The ten tools of the knowledge graph do what users of such servers know, and show the live coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Office, Tools

LOGIN: dict[str, Any] = {"name": "login", "entityType": "module", "observations": ["slow", "has no tests"]}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("aim_create_entities", {"entities": [{"name": " ", "entityType": "t"}]}, "a name is empty"),
    ("aim_add_observations", {"observations": [{"entityName": "x", "contents": ["y"]}]}, "there is no entity x"),
    ("aim_read_graph", {"context": "a\nb"}, "this cannot name a context"),
]
USES = {"from": "login", "to": "sessions table", "relationType": "uses"}


@pytest.mark.requirement("S1-12")
def test_what_is_recorded_is_found_opened_changed_and_removed(apart: Tools) -> None:
    assert apart.data("aim_create_entities", entities=[LOGIN]) == {"entities": [LOGIN]}
    assert apart.data("aim_create_entities", entities=[LOGIN]) == {"entities": []}
    assert apart.data("aim_create_relations", relations=[USES]) == {"relations": [USES]}
    added = {"entityName": "login", "contents": ["slow", "rewritten"]}
    assert apart.data("aim_add_observations", observations=[added]) == {
        "results": [{"entityName": "login", "addedObservations": ["rewritten"]}]
    }
    found = apart.data("aim_search_nodes", query="rewr")
    assert (found["entities"][0]["name"], found["relations"]) == ("login", [USES])
    gone = {"entityName": "login", "observations": ["slow", "never said"]}
    assert apart.data("aim_delete_observations", deletions=[gone])["deleted"][0]["observations"] == ["slow"]
    (opened,) = apart.data("aim_open_nodes", names=["login", "nothing"])["entities"]
    assert opened["observations"] == ["has no tests", "rewritten"]
    assert apart.data("aim_delete_relations", relations=[USES]) == {"relations": [USES]}
    assert apart.data("aim_delete_entities", entityNames=["login", "nothing"]) == {"deleted": ["login"]}
    assert apart.data("aim_read_graph") == {"entities": [], "relations": [], "more": 0}


@pytest.mark.requirement("S1-12")
def test_contexts_and_locations_are_kept_apart_and_listed(tools: Tools) -> None:
    places = [{}, {"context": "work"}, {"location": "global"}, {"context": "home", "location": "global"}]
    for number, place in enumerate(places):
        tools.data("aim_create_entities", entities=[{"name": f"e{number}", "entityType": "t"}], **place)
    for number, place in enumerate(places):
        names = [entity["name"] for entity in tools.data("aim_read_graph", **place)["entities"]]
        assert names == [f"e{number}"]
    assert tools.data("aim_list_databases") == {
        "project_databases": ["default", "work"],
        "global_databases": ["default", "home"],
        "current_location": "project",
        "current_database": "default",
    }


def test_a_project_has_one_graph_for_all_its_sessions_and_another_project_has_another(
    office: Office, tools: Tools
) -> None:
    tools.data("aim_create_entities", entities=[LOGIN])
    inside = office.hooks.workspace / "deep"
    inside.mkdir()
    assert office.connect(inside).data("aim_open_nodes", names=["login"])["entities"] == [LOGIN]
    elsewhere = office.connect(office.world.repository("other"))
    assert elsewhere.data("aim_open_nodes", names=["login"])["entities"] == []


@pytest.mark.requirement("S1-12")
def test_the_lock_of_the_calling_session_is_released_with_its_entity(office: Office, tools: Tools) -> None:
    office.enter("one")
    assert office.edit("one", "src/auth.py")
    (lock,) = [
        one for one in tools.data("aim_search_nodes", query="lock_")["entities"] if one["entityType"] == "file_lock"
    ]
    assert tools.data("aim_delete_entities", office.tool_use("one"), entityNames=[lock["name"]])["deleted"] == [
        lock["name"]
    ]
    assert tools.data("locks_list") == {"locks": []}


@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("caller", ["two", ""])
def test_the_lock_of_another_living_session_stays(office: Office, tools: Tools, caller: str) -> None:
    office.enter("one")
    office.enter("two")
    assert office.edit("one", "auth.py")
    tool_use = office.tool_use(caller) if caller else None
    for entity in tools.data("aim_read_graph")["entities"]:
        if entity["entityType"] == "file_lock" or "Session ID: one" in entity["observations"]:
            assert "lives" in tools.refusal("aim_delete_entities", tool_use, entityNames=[entity["name"]])
    assert [lock["path"] for lock in tools.data("locks_list")["locks"]] == ["auth.py"]


def test_a_session_that_deletes_itself_is_archived_and_its_manifest_with_it(office: Office, tools: Tools) -> None:
    office.enter("one")
    name = tools.data("session_current", office.tool_use("one"))["name"]
    manifest = office.world.home / ".claude" / "sessions" / "active" / "one.json"
    assert manifest.exists()
    assert tools.data("aim_delete_entities", office.tool_use("one"), entityNames=[name]) == {"deleted": [name]}
    assert [row["status"] for row in tools.data("sessions_live")["sessions"]] == ["unhooked"], "its client runs on"
    assert not manifest.exists()


def test_what_a_view_cannot_take_is_refused_whole(office: Office, tools: Tools) -> None:
    office.enter("one")
    assert office.edit("one", "auth.py")
    forged: dict[str, Any] = {"name": "lock_x", "entityType": "file_lock", "observations": []}
    assert "cannot be written to" in tools.refusal("aim_create_entities", entities=[LOGIN, forged])
    assert tools.data("aim_open_nodes", names=["login"])["entities"] == []


def test_more_than_is_asked_for_is_counted(tools: Tools) -> None:
    entities = [{"name": f"e{number}", "entityType": "t"} for number in range(5)]
    tools.data("aim_create_entities", entities=entities)
    first, rest = tools.data("aim_read_graph", limit=2), tools.data("aim_read_graph", limit=10, offset=2)
    assert (len(first["entities"]), first["more"]) == (2, 3)
    assert (len(rest["entities"]), rest["more"]) == (3, 0)


def test_a_refusal_says_what_would_be_right(tools: Tools) -> None:
    for tool, arguments, why in REFUSED:
        said, hint = tools.refusal(tool, **arguments).split("\n")
        assert why in said
        assert hint
