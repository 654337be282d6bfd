"""The settings of a place that has settings files: read anew by a process of its own when one of them has changed."""

from __future__ import annotations

import os

from covey.coordination import settings_files
from covey.settings import leads_away

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.settings_files import Chosen
    from covey.hooks.door import Visit
    from covey.settings import SettingFile


def chosen(visit: Visit, paths: Sequence[str]) -> Chosen:
    """Give what is in force; a file that cannot be read leaves what was last good in it, and is told as a problem."""
    known = _known(visit, paths)
    changed = settings_files.stale(paths, known)
    if changed:
        from covey.hooks.reading import read  # noqa: PLC0415 - subprocess costs 10 ms; files seldom change; ADR 0003

        read(visit, changed)
        known = _known(visit, paths)
    return settings_files.chosen(os.environ, paths, known)


def _known(visit: Visit, paths: Sequence[str]) -> list[SettingFile]:
    with visit.store.read() as tx:
        return tx.setting_files(tuple(paths))


def says_closed(paths: Sequence[str]) -> bool:
    """Tell whether a settings file seems to want `on_error: closed`; asked when the store, which would know, failed."""
    return any(line.split("#")[0].replace(" ", "").strip("\"'\r\n") == "on_error:closed" for line in _lines(paths))


def _lines(paths: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for path in paths:
        try:
            if os.path.isfile(path) and not leads_away(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    lines += file.read(65536).split("\n")
        except OSError:
            continue  # it says nothing
    return lines
