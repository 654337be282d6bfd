"""SQLite's and the file system's errors in our words, each with what to do; loaded only when something failed."""

from __future__ import annotations

import errno

from covey.errors import StoreError

DAMAGED = "run covey doctor: it says how to put it aside"
SLOW = "it holds very much, or the machine is very busy; `covey locks list` shows what is held"
CAUSES = (
    ("SQLITE_BUSY", "is busy", "another process holds it; try again", "store_busy"),
    ("SQLITE_LOCKED", "is busy", "another process holds it; try again", "store_busy"),
    ("SQLITE_INTERRUPT", "did not answer in time", SLOW, "store_slow"),
    ("SQLITE_FULL", "cannot grow: the disk is full", "free some space; nothing was lost", "store_full"),
    ("SQLITE_IOERR_SHMSIZE", "cannot grow: the disk is full", "free some space; nothing was lost", "store_full"),
    ("ENOSPC", "cannot grow: the disk is full", "free some space; nothing was lost", "store_full"),
    ("EDQUOT", "cannot grow: your quota is used up", "free some space; nothing was lost", "store_full"),
    ("EFBIG", "cannot grow: a limit on file sizes is reached", "raise it (ulimit -f); nothing was lost", "store_full"),
    ("SQLITE_READONLY", "is read-only", "make it and its folder writable for you", "store_read_only"),
    ("SQLITE_CANTOPEN", "cannot be opened", "make it and its folder writable for you", "store_read_only"),
    ("SQLITE_PERM", "cannot be opened", "make it and its folder writable for you", "store_read_only"),
    ("EACCES", "cannot be opened", "make its folder writable for you", "store_read_only"),
    ("EPERM", "cannot be opened", "make its folder writable for you", "store_read_only"),
    ("EROFS", "cannot be made: its folder is read-only", "make its folder writable for you", "store_read_only"),
    ("ENOTDIR", "cannot be made: its folder is a file", "name another in COVEY_HOME", "store_misplaced"),
    ("EEXIST", "cannot be made: its folder is a file", "name another in COVEY_HOME", "store_misplaced"),
    ("ENAMETOOLONG", "cannot be made: its path is too long", "name another in COVEY_HOME", "store_misplaced"),
    ("SQLITE_CORRUPT", "is damaged", DAMAGED, "store_damaged"),
    ("SQLITE_NOTADB", "is not a database", DAMAGED, "store_damaged"),
    ("SQLITE_IOERR", "cannot be read or written", "look at the disk, then run covey doctor", "store_io"),
    ("EIO", "cannot be read or written", "look at the disk, then run covey doctor", "store_io"),
)
"""How each cause's name begins, what it means, what to do, and the code; the first that fits counts."""


def as_store_error(error: Exception, path: str) -> StoreError:
    """Say in our words what SQLite or the file system said no to."""
    name = cause(error)
    for prefix, sentence, hint, code in CAUSES:
        if name.startswith(prefix):
            return StoreError(f"{path} {sentence} ({error})", hint=hint, code=code)
    return StoreError(f"{path} could not be used ({name}: {error})", hint="run covey doctor", code="store_error")


def emptied(path: str) -> StoreError:
    """Say that a database holds nothing, not even tables: it was cut, since covey never leaves one so."""
    return StoreError(f"{path} is damaged: it is empty, and what it held is lost", hint=DAMAGED, code="store_damaged")


def cause(error: Exception) -> str:
    """Name a cause: SQLite's name for it, the file system's (such as ENOSPC), or else the error's own."""
    number = error.errno if isinstance(error, OSError) else None
    found = getattr(error, "sqlite_errorname", None) or errno.errorcode.get(number or 0)
    return str(found or type(error).__name__)
