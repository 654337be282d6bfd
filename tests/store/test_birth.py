"""The database comes to be whole or not at all, once, and for its owner only."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.rivals import Rivals
from covey.testing.store_contract.check import a_session

if TYPE_CHECKING:
    from pathlib import Path

NEWBORNS = 30
OPEN = "import sys; from covey.store.sqlite import SqliteStore; SqliteStore(sys.argv[1]).close()"
MOST_LINES = 500


def names(folder: Path) -> set[str]:
    """List a folder, hidden files too."""
    return set(os.listdir(folder)) if folder.exists() else set()  # noqa: PTH208 - Path.iterdir gives no bare names


def is_empty_store(home: Path) -> bool:
    """Whether a store can be opened there, is whole, and holds nothing."""
    store = SqliteStore(str(home))
    with store.read() as tx:
        empty = not tx.live_sessions() and not tx.locks() and not tx.events()
    whole = store.problems() == []
    store.close()
    return empty and whole


@pytest.mark.requirement("B-6")
def test_many_processes_that_open_the_store_first_make_one_of_it(home: Path, tmp_path: Path) -> None:
    with Rivals(home, tmp_path, NEWBORNS, "race"):
        pass  # each enters as a session before it says that it is ready
    store = SqliteStore(str(home))
    with store.read() as tx:
        assert len(tx.live_sessions()) == NEWBORNS
    store.close()
    assert not [name for name in names(home) if "unborn" in name]


@pytest.mark.requirement("B-6")
def test_a_birth_that_is_killed_before_any_line_of_it_leaves_nothing_or_all(home: Path, tmp_path: Path) -> None:
    program = tmp_path / "open.py"
    program.write_text(OPEN, encoding="utf-8")
    leftovers: set[str] = set()
    for line in range(1, MOST_LINES):
        one = home / str(line)
        command = [sys.executable, "-m", "covey.testing.killed_at", f"store/birth.py:{line}", str(program), str(one)]
        if subprocess.run(command, check=False).returncode != -signal.SIGKILL:
            break
        leftovers |= {name for name in names(one) if "unborn" in name}
        assert is_empty_store(one), f"killed before line {line}"
        assert not [name for name in names(one) if "unborn" in name]
    else:
        pytest.fail("the birth has no end")
    assert leftovers, "no kill has met a half-made database"


def test_what_killed_births_left_behind_is_swept_at_the_next_one(home: Path) -> None:
    home.mkdir()
    for end in ("", "-wal", "-shm", "-journal"):
        (home / f"covey.db.4711.unborn{end}").write_bytes(b"half")
    (home / "mine.txt").write_text("kept", encoding="utf-8")
    SqliteStore(str(home)).close()
    assert names(home) == {"covey.db", ".birth.lock", "README", "mine.txt"}


def test_a_database_that_was_taken_away_leaves_nothing_of_itself_to_the_next_one(home: Path) -> None:
    store = SqliteStore(str(home))
    with store.write() as tx:
        tx.save_session(a_session())
    assert (home / "covey.db-wal").stat().st_size, "the change is in the log, not in the database yet"
    log = (home / "covey.db-wal").read_bytes()
    store.close()
    (home / "covey.db").rename(home / "damaged.db")
    (home / "covey.db-wal").write_bytes(log)
    assert is_empty_store(home)


def test_only_the_owner_can_read_what_covey_keeps(home: Path) -> None:
    before = os.umask(0)
    try:
        store = SqliteStore(str(home))
        with store.write() as tx:
            tx.save_session(a_session())
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    kept = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.iterdir() if file.name != "README"}
    assert kept == dict.fromkeys(["covey.db", "covey.db-wal", "covey.db-shm", "covey.db-queue", ".birth.lock"], 0o600)
    store.close()


def test_the_folder_says_whose_it_is(home: Path) -> None:
    SqliteStore(str(home)).close()
    assert "covey keeps its state here" in (home / "README").read_text(encoding="utf-8")


def test_who_keeps_a_database_open_learns_when_it_is_another_or_of_another_version(home: Path) -> None:
    store = SqliteStore(str(home))
    assert store.is_current()
    path = home / "covey.db"
    path.rename(home / "aside.db")
    assert not store.is_current()
    newer = SqliteStore(str(home))
    assert not store.is_current()
    assert newer.is_current()
    newer._connection.execute("PRAGMA user_version = 999")  # pyright: ignore[reportPrivateUsage]
    assert not newer.is_current()
    for one in (store, newer):
        one.close()
