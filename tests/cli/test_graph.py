"""`covey graph …`: what is known is recorded, found, related and removed, as the session that calls, or as nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .test_looks import STYLE, in_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Answer, Office


@pytest.fixture
def payments(office: Office, shop: Path) -> Office:
    """Give an office in which something is known of payments."""
    assert shop.is_dir()
    office.covey("graph", "add", "Payments", "--type", "service", "Written in Go", "Owned by team blue")
    office.covey("graph", "add", "Checkout", "--type", "service", "Takes the cart")
    office.covey("graph", "relate", "Checkout", "calls", "Payments")
    return office


def names(answer: Answer) -> list[str]:
    """Name the entities of an answer."""
    return [entity["name"] for entity in answer.data["entities"]]


def log(office: Office) -> list[tuple[str, str]]:
    """Give the graph's lines of the log: by whom, and what."""
    rows: list[dict[str, Any]] = office.json("log").data
    return [(row["session_id"], row["detail"]) for row in rows if row["kind"] == "graph.changed"]


def test_what_was_recorded_is_found_with_what_was_observed_and_its_relations(payments: Office) -> None:
    answer = payments.json("graph", "search", "blue")
    assert answer.data == {
        "entities": [
            {"name": "Payments", "entityType": "service", "observations": ["Written in Go", "Owned by team blue"]}
        ],
        "relations": [{"from": "Checkout", "to": "Payments", "relationType": "calls"}],
        "more": 0,
    }
    assert names(payments.json("graph", "search", "serv", "--limit", "1")) == ["Checkout"]
    assert names(payments.json("graph", "search")) == ["Checkout", "Payments"]
    assert payments.covey("graph", "search", "nothing like it").out == "Nothing is known of that.\n"


def test_piped_it_is_indented_lines_and_in_a_terminal_a_tree(payments: Office) -> None:
    assert payments.covey("graph", "open", "Payments").out.replace("  0s", "") == (
        "Payments  service\n  - Written in Go\n  - Owned by team blue\n  ← calls Checkout\n"
    )
    screen = STYLE.sub("", in_terminal(payments, "graph", "open", "Payments"))
    assert [line.split("  ")[0] for line in screen.splitlines()] == [
        "Payments",
        "├── - Written in Go",
        "├── - Owned by team blue",
        "└── ← calls Checkout",
    ]


def test_of_many_observations_a_list_shows_the_newest_and_opening_shows_all(payments: Office) -> None:
    texts = [f"thing {number}" for number in range(30)]
    payments.covey("graph", "add", "Many", "--type", "heap", *texts)
    listed = payments.covey("graph", "search", "heap").out.splitlines()
    assert (listed[1], len(listed)) == ("  20 older observations left off", 12)
    assert len(payments.covey("graph", "open", "Many").out.splitlines()) == 31
    assert payments.json("graph", "search", "heap").data["entities"][0]["observations"] == texts


def test_more_is_observed_of_what_is_known_and_a_new_one_needs_a_type(payments: Office) -> None:
    data = payments.json("graph", "add", "Payments", "Fast", "Written in Go").data
    assert data == {"name": "Payments", "entityType": "service", "created": False, "added": ["Fast"]}
    assert payments.covey("graph", "add", "Payments").out == "Payments was known already, with 0 new observations.\n"
    assert payments.json("graph", "add", "New").error == ("no_type", "there is no entity New yet")
    assert payments.json("graph", "add", "Payments", "--type", "team").error[0] == "other_type"
    assert payments.json("graph", "add", " ", "--type", "team").error[0] == "bad_graph"


def test_a_relation_to_nothing_is_recorded_and_told(payments: Office) -> None:
    answer = payments.covey("graph", "relate", "Payments", "uses", "Ledger")
    assert answer.out == "Payments → uses → Ledger is recorded.\n! there is no entity Ledger yet\n"
    again = payments.json("graph", "relate", "Payments", "uses", "Ledger").data
    assert (again["created"], again["missing"]) == (False, ["Ledger"])


def test_relations_and_observations_are_removed_one_by_one(payments: Office) -> None:
    assert payments.json("graph", "unrelate", "Checkout", "calls", "Payments").status == 0
    assert payments.json("graph", "unrelate", "Checkout", "calls", "Payments").error[0] == "no_relation"
    answer = payments.json("graph", "remove", "Payments", "--observation", "Written in Go", "--observation", "x")
    assert answer.data == {"entities": [], "observations": ["Written in Go"]}
    assert (answer.envelope["status"], answer.error[0]) == ("partial", "no_observation")
    assert payments.json("graph", "remove", "Payments", "--observation", "x").error[0] == "no_observation"
    assert payments.json("graph", "remove", "Payments", "Checkout", "--observation", "x").status == 2
    assert payments.json("graph", "open", "Payments").data["entities"][0]["observations"] == ["Owned by team blue"]


def test_an_entity_goes_with_its_relations_and_what_is_missing_is_told(payments: Office) -> None:
    answer = payments.json("graph", "remove", "Payments", "nobody")
    assert answer.data == {"entities": ["Payments"], "observations": []}
    assert answer.error == ("no_entity", "there is no entity nobody in this graph")
    assert payments.json("graph", "remove", "nobody").status == 1
    assert payments.covey("graph", "remove", "Payments", "Checkout").out == (
        "Removed: Checkout\n! there is no entity Payments in this graph\n"
        "→ `covey graph search` finds names; --context and --location say in which graph\n"
    )
    payments.covey("graph", "add", "Checkout", "--type", "service")
    assert payments.json("graph", "open", "Checkout", "nobody").envelope["status"] == "partial"
    assert payments.json("graph", "open", "nobody").error[0] == "no_entity"
    assert payments.json("graph", "open", "Checkout").data["relations"] == []


@pytest.mark.requirement("S1-11", "S1-16")
def test_the_caller_is_the_session_that_calls_and_a_person_is_nobody(
    payments: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments.lock(payments.session("own", shop), "auth.py")
    payments.lock(payments.session("other", shop), "api.py")
    assert payments.json("graph", "remove", "lock_auth_py").status == 3
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "own")
    assert payments.json("graph", "remove", "lock_api_py").status == 3
    assert payments.json("graph", "remove", "lock_auth_py").data["entities"] == ["lock_auth_py"]
    payments.covey("graph", "add", "Payments", "Slow")
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "unknown")
    payments.covey("graph", "add", "Payments", "Fast")
    assert [row["path"] for row in payments.json("locks", "list").data] == ["api.py"]
    assert [who for who, _ in log(payments)][-3:] == ["own", "own", ""]


@pytest.mark.requirement("S1-11")
def test_removing_a_session_that_is_gone_archives_it_with_its_manifest(payments: Office, shop: Path) -> None:
    gone = payments.session("gone", shop, payments.dead())
    assert payments.json("graph", "remove", gone.name).data["entities"] == [gone.name]
    assert payments.json("sessions", "show", "gone").data["status"] == "pruned"
    assert list((payments.world.home / ".claude/sessions/history").glob("*/gone.json"))


def test_each_context_and_location_is_a_graph_of_its_own(payments: Office) -> None:
    payments.covey("graph", "add", "style", "--type", "convention", "--context", "work")
    payments.covey("graph", "add", "style", "--type", "convention", "--location", "global")
    rows = [(row["context"], row["location"], row["entities"]) for row in payments.json("graph", "contexts").data]
    assert sorted(rows) == [("default", "global", 1), ("default", "project", 2), ("work", "project", 1)]
    assert names(payments.json("graph", "search", "--context", "work")) == ["style"]
    assert names(payments.json("graph", "search", "style")) == []
    assert payments.covey("graph", "contexts").out.splitlines()[0].split() == [
        *("Context", "Location", "Entities", "Relations")
    ]
    assert payments.json("graph", "search", "--context", "a\nb").error[0] == "bad_context"


def test_tab_offers_names_and_contexts_that_mean_nothing_to_a_shell(payments: Office) -> None:
    for name in ("Past_work", "Past $(reboot)"):
        payments.covey("graph", "add", name, "--type", "heap", "--context", "old")

    def offered(line: str) -> list[str]:
        tab = {"_COVEY_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
        return payments.world.run(["covey"], payments.world.home / "shop", env=tab).stdout.split()

    assert offered("covey graph open Pay") == ["plain,Payments"]
    assert offered("covey graph open ''") == ["plain,Checkout", "plain,Payments"]
    assert offered("covey graph search --context o") == ["plain,old"]
    assert offered("covey graph remove --context old Past") == ["plain,Past_work"]
    assert offered("covey graph open --context default Past") == []


@pytest.mark.parametrize("line", ["covey graph open P", "covey graph open --context P"])
def test_a_store_that_cannot_be_read_offers_nothing_and_says_nothing(office: Office, line: str) -> None:
    office.world.covey_home.mkdir()
    (office.world.covey_home / "covey.db").write_bytes(b"no database at all" * 999)
    tab = {"_COVEY_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    done = office.world.run(["covey"], env=tab)
    assert (done.stdout.strip(), done.stderr) == ("", "")
