"""An older database grows up with a backup beside it, all of the way or not at all; a newer one is left alone."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from covey.errors import StoreError
from covey.store import birth, schema
from covey.store.sqlite import FILE_NAME, VERSION, SqliteStore
from covey.testing.store_contract.check import a_session

if TYPE_CHECKING:
    from pathlib import Path

NEXT = ("next", "ALTER TABLE session ADD COLUMN mood TEXT;\nCREATE INDEX session_mood ON session(mood)")
AFTER = ("after", "CREATE TABLE extra (id INTEGER PRIMARY KEY)")
WRONG = ("wrong", "CREATE TABLE half (id INTEGER);\nALTER TABLE nowhere ADD COLUMN x")
MIGRATE = "import sys; from covey.store import birth; birth.migrate(sys.argv[1], (*birth.MIGRATIONS, *{!r}))"
MOST_LINES = 500


def content(database: Path) -> list[str]:
    """Give the version, the schema and the rows."""
    with closing(sqlite3.connect(database)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return [f"version {version}", *connection.iterdump()]


def backups(database: Path) -> list[Path]:
    """List the backups beside a database."""
    return sorted(database.parent.glob("*.backup-*"))


def migrate(database: Path, *more: tuple[str, str]) -> None:
    """Migrate to a version above ours."""
    birth.migrate(str(database), (*schema.MIGRATIONS, *more))


def test_the_version_is_the_number_of_migrations() -> None:
    assert len(schema.MIGRATIONS) == VERSION
    names = [name for name, _ in schema.MIGRATIONS]
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, VERSION + 1)]


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_database_of_any_older_version_that_is_migrated_equals_a_fresh_one(
    home: Path, tmp_path: Path, version: int
) -> None:
    SqliteStore(str(home)).close()
    (tmp_path / "older").mkdir()
    birth._grow(str(tmp_path / "older" / FILE_NAME), schema.MIGRATIONS[:version])
    SqliteStore(str(tmp_path / "older")).close()
    assert content(tmp_path / "older" / FILE_NAME) == content(home / FILE_NAME)


def test_opening_an_older_database_migrates_it(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covey.store.sqlite.VERSION", VERSION + 1)
    monkeypatch.setattr(birth.migrate, "__defaults__", ((*schema.MIGRATIONS, NEXT),))
    store = SqliteStore(str(database.parent))
    with store.read() as tx:
        assert tx.session("s1") == a_session()
    store.close()
    assert content(database)[0] == f"version {VERSION + 1}"


def test_a_command_that_runs_while_covey_is_upgraded_stays_watched(home: Path) -> None:
    home.mkdir(exist_ok=True)
    older = [sql for name, sql in schema.MIGRATIONS if name < "0003x"]
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        connection.executescript("".join(older))
        known = {row[1] for row in connection.execute("PRAGMA table_info(session)")}
        session = {name: value for name, value in a_session().as_dict().items() if name in known}
        marks = ", ".join("?" * len(session))
        connection.execute(f"INSERT INTO session ({', '.join(session)}) VALUES ({marks})", [*session.values()])  # noqa: S608 - the names are ours
        connection.execute("INSERT INTO watch VALUES ('s1', 't1', '', '/w', 1.0, 'make', 0)")
        connection.execute("INSERT INTO watched_file VALUES ('s1', 't1', 'a.py', '1:2:3')")
        connection.execute(f"PRAGMA user_version = {len(older)}")
        connection.commit()
    store = SqliteStore(str(home))
    with store.read() as tx:
        (watch,) = tx.watches("s1")
        assert (watch.worktree, watch.command) == ("/w", "make")
        assert tx.watched_files(watch) == [("a.py", "1:2:3")]
    store.close()


def test_an_older_database_is_backed_up_beside_and_keeps_its_rows(database: Path) -> None:
    before = content(database)
    migrate(database, NEXT, AFTER)
    (backup,) = backups(database)
    assert sorted(content(backup)) == sorted(before), "VACUUM may write the schema in another order"
    assert backup.stat().st_mode & 0o777 == 0o600
    after = content(database)
    assert after[0] == f"version {VERSION + 2}"
    assert len([line for line in after if line.startswith('INSERT INTO "session"')]) == 1


def test_a_database_of_this_version_is_not_touched(database: Path) -> None:
    before = database.read_bytes()
    migrate(database)
    assert database.read_bytes() == before
    assert not backups(database)


def test_a_migration_that_fails_leaves_everything_as_it_was(database: Path) -> None:
    before = content(database)
    with pytest.raises(StoreError, match="migration wrong") as caught:
        migrate(database, NEXT, WRONG)
    assert caught.value.code == "store_migration"
    assert caught.value.hint
    assert content(database) == before
    assert not backups(database), "repeated attempts would fill the disk"
    store = SqliteStore(str(database.parent))
    assert store.problems() == []
    store.close()


@pytest.mark.requirement("B-6")
def test_a_migration_that_is_killed_before_any_line_of_it_is_done_by_the_next_one(
    database: Path, tmp_path: Path
) -> None:
    program, before = tmp_path / "migrate.py", content(database)
    program.write_text(MIGRATE.format((NEXT, AFTER)), encoding="utf-8")
    for line in range(1, MOST_LINES):
        one = tmp_path / str(line) / FILE_NAME
        one.parent.mkdir()
        shutil.copy(database, one)
        command = [sys.executable, "-m", "covey.testing.killed_at", f"store/birth.py:{line}", str(program), str(one)]
        if subprocess.run(command, check=False).returncode != -signal.SIGKILL:
            break
        assert content(one) == before or content(one)[0] == f"version {VERSION + 2}"
        migrate(one, NEXT, AFTER)
        assert content(one)[0] == f"version {VERSION + 2}"
        assert content(backups(one)[-1])[1:], "a whole backup lies there"
        assert not list(one.parent.glob("*unborn*"))
    else:
        pytest.fail("the migration has no end")


def test_a_newer_database_is_left_alone(database: Path) -> None:
    migrate(database, NEXT)
    before = content(database)
    with pytest.raises(StoreError, match="newer covey") as caught:
        SqliteStore(str(database.parent))
    assert caught.value.code == "store_newer"
    assert "upgrade covey" in caught.value.hint
    assert content(database) == before
