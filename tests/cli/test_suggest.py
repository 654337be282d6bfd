"""`covey suggest`: what is free, for the session that asks or for one that is still to come."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from covey.model.session import Item

if TYPE_CHECKING:
    from pathlib import Path

    from covey.model.session import Session

    from .conftest import Office


@pytest.fixture
def busy(office: Office, shop: Path) -> Session:
    """Let a session refactor the API, three of five tasks done, in a repository whose tests import it."""
    for name, text in {
        "api/routes.py": "",
        "api/auth.py": "from api.routes import x\n",
        "tests/test_routes.py": "from api import routes\n",
        "docs/a.md": "",
        "libs/ui/a.ts": "",
        "README.md": "",
    }.items():
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_text(text, encoding="utf-8")
    one = office.session("one", shop, task="refactor the API endpoints")
    office.lock(one, "api/routes.py", acquired=time.time(), estimated_completion=time.time() + 600)
    with office.desk() as desk:
        for number in range(5):
            desk.tx.save_item(Item("one", str(number), f"step {number}", int(number < 3)))
    return one


@pytest.mark.requirement("S1-8", "S1-9")
def test_a_session_sees_what_is_free_what_is_busy_and_what_matters_to_its_task(
    office: Office, busy: Session, shop: Path
) -> None:
    two = office.session("two", shop, task="write the API tests")
    office.lock(two, "docs/a.md")
    said = office.apart("suggest", cwd=shop, CLAUDE_CODE_SESSION_ID="two").out.splitlines()
    assert said[0] == "For: write the API tests"
    rows = [line.split() for line in said[2:7]]
    assert [(row[0], row[1]) for row in rows] == [
        ("api", "busy"),
        ("tests", "free"),
        ("libs/ui", "free"),
        ("the", "top"),
        ("docs", "own"),
    ]
    assert "refactor the API endpoints · 3 of 5 tasks done  one" in said[2]
    assert said[2].endswith("fits the task")
    assert said[8].startswith("api/routes.py  its name has words of the task  refactor the API endpoints")
    assert said[8].endswith("api/auth.py, tests/test_routes.py")
    assert "until about " in said[8]
    assert len(said) == 9
    assert busy.session_id == "one"


@pytest.mark.requirement("S1-9")
def test_what_ones_own_files_depend_on_matters_whatever_the_task_is_called(
    office: Office, busy: Session, shop: Path
) -> None:
    two = office.session("two", shop, task="paint")
    office.lock(two, "api/auth.py")
    (row,) = [row for row in _json(office, shop, "two")["dependent"] if row["session_id"] == busy.session_id]
    assert (row["matters"], row["why"]) == (True, "api/auth.py depends on it")
    assert row["imported_by"] == ["api/auth.py", "tests/test_routes.py"]
    assert row["tests"] == ["tests/test_routes.py"]
    assert row["progress"] == {"done": 3, "total": 5}


def test_a_person_with_a_task_asks_for_a_session_to_come(office: Office, busy: Session) -> None:
    data = office.json("suggest", "--task", "Rework the API endpoints").data
    assert (data["session_id"], data["task"]) == (None, "Rework the API endpoints")
    assert [row["session_id"] for row in data["same_task"]] == [busy.session_id]
    assert (data["areas"][0]["area"], data["areas"][0]["state"]) == ("api", "busy")
    said = office.covey("suggest", "--task", "Rework the API endpoints").out
    assert "! Session_mac_4711_one has nearly the same task: refactor the API endpoints" in said


def test_a_person_without_one_asks_for_the_only_session_here(office: Office, busy: Session) -> None:
    data = office.json("suggest").data
    assert (data["session_id"], data["task"]) == (busy.session_id, busy.task)
    assert {row["area"]: row["state"] for row in data["areas"]}["api"] == "own"
    assert data["dependent"] == []


def test_where_several_work_a_person_sees_all_of_them_as_others(office: Office, busy: Session, shop: Path) -> None:
    office.session("two", shop)
    data = office.json("suggest").data
    assert data["session_id"] is None
    assert [row["path"] for row in data["dependent"]] == ["api/routes.py"]
    assert busy.name in str(data["areas"])


def test_a_file_that_everybody_waits_for_is_named(office: Office, busy: Session, shop: Path) -> None:
    for name in ("two", "three"):
        office.wait(office.session(name, shop), "api/routes.py")
    advice = "Split into smaller files, several sessions could work on it at once."
    assert f"! api/routes.py: 2 in line for it, 0 stopped at it within a day. {advice}" in office.covey("suggest").out
    conflicts = office.covey("sessions", "conflicts").out
    assert "Hot files       api/routes.py: 2 in line for it, 0 stopped at it within a day" in conflicts
    assert "split api/routes.py into smaller files" in conflicts
    assert office.json("sessions", "conflicts").data[0]["hot"] == [
        {"path": "api/routes.py", "waiting": 2, "stopped": 0}
    ]
    assert busy.ended is None


def test_an_empty_repository_and_a_folder_that_is_none_are_answered_clearly(office: Office, shop: Path) -> None:
    assert office.covey("suggest").out == "This repository has no folders yet: there is nothing to suggest.\n"
    answer = office.apart("suggest", "--json", cwd=shop.parent / "empty")
    assert (answer.status, answer.error) == (1, ("no_repository", "this folder is in no git repository"))


def test_the_repositorys_settings_may_name_areas(office: Office, busy: Session, shop: Path) -> None:
    (shop / ".covey").mkdir()
    (shop / ".covey/coordination.yaml").write_text("session_coordination:\n  areas: [docs/, api/, gone, ../x]\n")
    names = [row["area"] for row in office.json("suggest", "--task", "x").data["areas"]]
    assert names == ["docs", "libs/ui", "tests", "the top level", "api"]
    assert busy.ended is None


@pytest.mark.requirement("S1-9")
def test_progress_is_shown_where_sessions_are(office: Office, busy: Session) -> None:
    assert "refactor the API endpoints · 3 of 5 tasks done" in office.covey("sessions", "live").out
    said = office.covey("sessions", "show", busy.session_id).out
    assert "Progress  3 of 5 tasks done\n" in said
    assert "✓ step 2\n· step 3\n" in said
    assert office.json("sessions", "live").data[0]["progress"] == {"done": 3, "total": 5}
    tasks = office.json("sessions", "show", busy.session_id).data["tasks"]
    assert tasks[3] == {"id": "3", "subject": "step 3", "done": False}


def _json(office: Office, folder: Path, session_id: str) -> dict[str, list[dict[str, object]]]:
    return office.apart("suggest", "--json", cwd=folder, CLAUDE_CODE_SESSION_ID=session_id).data


@pytest.mark.requirement("S1-9")
@pytest.mark.usefixtures("busy")
def test_what_a_session_said_that_it_depends_on_matters(office: Office, shop: Path) -> None:
    office.session("two", shop, task="translate the manual")
    with office.desk() as desk:
        desk.tx.depend("two", "one", desk.now.wall)
    (row,) = office.apart("suggest", "--json", cwd=shop, CLAUDE_CODE_SESSION_ID="two").data["dependent"]
    assert (row["matters"], row["why"]) == (True, "this session said that it depends on its holder's work")
