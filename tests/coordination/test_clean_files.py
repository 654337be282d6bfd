"""What may have ended with the work is told without git, and nothing is released that changed while git was asked."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.coordination.clean_files import candidates, find_clean, release, release_unused
from covey.coordination.git_folders import GitFolders
from covey.model.session import BUSY
from covey.settings import Settings

if TYPE_CHECKING:
    from covey.model.lock import Lock

    from .conftest import Office

AGES = 10.0**9
"""Our machine's clock is so far behind that of the file system: what is there has changed after it was taken."""

GIT_SECONDS = 20


@pytest.fixture(autouse=True)
def _a_file(office: Office) -> None:  # pyright: ignore[reportUnusedFunction]
    """Let an idle session hold a file that is committed, and that changed since it was taken."""
    (office.folder / "auth.py").write_text("x")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        git(office, *command)
    office.machine.wall -= AGES
    office.enter("one", 1)
    office.take("one", "auth.py")


def git(office: Office, *arguments: str) -> None:
    """Run git as a person."""
    who = ("-c", "user.name=Tess", "-c", "user.email=t@example.invalid")
    subprocess.run(["git", "-C", str(office.folder), *who, *arguments], check=True, capture_output=True)


def doubtful(office: Office) -> list[Lock]:
    with office.desk() as desk:
        return candidates(desk, desk.tx.locks())


def paths(office: Office) -> list[str]:
    return [lock.path for lock in doubtful(office)]


def test_what_is_clean_is_released_once(office: Office) -> None:
    clean = find_clean(doubtful(office), seconds=GIT_SECONDS)
    with office.desk() as desk:
        assert [lock.path for lock in release_unused(desk, clean)] == ["auth.py"]
        assert release_unused(desk, clean) == []
    assert office.held() == []
    assert office.log().count(("lock.released", "one")) == 1


def test_what_is_used_again_while_git_is_asked_stays(office: Office) -> None:
    clean = find_clean(doubtful(office), seconds=GIT_SECONDS)
    office.machine.work(1)
    office.take("one", "auth.py")
    with office.desk() as desk:
        assert release(desk, clean) == []
    assert office.held() == [("one", "auth.py")]


def test_what_is_taken_anew_while_git_is_asked_stays(office: Office) -> None:
    clean = find_clean(doubtful(office), seconds=GIT_SECONDS)
    office.release("one")
    office.take("one", "auth.py")
    with office.desk() as desk:
        assert release(desk, clean) == []


def test_a_turn_that_begins_while_git_is_asked_keeps_only_what_it_uses(office: Office) -> None:
    clean = find_clean(doubtful(office), seconds=GIT_SECONDS)
    office.be("one", BUSY)
    session = office.session("one")
    with office.desk() as desk:
        assert release_unused(desk, clean) == [], "nobody knows when its turn began"
        desk.tx.save_session(session.but(turn_started=desk.now.wall + 1))
        assert len(release_unused(desk, clean)) == 1


def test_only_a_plain_path_in_a_repository_that_is_not_reserved_is_in_doubt(office: Office) -> None:
    for path, ahead in (("src/**", 0), ("/etc/hosts", 0), ("README.md", 1), ("not_there.py", 0)):
        office.take("one", path, is_reserved=ahead)
    assert paths(office) == ["auth.py"]


def test_a_name_that_is_not_utf_8_is_never_in_doubt_since_git_knows_it_under_another(office: Office) -> None:
    for _ in range(2):
        office.machine.work(1)
        office.take("one", office.target("a").but(path="caf\\xe9.py", key="caf\\xe9.py"))
        office.take("one", "gone.py")
    assert paths(office) == ["auth.py", "gone.py"]


def test_the_files_of_a_session_in_a_container_are_others_than_ours(office: Office) -> None:
    elsewhere = office.session("one").but(host="mac boot-1 other-pids")
    with office.desk() as desk:
        desk.tx.save_session(elsewhere)
    assert paths(office) == []


@pytest.mark.parametrize(
    ("release_on", "found"), [("session_end", []), ("session_end,turn", []), ("commit", ["auth.py"])]
)
def test_the_settings_decide_whether_a_commit_releases(office: Office, release_on: str, found: list[str]) -> None:
    office.settings = Settings(release_on=release_on)
    assert paths(office) == found


def test_where_git_does_not_answer_nothing_counts_as_clean(office: Office) -> None:
    found = doubtful(office)
    assert find_clean(found, seconds=0) == []
    (office.folder / ".git" / "HEAD").unlink()
    assert find_clean(found, seconds=GIT_SECONDS) == []


def test_many_files_are_asked_about_in_several_calls(office: Office) -> None:
    names = [f"{number}.py" for number in range(450)]
    for name in names:
        office.take("one", name)
        (office.folder / name).touch()
    git(office, "add", ".")
    git(office, "commit", "-qm", "many")
    (office.folder / "7.py").write_text("changed")
    clean = find_clean(doubtful(office), seconds=GIT_SECONDS)
    assert {lock.path for lock in clean} == {"auth.py", *names} - {"7.py"}


def test_a_git_folder_looks_changed_after_each_deed_of_git_until_it_is_noted(office: Office) -> None:
    root, folders = str(office.folder), GitFolders()
    assert folders.changed([root]) == folders.changed([root]) == [root]
    deeds = "commit -q --allow-empty -m x", "commit -q --amend --allow-empty -m y", "checkout -qb b", "rm -q auth.py"
    for deed in deeds:
        folders.note()
        assert folders.changed([root]) == [], deed
        git(office, *deed.split())
        assert folders.changed([root]) == [root], deed
