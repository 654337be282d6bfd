"""What an exception is told as that no command foresaw: the system's no, or our own mistake with a report to send."""

from __future__ import annotations

import sys

from covey import __version__
from covey.errors import BugError, CoveyError, UnavailableError, UserError


def as_covey_error(command: str, error: Exception) -> CoveyError:
    """Translate any exception that a command ended with."""
    if isinstance(error, CoveyError):
        return error
    if isinstance(error, OSError):
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        return UnavailableError(what, hint="mend that, then call this again", code="system_error")
    if isinstance(error, UnicodeEncodeError):  # an argument with bytes that are no UTF-8
        return UserError(f"{error.object!a} is no UTF-8 text", hint="covey keeps only such text", code="bad_text")
    return BugError(f"covey {command} failed: {type(error).__name__}: {error}", hint=_report(command, error))


def _report(command: str, error: Exception) -> str:
    """Write the report, and say where it is."""
    import tempfile  # noqa: PLC0415 - for the rare case of a bug; ADR 0003
    import traceback  # noqa: PLC0415 - the same

    told = "".join(traceback.format_exception(error))
    about = f"covey {__version__} {command}\nPython {sys.version}\n{sys.platform}\n\n{told}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="covey-bug-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as report:
            report.write(about)
    except OSError:
        return "this is a bug of covey's; please report it"
    return f"this is a bug of covey's; please report it with {report.name}"
