"""The whole error tree; the doors translate it, once, into an exit status, a hook's answer or JSON.

CoveyError
├── UserError         1   the user's mistake
│   └── ConfigError   1   a settings file that cannot be read as one
├── UsageError        2   the command line itself is wrong
├── ConflictError     3   somebody else holds it
├── UnavailableError  75  the store, a file or a program is not reachable: try again
│   └── StoreError    75  the store is damaged, read-only, full, busy or newer than this covey
└── BugError          70  our own mistake
"""

from __future__ import annotations


class CoveyError(Exception):
    """Anything covey says no with: a sentence, a stable code, an exit status and a hint."""

    code = "error"
    exit_status = 1

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        """Keep what happened (message), what to do (hint) and which case it is (code)."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code


class UserError(CoveyError):
    """The user asked for something that cannot be."""

    code = "user_error"


class ConfigError(UserError):
    """A settings file cannot be read as one."""

    code = "config_error"


class UsageError(CoveyError):
    """The command line itself is wrong."""

    code = "usage_error"
    exit_status = 2


class ConflictError(CoveyError):
    """Somebody else holds it."""

    code = "conflict"
    exit_status = 3


class UnavailableError(CoveyError):
    """Something covey needs cannot be reached now."""

    code = "unavailable"
    exit_status = 75


class StoreError(UnavailableError):
    """The store is damaged, read-only, full, busy or newer than this covey."""

    code = "store_error"


class BugError(CoveyError):
    """Our own mistake."""

    code = "bug"
    exit_status = 70
