"""The disk, as far as the reading of a command may ask it: cheap, bounded, and never an error."""

from __future__ import annotations

import os

from covey.model.shell.filesystem import Filesystem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

NO_FILES = ("/dev/", "/proc/", "/sys/")
"""Folders in which to read a file may mean to wait for what comes."""

MOST_BYTES = 1_000_000
MOST_NAMES = 500
MOST_PACKED_BYTES = 5_000_000


class Disk(Filesystem):
    """What stands on the disk now."""

    def kind(self, path: str) -> str:
        """Tell what stands at a path: a file, a folder or nothing."""
        try:
            return "folder" if os.path.isdir(path) else "file" if os.path.lexists(path) else ""
        except ValueError:  # no file can have this name
            return ""

    def text(self, path: str) -> str | None:
        """Read a regular file of at most a megabyte; a pipe would not end."""
        try:
            if path.startswith(NO_FILES) or not os.path.isfile(path) or os.path.getsize(path) > MOST_BYTES:
                return None
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                return file.read(MOST_BYTES)
        except (OSError, ValueError):
            return None

    def names(self, folder: str) -> Sequence[str] | None:
        """List a folder of at most a few hundred names."""
        try:
            with os.scandir(folder) as entries:
                found = [entry.name for entry, _ in zip(entries, range(MOST_NAMES + 1), strict=False)]
        except (OSError, ValueError):
            return None
        return found if len(found) <= MOST_NAMES else None

    def members(self, archive: str) -> Sequence[str] | None:
        """List a tar or zip archive of a few megabytes."""
        try:
            if not os.path.isfile(archive) or os.path.getsize(archive) > MOST_PACKED_BYTES:
                return None
            found = _members(archive)
        except Exception:  # noqa: BLE001 - whatever a damaged archive makes the libraries raise
            return None
        return found if len(found) <= MOST_NAMES else None


def _members(archive: str) -> list[str]:
    import tarfile  # noqa: PLC0415 - 15 ms, for the few commands that unpack; ADR 0003
    import zipfile  # noqa: PLC0415 - as above

    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            return [name for name in packed.namelist() if not name.endswith("/")]
    with tarfile.open(archive) as packed:
        return [member.name for member in packed if not member.isdir()]
