"""The embedded store: one SQLite file, one immediate transaction for each change, its event inside.

Above me: coordination, which decides. Below me: SQLite, and schema.py for the tables.
It speaks to the C module `_sqlite3`, because the hook's process cannot afford the package around it.
"""

from __future__ import annotations

import os
import time

from covey.errors import StoreError
from covey.store import driver
from covey.store.queue import Turn
from covey.store.transaction import Transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType

VERSION = 15
"""What `PRAGMA user_version` must say: the number of migrations in schema.py."""

PATIENCE_SECONDS = 5.0
FILE_NAME = "covey.db"
SMALLEST_BYTES = 512
"""No page of SQLite's is smaller. Of a file that is, it would throw the write-ahead log away, and begin anew."""

STEPS_BETWEEN_LOOKS = 20_000
"""Of SQLite's virtual machine, between two looks at the clock: about a millisecond, and more than an edit needs."""

LONGEST_LOG_BYTES = 262144
"""A process that finds the database unopened reads the whole write-ahead log first: 4 MB would cost a hook 2 ms."""


class SqliteStore:
    """A store in one file; open it, then `with store.write() as tx:` or `with store.read() as tx:`."""

    def __init__(self, home: str, patience: float = PATIENCE_SECONDS, deadline: float | None = None) -> None:
        """Open the database in a state folder, making or migrating it as needed; raise StoreError where it cannot.

        From the deadline on, by the monotonic clock, whatever is asked or runs ends in StoreError (`store_slow`).
        """
        self.path = os.path.join(home, FILE_NAME)
        self._patience, self._deadline = patience, deadline
        with told_as_store_error(self.path):
            if not os.path.exists(self.path):
                _birth().be_born(self.path)
            self._file = _file(self.path)  # before it is opened: one that is replaced meanwhile must not pass for ours
            if self._file is None:
                _refuse_empty(self.path)
            self._connection, version = _opened(self.path, patience)
            if version < VERSION:
                self._connection.close()
                _birth().migrate(self.path)
                self._connection, _ = _opened(self.path, patience)
        if deadline is not None:
            self._connection.set_progress_handler(lambda: time.monotonic() >= deadline, STEPS_BETWEEN_LOOKS)

    def write(self) -> _WriteScope:
        """Begin an immediate transaction: all of it happens, or nothing does."""
        self._wait_no_longer()
        return _WriteScope(self._connection, self.path, "BEGIN IMMEDIATE")

    def read(self) -> _Scope:
        """Begin a reading transaction: one state of the store throughout."""
        self._wait_no_longer()
        return _Scope(self._connection, self.path, "BEGIN")

    def _wait_no_longer(self) -> None:
        """Let no wait for other writers last past the deadline: SQLite does not look at the clock while it waits."""
        left = self._patience if self._deadline is None else self._deadline - time.monotonic()
        if left < self._patience:
            self._connection.execute(f"PRAGMA busy_timeout = {max(0, int(left * 1000))}")

    def is_current(self) -> bool:
        """Tell whether the file is still the one that was opened, and of this covey's version."""
        with told_as_store_error(self.path):
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return version == VERSION and self._file is not None and _file(self.path) == self._file

    def problems(self) -> list[str]:
        """Check the whole file's integrity and give what is wrong with it."""
        try:
            with told_as_store_error(self.path):
                rows = self._connection.execute("PRAGMA integrity_check").fetchall()
                strays = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        except StoreError as error:
            return [error.message]
        return [row[0] for row in rows if row[0] != "ok"] + [f"row without its session in {row[0]}" for row in strays]

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def abandon(self) -> None:
        """Be ready for the process to end at once, without `close`, which would wait for the disk each time.

        Then nobody else folds the write-ahead log back into the database; so it is done here, when the log is long.
        """
        try:
            if os.stat(f"{self.path}-wal").st_size > LONGEST_LOG_BYTES:
                self._connection.execute("PRAGMA busy_timeout = 0")  # whoever is at work now will fold it later
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (OSError, driver.Error):
            pass  # the log is whole; the next process tries again


class _Scope:
    """One transaction as a context; leaving it by an exception takes everything back."""

    def __init__(self, connection: driver.Connection, path: str, begin: str) -> None:
        self._connection, self._path, self._begin = connection, path, begin

    def __enter__(self) -> Transaction:
        with told_as_store_error(self._path):
            self._connection.execute(self._begin)
        return Transaction(self._connection)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        with told_as_store_error(self._path):
            try:
                if error is None:
                    self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:  # SQLite itself ends some of those that fail
                    self._connection.execute("ROLLBACK")
            if isinstance(error, driver.Error):
                raise error


class _WriteScope(_Scope):
    """A transaction that changes things, and that waits in the queue for its turn."""

    _turn: Turn | None = None

    def __enter__(self) -> Transaction:
        try:  # noqa: SIM105 - contextlib is not for the hook's process
            self._turn = Turn(f"{self._path}-queue")
        except OSError:
            pass  # without a queue SQLite decides who comes next
        try:
            return super().__enter__()
        except BaseException:
            self._leave()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            super().__exit__(kind, error, _)
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._turn is not None:
            self._turn.end()


def _opened(path: str, patience: float) -> tuple[driver.Connection, int]:
    """Connect to the database of this version or an older one, and give the version."""
    connection = driver.connect(_uri(path), timeout=patience, isolation_level=None, uri=True)
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if not version:
            _refuse_empty(path)
        _refuse_newer(version, path)
    except BaseException:
        connection.close()
        raise
    return connection, version


def _uri(path: str) -> str:
    """Name a file that SQLite shall open, but never make: a database is made by birth.py, as a whole."""
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{'//' if path.startswith('/') else ''}{quoted}?mode=rw"


def _file(path: str) -> tuple[int, int] | None:
    """Identify the database at a path; None where there is none, or not even the beginning of one."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if state.st_size >= SMALLEST_BYTES else None


def _refuse_empty(path: str) -> None:
    from covey.store.faults import emptied  # noqa: PLC0415 - for the rare case that something failed

    raise emptied(path)


def _refuse_newer(version: int, path: str) -> None:
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer covey (its version is {version}, this covey knows {VERSION})",
            hint="upgrade covey, or name another state folder in COVEY_HOME",
            code="store_newer",
        )


def _birth() -> ModuleType:
    from covey.store import birth  # noqa: PLC0415 - needed once in a database's life; a hook must not pay for it

    return birth


class told_as_store_error:  # noqa: N801 - reads as the verb it is
    """A context in which SQLite's and the file system's errors become StoreError, each with its hint."""

    def __init__(self, path: str) -> None:
        """Keep the path for the message."""
        self._path = path

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Translate."""
        if isinstance(error, (driver.Error, OSError)):
            from covey.store.faults import as_store_error  # noqa: PLC0415 - for the rare case that something failed

            raise as_store_error(error, self._path) from error
