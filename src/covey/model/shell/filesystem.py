"""The file system as a command sees it: asked through a door, since the rules do no input or output of their own."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.model.shell.effect import Effect


class Filesystem:
    """What the rules ask of the disk; every path is absolute."""

    def kind(self, path: str) -> str:
        """Tell what stands there: "file", "folder" or "" for nothing."""
        raise NotImplementedError

    def text(self, path: str) -> str | None:
        """Give the text of a file; None where it is no readable file, or too large to be read before a command."""
        raise NotImplementedError

    def names(self, folder: str) -> Sequence[str] | None:
        """List what is in a folder; None where it is no readable folder, or holds too much."""
        raise NotImplementedError

    def members(self, archive: str) -> Sequence[str] | None:
        """List the files in an archive; None where it is none that can be read, or is too large."""
        raise NotImplementedError


class Overlay(Filesystem):
    """The file system as the command has changed it up to here, over the one that is there now."""

    def __init__(self, below: Filesystem) -> None:
        """Begin with nothing changed."""
        self.below = below
        self._folders: set[str] = set()
        self._texts: dict[str, str | None] = {}
        self._patched: dict[str, tuple[Effect, ...]] = {}

    def kind(self, path: str) -> str:
        """Tell what stands there by now."""
        if path in self._folders:
            return "folder"
        return "file" if path in self._texts else self.below.kind(path)

    def text(self, path: str) -> str | None:
        """Give what a file holds by now, None where the command writes what cannot be known."""
        return self._texts[path] if path in self._texts else self.below.text(path)

    def names(self, folder: str) -> Sequence[str] | None:
        """List what was in a folder when the command began."""
        return self.below.names(folder)

    def members(self, archive: str) -> Sequence[str] | None:
        """List the files in an archive, None for one that the command itself writes."""
        return None if archive in self._texts else self.below.members(archive)

    def make_folder(self, path: str) -> None:
        """Note that the command makes a folder."""
        self._folders.add(path)

    def write(self, path: str, text: str | None = None, patched: tuple[Effect, ...] = ()) -> None:
        """Note that the command writes a file, and what, None where that cannot be known; or what it is a patch of."""
        self._texts[path], self._patched[path] = text, patched

    def written(self, path: str) -> str | None:
        """Give what the command itself has written to a file."""
        return self._texts.get(path)

    def patched(self, path: str) -> tuple[Effect, ...]:
        """Give what a patch that the command has written is about."""
        return self._patched.get(path, ())
