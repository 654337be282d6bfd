"""How the database file comes to be and grows: whole or not at all, whoever is killed while it happens."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time

from covey.errors import StoreError
from covey.store import driver
from covey.store.faults import cause
from covey.store.schema import MIGRATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

README = "covey keeps its state here: who works where, and what they hold. `covey doctor` looks after it.\n"
UNBORN = ".unborn"
NO_FTS5 = "this Python's SQLite has no full-text search (FTS5): run covey with another Python; nothing was changed"


def be_born(path: str) -> None:
    """Make the database at a path unless it is there, built beside it and renamed into place."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with _only_one(folder):
        if os.path.exists(path):
            return
        _write_readme(folder)
        unborn = _empty(f"{path}.{os.getpid()}{UNBORN}")
        _grow(unborn, MIGRATIONS)
        for end in ("-wal", "-shm"):  # of a database that was taken away: SQLite would read them into the new one
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path + end)
        os.rename(unborn, path)


def migrate(path: str, migrations: Sequence[tuple[str, str]] = MIGRATIONS) -> None:
    """Bring an older database to this covey's version, after a backup beside it; all of the way, or not at all."""
    with _only_one(os.path.dirname(path)), contextlib.closing(_connected(path)) as connection:
        version = _version(connection)
        if version >= len(migrations):
            return
        backup = f"{path}.backup-v{version}-{time.strftime('%Y%m%dT%H%M%S')}"
        back_up(connection, backup)
        try:
            _climb(connection, version, migrations)
        except BaseException:
            os.unlink(backup)  # nothing has changed; the next attempt makes its own
            raise


def back_up(connection: driver.Connection, path: str) -> None:
    """Copy the whole database to a new file, which appears only when it is whole."""
    unborn = _empty(f"{path}{UNBORN}")
    connection.execute("VACUUM INTO ?", (unborn,))
    os.rename(unborn, path)


def _grow(path: str, migrations: Sequence[tuple[str, str]]) -> None:
    with contextlib.closing(_connected(path)) as connection:
        _climb(connection, 0, migrations)


def _connected(path: str) -> driver.Connection:
    connection = driver.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: driver.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _climb(connection: driver.Connection, version: int, migrations: Sequence[tuple[str, str]]) -> None:
    """Run the migrations above a version in one transaction."""
    name = ""
    try:
        connection.execute("BEGIN IMMEDIATE")
        for name, statements in migrations[version:]:  # noqa: B007 - the handler below tells the name
            for statement in statements.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(migrations)}")
        connection.execute("COMMIT")
    except driver.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if not cause(error).startswith(("SQLITE_ERROR", "SQLITE_CONSTRAINT")):
            raise  # the disk's fault or the moment's, not the migration's
        raise StoreError(
            f"the store could not take migration {name}: {error}",
            hint=NO_FTS5
            if "fts5" in str(error)
            else "nothing was changed; please report it, with what covey doctor says",
            code="store_migration",
        ) from error


@contextlib.contextmanager
def _only_one(folder: str) -> Generator[None]:
    """Hold the folder's lock file, and sweep what killed ones left; the kernel frees it when its holder dies."""
    handle = os.open(os.path.join(folder, ".birth.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _sweep_unborn(folder)
        yield
    finally:
        os.close(handle)


def _sweep_unborn(folder: str) -> None:
    for name in os.listdir(folder):
        if name.endswith(UNBORN) or f"{UNBORN}-" in name:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(folder, name))


def _empty(path: str) -> str:
    """Make an empty file that only its owner may read, before anything is written to it."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def _write_readme(folder: str) -> None:
    path = os.path.join(folder, "README")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as readme:
            readme.write(README)
