"""The files of a project: which there are, what stands in them, and which of them can be read."""

from __future__ import annotations

import os
import posixpath
import stat
from typing import TYPE_CHECKING, TypeVar, cast

from covey.coordination import git
from covey.coordination.folders import is_work
from covey.errors import UnavailableError
from covey.model.value import Value
from covey.running.code.languages import language_of, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from covey.running.code.source import Source

    Made = TypeVar("Made")

MOST_FILES = 20_000
MOST_BYTES = 1_000_000
GIT_SECONDS = 20.0
IGNORED = ("check-ignore", "-z", "--stdin")
PLAIN = ("--no-optional-locks", "-c", "core.fsmonitor=false")
"""What is always said to git, but for `--literal-pathspecs`, which check-ignore does not know."""

LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")

_READ: dict[str, tuple[int, int, Source]] = {}
"""What was read of a file (by its real place), with the time and size that it then had."""


class LeftOut(Value):
    """A file that is not read, and why."""

    path: str
    reason: str


class Project:
    """A folder of source files, seen once: paths are relative to it, with `/`."""

    def __init__(self, root: str) -> None:
        """List its files, without those that git ignores, or that tools fill."""
        self.root = os.path.abspath(root)
        self.files = tuple(sorted(set(_listed(self.root))))[:MOST_FILES]
        self._left_out: dict[str, LeftOut] = {}
        self._entries: dict[str, dict[str, bool]] = {}
        self._sources: dict[str, Source | None] = {}
        self._made: dict[object, object] = {}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not be read, as far as any was asked for."""
        return tuple(self._left_out.values())

    def normal(self, path: str) -> str:
        """Give a path in the one form in which it is known here."""
        return posixpath.normpath(os.path.relpath(path, self.root) if os.path.isabs(path) else path)

    def entries(self, folder: str) -> dict[str, bool]:
        """Give the names in a folder, each with whether it is a folder; none where it cannot be listed."""
        if folder not in self._entries:
            try:
                with os.scandir(os.path.join(self.root, folder)) as found:
                    self._entries[folder] = {entry.name: entry.is_dir() for entry in found}
            except (OSError, ValueError):
                self._entries[folder] = {}
        return self._entries[folder]

    def has(self, path: str) -> bool:
        """Tell whether a file is there."""
        folder, _, name = path.rpartition("/")
        return self.entries(folder).get(name) is False

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder is there."""
        folder, _, name = path.rpartition("/")
        return not path or self.entries(folder).get(name) is True

    def text(self, path: str) -> str:
        """Give what a file of settings says; '' where it cannot be read."""
        whole = self._bytes(path)
        return whole.decode("utf-8", "replace") if isinstance(whole, bytes) else ""

    def source(self, path: str) -> Source | None:
        """Read a source file, or take what was read of it; None where it is not there, or left out."""
        if path not in self._sources:
            self._sources[path] = self._read(path) if language_of(path) else None
        return self._sources[path]

    def sources(self, *languages: str) -> Iterator[Source]:
        """Give all source files, or those in some languages."""
        for path in self.files:
            known = language_of(path)
            if known and (not languages or known in languages) and (source := self.source(path)):
                yield source

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """Give what was made of this project under a key, made at the first call."""
        if key not in self._made:
            self._made[key] = make()
        return cast("Made", self._made[key])

    def may_be_made(self, paths: tuple[str, ...]) -> bool:
        """Tell whether git ignores one of some files, so that it is made, and its absence means nothing."""
        told = b"\0".join(b"./" + os.fsencode(path) for path in paths)
        try:
            asked = git.ask(self.root, *IGNORED, seconds=GIT_SECONDS, told=told, always=PLAIN)
        except UnavailableError:
            return True
        return asked.status == 0

    def _read(self, path: str) -> Source | None:
        place = os.path.join(self.root, path)
        try:
            now = os.stat(place)
        except (OSError, ValueError):
            return None
        kept = _READ.get(place)
        if kept and kept[:2] == (now.st_mtime_ns, now.st_size) and kept[2].path == path:
            return kept[2]
        whole = self._bytes(path)
        if isinstance(whole, str):
            self._left_out[path] = LeftOut(path, whole)
            return None
        _READ[place] = (now.st_mtime_ns, now.st_size, read(path, whole))
        return _READ[place][2]

    def _bytes(self, path: str) -> bytes | str:
        """Give what stands in a file, or why it is not read."""
        try:
            found = os.stat(place := os.path.join(self.root, path))
            if not stat.S_ISREG(found.st_mode):
                return "no file"
            if found.st_size > MOST_BYTES:
                return f"larger than {MOST_BYTES:,} bytes"
            with open(place, "rb") as handle:
                whole = handle.read(MOST_BYTES)
        except (OSError, ValueError) as error:
            return f"cannot be read: {error}"
        return whole if _is_text(whole) else "not text in UTF-8"


def _is_text(whole: bytes) -> bool:
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in whole


def _listed(root: str) -> Iterator[str]:
    try:
        listed = git.output(root, *LIST, seconds=GIT_SECONDS)
    except UnavailableError:
        return _walked(root)
    return (os.fsdecode(path) for path in listed.split(b"\0") if path)


def _walked(root: str) -> Iterator[str]:
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if is_work(name))
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
