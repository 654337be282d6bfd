"""SQLite's C module, loaded without the package `sqlite3` and, in a hook, without `functools`.

`_sqlite3` imports functools for one thing, the cache of prepared statements, and functools brings collections, types
and more: 1.8 ms of a hook's 12. Where it is not loaded yet, a stand-in gives `_sqlite3` the same cache from C.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Functools:
    """The one function that `_sqlite3` takes from functools."""

    @staticmethod
    def lru_cache(maxsize: int = 128, typed: bool = False) -> Callable[[Any], Any]:  # noqa: FBT001, FBT002 - as there
        """Do as functools.lru_cache does."""
        wrapper = __import__("_functools")._lru_cache_wrapper  # noqa: SLF001 - as functools itself does
        return lambda function: wrapper(function, maxsize, typed, tuple)


if "functools" in sys.modules:
    import _sqlite3
else:
    sys.modules["functools"] = _Functools  # type: ignore[assignment]
    try:
        import _sqlite3
    finally:
        del sys.modules["functools"]

Connection = _sqlite3.Connection
Error = _sqlite3.Error
connect = _sqlite3.connect
