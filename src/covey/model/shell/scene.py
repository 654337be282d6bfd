"""What is known at one point of a command: the folder, the variables, the functions."""

from __future__ import annotations

from posixpath import join, normpath

from covey.model.shell.effect import Word
from covey.model.shell.filesystem import Overlay
from covey.model.shell.look import names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from covey.model.shell.effect import Effect
    from covey.model.shell.filesystem import Filesystem
    from covey.model.shell.tree import Node, Parse

    Words = list[Word | None]
    """The words of a command; None for one that cannot be known."""

MOST_COMMANDS = 2000


class EnoughError(Exception):
    """The command does more than is looked at: loops within loops, or a function that calls itself."""


class Feed:
    """What stands at a program's input or output: text, or the names of files."""

    def __init__(self, text: str | None = None, names: tuple[Word | None, ...] = ()) -> None:
        """Take what is known of it."""
        self.text = text
        self.names = names


class Reading:
    """What all scenes of one command share: the grammar, the outside, and what was found."""

    def __init__(self, parse: Parse, environ: Mapping[str, str], files: Filesystem, command: str) -> None:
        """Begin with nothing found."""
        self.parse, self.environ, self.files = parse, environ, Overlay(files)
        self.mentioned = names_in(command)
        self.found: list[Effect] = []
        self._left = MOST_COMMANDS

    def effects(self) -> tuple[Effect, ...]:
        """Give what was found, each once."""
        return tuple(dict.fromkeys(self.found))

    def spend(self) -> None:
        """Count one command; raise EnoughError after many."""
        self._left -= 1
        if self._left < 0:
            raise EnoughError


class Scene:
    """What the commands before have left: forked for what may not happen, or happens in a subshell."""

    def __init__(self, reading: Reading, cwd: str | None) -> None:
        """Begin in a folder, None for one that cannot be known."""
        self.reading, self.cwd = reading, cwd
        self.was_in: list[str | None] = []
        self.variables: dict[str, Word | None] = {}
        self.functions: dict[str, Node] = {}
        self.parameters: Words = []

    def fork(self) -> Self:
        """Give a scene that starts as this one is, and leaves it alone."""
        other = type(self)(self.reading, self.cwd)
        other.was_in = [*self.was_in]
        other.variables = {**self.variables}
        other.functions = {**self.functions}
        other.parameters = self.parameters
        return other

    def doubt(self, *others: Scene) -> None:
        """Forget what would be otherwise if one of the forks had come to pass."""
        for other in others:
            if other.cwd != self.cwd:
                self.cwd = None
            for name, value in other.variables.items():
                if name not in self.variables or self.variables[name] != value:
                    self.variables[name] = None
            self.functions = {**other.functions, **self.functions}

    def value(self, name: str) -> Word | None:
        """Give what a variable or parameter holds, None where that cannot be known."""
        if name == "PWD":
            return Word(self.cwd) if self.cwd else None
        if name.isdecimal() and name != "0":
            at = int(name) - 1
            return self.parameters[at] if 0 <= at < len(self.parameters) else None
        if name in self.variables:
            return self.variables[name]
        given = self.reading.environ.get(name)
        return Word(given) if given is not None else None

    def enter(self, folder: Word | None) -> None:
        """Change the folder."""
        if folder is None or folder.is_pattern or not folder.text:
            self.cwd = None
        else:
            self.cwd = self.path(folder)

    def path(self, word: Word) -> str | None:
        """Give the absolute path that a word names, None where the folder is not known."""
        if self.cwd is None and not word.text.startswith("/"):
            return None
        return normpath(join(self.cwd or "/", word.text))
