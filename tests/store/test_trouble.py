"""A database that is damaged, cannot be written or cannot grow: the right words, nothing lost, and then on it goes."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from covey.errors import StoreError
from covey.store import driver
from covey.store.sqlite import FILE_NAME, SqliteStore
from covey.testing.store_contract.check import a_session, an_event

if TYPE_CHECKING:
    from pathlib import Path

WRITE = """
import json, sys
from covey.errors import StoreError
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.check import a_session
try:
    with SqliteStore(sys.argv[1]).write() as tx:
        tx.save_session(a_session("written"))
except StoreError as error:
    print(json.dumps([error.code, error.hint]))
else:
    print(json.dumps(["done", ""]))
"""
FILL = """
import json, os, pathlib, sys
from covey.errors import StoreError
from covey.store.sqlite import SqliteStore
from covey.testing.store_contract.check import an_event

home, told = pathlib.Path(sys.argv[1]), []
ballast = home.parent / "ballast"

def fill():
    with open(ballast, "ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"b" * size) == size:
                    pass
            except OSError:
                pass

def attempt(work):
    try:
        work()
    except StoreError as error:
        told.append([error.code, error.hint])
    else:
        told.append(["done", ""])

def write():
    with SqliteStore(str(home)).write() as tx:
        for number in range(200):
            tx.append(an_event(str(number), detail="x" * 1000))

fill()
attempt(write)
ballast.unlink()
attempt(write)
fill()
attempt(write)
ballast.unlink()
attempt(write)
store = SqliteStore(str(home))
with store.read() as tx:
    told.append([len(tx.events(limit=10**6)), store.problems()])
print(json.dumps(told))
"""
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
SMALL_DISK = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"'
AS_ROOT = os.geteuid() == 0
MORTAL = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if AS_ROOT else []
"""What makes permissions bind root too."""


def run(command: list[str]) -> list[list[object]]:
    """Run a program of ours to its end and give what it tells."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def mounted(how: str, folder: Path, program: str, home: Path) -> list[str]:
    """Give the command that runs a program where a folder is mounted in a way that nobody else sees."""
    return ["unshare", "--mount", "sh", "-c", how, str(folder), sys.executable, "-c", program, str(home)]


@pytest.fixture
def need_mounts() -> None:
    """Say so where a test cannot mount: as anybody but root, and elsewhere than on Linux."""
    if not AS_ROOT or not shutil.which("unshare"):
        pytest.skip("mounting a small or read-only disk needs root, and Linux")
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this container may not mount")


def refusal(home: Path) -> StoreError:
    """Open the store in a folder, which must fail, and with a hint."""
    with pytest.raises(StoreError) as caught:
        SqliteStore(str(home))
    assert caught.value.hint
    assert str(home) in caught.value.message
    return caught.value


def is_whole(home: Path) -> bool:
    """Whether the session that was written is there and the database is in order."""
    store = SqliteStore(str(home))
    with store.read() as tx:
        found = tx.session("s1")
    problems = store.problems()
    store.close()
    return found == a_session() and problems == []


def write_much(store: SqliteStore) -> None:
    """Make one change that needs many pages."""
    with store.write() as tx:
        tx.save_session(a_session("more"))
        for number in range(100):
            tx.append(an_event(str(number), detail="x" * 1000))


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but it is long enough" * 50, b"SQLite format 3\0" * 99]
)
def test_what_is_no_database_is_called_damaged_and_left_as_it_is(database: Path, content: bytes) -> None:
    good = database.read_bytes()
    database.write_bytes(content)
    assert refusal(database.parent).code == "store_damaged"
    assert database.read_bytes() == content
    database.write_bytes(good)
    assert is_whole(database.parent)


def test_a_database_with_a_broken_page_says_so_in_words(database: Path) -> None:
    good = database.read_bytes()
    page = int.from_bytes(good[16:18], "big")
    database.write_bytes(good[:page] + b"\xa5" * page * 3 + good[4 * page :])
    store = SqliteStore(str(database.parent))
    assert store.problems()
    store.close()
    database.write_bytes(good)
    assert is_whole(database.parent)


def test_a_database_that_is_cut_short_is_called_damaged(database: Path) -> None:
    good = database.read_bytes()
    database.write_bytes(good[: len(good) // 2])
    assert refusal(database.parent).code == "store_damaged"
    database.write_bytes(good)
    assert is_whole(database.parent)


def test_a_state_folder_that_is_a_file_is_told(home: Path) -> None:
    home.write_text("mine", encoding="utf-8")
    for folder in (home, home / "deeper"):
        assert refusal(folder).code == "store_misplaced"
    assert home.read_text(encoding="utf-8") == "mine"
    home.unlink()
    SqliteStore(str(home)).close()


def test_a_database_that_is_a_folder_is_told(home: Path) -> None:
    (home / FILE_NAME).mkdir(parents=True)
    assert refusal(home).code == "store_read_only"


@pytest.mark.usefixtures("need_mounts")
def test_a_read_only_disk_is_told_and_nothing_is_lost(database: Path, tmp_path: Path) -> None:
    home = database.parent
    (tmp_path / "empty").mkdir()
    assert run(mounted(READ_ONLY, home, WRITE, home))[0] == "store_read_only"
    assert run(mounted(READ_ONLY, tmp_path, WRITE, tmp_path / "empty"))[0] == "store_read_only"
    assert is_whole(home)
    assert run([sys.executable, "-c", WRITE, str(home)])[0] == "done"


@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_or_file_without_permission_is_told_and_nothing_is_lost(database: Path, mode: int) -> None:
    if AS_ROOT and not shutil.which("setpriv"):
        pytest.skip("permissions do not bind root, and there is no setpriv to change that")
    for place, usual in ((database, 0o600), (database.parent, 0o700)):
        place.chmod(mode & ~0o100 if place is database else mode)
        assert run([*MORTAL, sys.executable, "-c", WRITE, str(database.parent)])[0] == "store_read_only"
        place.chmod(usual)
        assert is_whole(database.parent)


@pytest.mark.usefixtures("need_mounts")
def test_a_full_disk_is_told_at_birth_and_later_and_nothing_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    *attempts, (events, problems) = run(mounted(SMALL_DISK, disk, FILL, disk / "state"))
    assert [code for code, _ in attempts] == ["store_full", "done", "store_full", "done"]
    assert [bool(hint) for code, hint in attempts if code != "done"] == [True, True]
    assert (events, problems) == (400, [])


def test_a_database_that_cannot_grow_takes_back_the_whole_change(database: Path) -> None:
    store = SqliteStore(str(database.parent))
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError) as caught:
        write_much(store)
    assert (caught.value.code, bool(caught.value.hint)) == ("store_full", True)
    store._connection.execute("PRAGMA max_page_count=1000000")
    with store.write() as tx:
        assert tx.events() == []
        assert tx.session("more") is None
        tx.append(an_event())
    store.close()
    assert is_whole(database.parent)


def test_a_query_ends_at_the_deadline_and_takes_its_change_back(database: Path) -> None:
    store = SqliteStore(str(database.parent), deadline=time.monotonic() + 0.2)
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    def ask_for_ever() -> None:
        with store.write() as tx:
            tx.append(an_event())
            store._connection.execute(count)

    with pytest.raises(StoreError) as caught:
        ask_for_ever()
    assert (caught.value.code, bool(caught.value.hint)) == ("store_slow", True)
    store.close()
    assert is_whole(database.parent)
    later = SqliteStore(str(database.parent))
    with later.read() as tx:
        assert tx.events() == []
    later.close()


@pytest.mark.parametrize("size", [0, 1, 16, 99, 100, 511, 512, 1000, 4095, 4096, 4097, 8192])
def test_a_database_that_is_cut_to_any_size_is_called_damaged_and_never_begun_anew(database: Path, size: int) -> None:
    store = SqliteStore(str(database.parent))
    with store.write() as tx:
        tx.append(an_event())  # in the log, which an empty database would be robbed of
    store.abandon()
    whole, log = database.read_bytes(), database.with_name(f"{FILE_NAME}-wal").read_bytes()
    database.write_bytes(whole[:size])
    for _ in range(2):
        assert refusal(database.parent).code == "store_damaged"
    assert database.read_bytes() == whole[:size]
    assert not store.is_current() or size >= 512
    if size < 512:
        assert database.with_name(f"{FILE_NAME}-wal").read_bytes() == log
    store.close()


def test_an_empty_database_of_somebody_else_is_not_taken_for_a_new_one(home: Path) -> None:
    home.mkdir()
    connection = driver.connect(str(home / FILE_NAME), isolation_level=None)
    connection.execute("CREATE TABLE theirs (name TEXT)")
    connection.close()
    before = (home / FILE_NAME).read_bytes()
    assert refusal(home).code == "store_damaged"
    assert (home / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("name", ["what?", "a#b", "100%", "%41", "ü b", "a&mode=ro"])
def test_a_state_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    for _ in range(2):
        SqliteStore(str(home)).close()
    assert (home / FILE_NAME).stat().st_size
    assert [place.name for place in tmp_path.iterdir()] == [name]


def test_a_database_that_vanishes_before_it_is_opened_is_not_left_behind_empty(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(_path: str) -> tuple[int, int]:
        database.unlink(missing_ok=True)
        return 1, 1

    monkeypatch.setattr("covey.store.sqlite._file", vanish)
    assert refusal(database.parent).code == "store_read_only"
    assert not database.exists()
