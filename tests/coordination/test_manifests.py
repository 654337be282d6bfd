"""The manifests are views of the store, in the documented place and form, whatever was killed before."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.history import forget
from covey.coordination.manifests import Manifests
from covey.model.moment import local_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Office

FORM = ["session_id", "project", "path", "git_branch", "git_dirty", "started", "pid", "task"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give Claude Code's folder of sessions, with files of its own."""
    sessions = tmp_path / "claude" / "sessions"
    sessions.mkdir(parents=True)
    (sessions / "4711.json").write_text('{"sessionId": "one"}')
    (sessions / "4711.0a1b.key").write_text("key")
    return sessions


@pytest.fixture
def manifests(folder: Path) -> Manifests:
    """Give the manifests beside Claude Code's files."""
    return Manifests(str(folder.parent))


def show(office: Office, manifests: Manifests, *names: str) -> None:
    sessions = [office.session(name) for name in names]
    with office.store.write() as tx:
        manifests.renew(tx, sessions)


def reconcile(office: Office, manifests: Manifests) -> None:
    with office.store.write() as tx:
        manifests.reconcile(tx)


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} - {
        "4711.json",
        "4711.0a1b.key",
    }


def content(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def history(office: Office, session_id: str) -> str:
    return f"history/{local_date(office.machine.wall)}/{session_id}.json"


@pytest.mark.requirement("S4-10")
def test_a_live_session_is_shown_in_the_documented_form(office: Office, manifests: Manifests, folder: Path) -> None:
    (office.folder / ".git" / "HEAD").write_text("ref: refs/heads/dünn\n")
    session = office.enter("one", 7)
    with office.register() as register:
        register.change(session, "session.task", "", task="🦆 the login", git_dirty=1)
    show(office, manifests, "one")
    assert list(content(folder, "active/one.json")) == FORM
    assert content(folder, "active/one.json") == {
        "session_id": "one",
        "project": "shop",
        "path": str(office.folder),
        "git_branch": "dünn",
        "git_dirty": True,
        "started": "2027-01-15T08:00:00Z",
        "pid": 7,
        "task": "🦆 the login",
    }
    assert "🦆" in (folder / "active" / "one.json").read_text(encoding="utf-8")


@pytest.mark.requirement("S4-3", "S4-10")
def test_an_ended_session_is_in_the_history_of_its_day(office: Office, manifests: Manifests, folder: Path) -> None:
    office.enter("one", 7)
    show(office, manifests, "one")
    office.machine.work(86400)
    office.end("one")
    show(office, manifests, "one")
    assert files(folder) == {history(office, "one")}
    found = content(folder, history(office, "one"))
    assert list(found) == [*FORM, "ended", "status"]
    assert (found["ended"], found["status"]) == ("2027-01-16T08:00:00Z", "completed")


def test_what_is_shown_twice_is_written_once(office: Office, manifests: Manifests, folder: Path) -> None:
    office.enter("one", 7)
    show(office, manifests, "one")
    before = (folder / "active" / "one.json").stat().st_ino
    show(office, manifests, "one")
    assert (folder / "active" / "one.json").stat().st_ino == before


@pytest.mark.requirement("B-6")
def test_a_kill_between_the_store_and_the_files_is_mended(office: Office, manifests: Manifests, folder: Path) -> None:
    for name in ("ended", "changed", "missing"):
        office.enter(name)
    show(office, manifests, "ended", "changed")
    office.end("ended")
    changed = office.session("changed")
    with office.register() as register:
        register.change(changed, "session.task", "", task="login")
    reconcile(office, manifests)
    assert files(folder) == {"active/changed.json", "active/missing.json", history(office, "ended")}
    assert content(folder, "active/changed.json")["task"] == "login"


@pytest.mark.requirement("B-6")
def test_a_file_that_was_half_written_is_swept(office: Office, manifests: Manifests, folder: Path) -> None:
    office.enter("one")
    (folder / "active").mkdir()
    (folder / "active" / "one.json.unborn").write_text('{"session_id": "o')
    reconcile(office, manifests)
    assert files(folder) == {"active/one.json"}


def test_files_of_others_stay_as_they_are(office: Office, manifests: Manifests, folder: Path) -> None:
    foreign = {"active/stranger.json": "{}", "active/notes.txt": "mine", "history/2020-01-01/old.json": "{}"}
    for name, text in foreign.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    office.enter("one")
    reconcile(office, manifests)
    office.end("one")
    reconcile(office, manifests)
    assert files(folder) == {*foreign, history(office, "one")}
    assert {name: (folder / name).read_text() for name in foreign} == foreign
    assert (folder / "4711.json").read_text() == '{"sessionId": "one"}'
    assert (folder / "4711.0a1b.key").read_text() == "key"


def test_a_session_that_lives_again_is_active_again(office: Office, manifests: Manifests, folder: Path) -> None:
    office.enter("one")
    office.end("one")
    show(office, manifests, "one")
    office.enter("one", source="resume")
    show(office, manifests, "one")
    assert "active/one.json" in files(folder)


@pytest.mark.requirement("S1-2")
def test_whether_the_files_say_what_the_store_says_is_found_by_looking(
    office: Office, manifests: Manifests, folder: Path
) -> None:
    def agree() -> bool:
        with office.store.read() as tx:
            return manifests.agree(tx)

    assert agree()
    office.enter("one", 1)
    office.enter("two", 2)
    assert not agree()
    reconcile(office, manifests)
    assert agree()
    (folder / "active" / "one.json.unborn").write_text("{")
    assert not agree()
    reconcile(office, manifests)
    (folder / "active" / "one.json").write_text("{}")
    assert not agree()
    reconcile(office, manifests)
    office.end("two")
    assert not agree()
    reconcile(office, manifests)
    assert agree()


@pytest.mark.requirement("S1-2")
def test_only_old_days_of_the_history_go_and_only_what_is_ours_in_them(
    office: Office, manifests: Manifests, folder: Path, tmp_path: Path
) -> None:
    office.enter("one", 1)
    show(office, manifests, "one")
    office.end("one")
    show(office, manifests, "one")
    (today,) = (folder / "history").iterdir()
    ours = (today / "one.json").read_text()
    for day in ("2020-01-01", "2020-01-02", "20200101xx", "notes"):
        (folder / "history" / day).mkdir()
        (folder / "history" / day / "one.json").write_text(ours)
    old = folder / "history" / "2020-01-01"
    for name, content in (("notes.md", "mine"), ("two.json", ours), ("list.json", "[]"), ("broken.json", "{")):
        (old / name).write_text(content)
    (old / "left.json.unborn").write_text("")
    (old / "link.json").symlink_to(tmp_path / "elsewhere")
    (folder / "history" / "2020-01-03").symlink_to(today)
    assert forget(str(folder.parent), today.name) == 3
    assert {each.name for each in old.iterdir()} == {"notes.md", "two.json", "list.json", "broken.json", "link.json"}
    kept = {"2020-01-01", "2020-01-03", "20200101xx", "notes", today.name}
    assert {each.name for each in (folder / "history").iterdir()} == kept
    assert (today / "one.json").exists()


def test_where_there_is_no_history_there_is_nothing_to_forget(folder: Path) -> None:
    assert forget(str(folder.parent), "2026-01-01") == 0


def modes(folder: Path) -> set[str]:
    """List what others may do something with, in a folder or with it."""
    return {
        f"{place.relative_to(folder)} {stat.S_IMODE(place.stat().st_mode):o}"
        for place in folder.rglob("*")
        if place.stat().st_mode & 0o077
    }


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let the process make files that everybody may read and write, unless it asks for less."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_they_are_for_their_owner_alone(office: Office, tmp_path: Path) -> None:
    office.enter("one")
    office.enter("two")
    office.end("two")
    show(office, Manifests(str(tmp_path / "claude")), "one", "two")
    assert len(files(tmp_path / "claude")) == 2
    assert modes(tmp_path / "claude") == set()


@pytest.mark.usefixtures("open_umask")
def test_what_an_older_covey_left_open_is_closed_and_claude_codes_own_stays(
    office: Office, manifests: Manifests, folder: Path
) -> None:
    office.enter("one")
    show(office, manifests, "one")
    (folder / "history" / "2026-01-01").mkdir(parents=True)
    for place in (folder, folder / "active", folder / "history"):
        place.chmod(0o755)
    (folder / "active" / "one.json").chmod(0o644)
    (folder / "active" / "one.json.unborn").write_text("half")
    reconcile(office, manifests)
    for name in ("active", "history"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    session = office.session("one")
    with office.register() as register:
        register.change(session, "session.task", "", task="new")
    show(office, manifests, "one")
    assert stat.S_IMODE((folder / "active" / "one.json").stat().st_mode) == 0o600
