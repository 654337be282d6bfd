"""What is known at one point of a command: the folder, the variables, the functions."""

from __future__ import annotations

from posixpath import join, normpath

from covey.model.shell.effect import Word
from covey.model.shell.filesystem import Overlay
from covey.model.shell.known import MAKES_NO_FOLDER, READERS
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
MOST_READ = 300
"""So many names or lines are looked at of what a program reads; the rest is not known."""

RETURN, EXIT, LOOP = "return", "exit", "loop"
"""What may have ended: a function, the script, or a turn of a loop."""
MOST_PLACES = 64


class EnoughError(Exception):
    """The command does more than is looked at: loops within loops, or a function that calls itself."""


class Feed:
    """What stands at a program's input or output: text, the names of files, or a patch of some files."""

    def __init__(
        self, text: str | None = None, names: tuple[Word | None, ...] = (), patched: tuple[Effect, ...] = ()
    ) -> None:
        """Take what is known of it."""
        self.text = text
        self.names = names
        self.patched = patched

    def words(self) -> Words:
        """Give the words that are read, None for those that cannot be known."""
        if self.text is None:
            return [*self.names] or [None]
        names: Words = [Word(name) for name in self.text.replace("\0", "\n").split(None, MOST_READ)]
        return names if len(names) <= MOST_READ else [*names[:MOST_READ], None]

    def lines(self) -> list[Feed]:
        """Give it line by line."""
        if self.text is None:
            return [Feed(names=(name,)) for name in self.names] or [Feed()]
        end = "\0" if "\0" in self.text else "\n"
        lines = self.text.removesuffix(end).split(end, MOST_READ) if self.text else []
        return [Feed(line + "\n") for line in lines[:MOST_READ]] + [Feed()] * (len(lines) > MOST_READ)

    def plus(self, other: Feed) -> Feed:
        """Give what is read where another follows."""
        if self.text is not None and other.text is not None:
            return Feed(self.text + other.text)
        if "" in (self.text, other.text):
            return other if self.text == "" else self
        return Feed(names=(*self.words(), *other.words()))


class Reading:
    """What all scenes of one command share: the grammar, the outside, and what was found."""

    def __init__(self, parse: Parse, environ: Mapping[str, str], files: Filesystem, command: str) -> None:
        """Begin with nothing found."""
        self.parse, self.environ, self.files = parse, environ, Overlay(files)
        self.mentioned = names_in(command)
        self.found: list[Effect] = []
        self.places: dict[str, None] = {}
        self._left, self._pipes = MOST_COMMANDS, 0
        self.may_have_made_folders = self.has_moved_head = False
        self.aliases: dict[str, str] = {}
        self.stashed: list[Words] = []

    def effects(self) -> tuple[Effect, ...]:
        """Give what was found, each once."""
        return tuple(dict.fromkeys(self.found))

    def pipe(self, output: Feed | None) -> Word:
        """Give the file that Bash puts in for `<(…)`, through which a program reads an output."""
        self._pipes += 1
        path = f"/dev/fd/{64 - self._pipes}"
        if output is not None:
            self.files.write(path, output.text, output.patched)
        return Word(path)

    def note_program(self, name: str) -> None:
        """Note that a program has run, which may have made folders that nobody knows of."""
        if name not in READERS and name not in MAKES_NO_FOLDER:
            self.may_have_made_folders = True

    def note_place(self, path: str | None) -> None:
        """Note a path that a command enters or names, so that what it starts may work there."""
        if path is not None and len(self.places) < MOST_PLACES:
            self.places[path] = None

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
        self.arrays: dict[str, Words] = {}
        self.functions: dict[str, Node] = {}
        self.parameters: Words = []
        self.outputs: dict[int, Feed] = {}
        self.has_failed = False
        self.stops_on_failure = False
        self.ended = ""

    def fork(self) -> Self:
        """Give a scene that starts as this one is, and leaves it alone."""
        other = type(self)(self.reading, self.cwd)
        other.was_in = [*self.was_in]
        other.variables = {**self.variables}
        other.arrays = {**self.arrays}
        other.functions = {**self.functions}
        other.parameters = self.parameters
        other.stops_on_failure = self.stops_on_failure
        return other

    def doubt(self, *others: Scene) -> None:
        """Forget what would be otherwise if one of the forks had come to pass."""
        for other in others:
            if other.ended in (EXIT, RETURN):
                continue
            if other.cwd != self.cwd:
                self.cwd = None
            for name, value in other.variables.items():
                if name not in self.variables or self.variables[name] != value:
                    self.variables[name] = None
            for name, values in other.arrays.items():
                if self.arrays.get(name) != values:
                    self.arrays[name] = [None]
            self.functions = {**other.functions, **self.functions}

    def value(self, name: str) -> Word | None:
        """Give what a variable or parameter holds, None where that cannot be known."""
        if name == "PWD":
            return Word(self.cwd) if self.cwd else None
        if name == "OLDPWD":
            return Word(before) if (before := self.last_folder()) else None
        if name in self.arrays:
            return self.arrays[name][0] if self.arrays[name] else Word("")
        if name.isdecimal() and name != "0":
            at = int(name) - 1
            return self.parameters[at] if 0 <= at < len(self.parameters) else None
        if name in self.variables:
            return self.variables[name]
        given = self.reading.environ.get(name)
        return Word(given) if given is not None else None

    def is_set(self, name: str) -> bool:
        """Tell whether a variable or parameter has a value, known or not."""
        if name.isdecimal() and name != "0":
            return int(name) <= len(self.parameters)
        return name in self.variables or name in self.arrays or name in self.reading.environ

    def assign(self, name: str, value: Word | None) -> None:
        """Give a variable its value, None for one that cannot be known."""
        self.arrays.pop(name, None)
        self.variables[name] = value

    def last_folder(self) -> str | None:
        """Give the folder before this one, None where it is not known."""
        return self.was_in[-1] if self.was_in else self.reading.environ.get("OLDPWD")

    def enter(self, folder: Word | None) -> None:
        """Change the folder."""
        if folder is None or folder.is_pattern or not folder.text:
            self.cwd = None
        else:
            self.cwd = self.path(folder)
        self.reading.note_place(self.cwd)

    def note_named(self, words: Words) -> None:
        """Note the places that words name, by themselves or as the value of an option."""
        for word in words:
            text = "" if word is None or word.is_pattern else word.text
            name = text.partition("=")[2] if text.startswith("--") else text
            if "/" in name:
                self.reading.note_place(self.path(Word(name)))

    def path(self, word: Word) -> str | None:
        """Give the absolute path that a word names, None where the folder is not known."""
        if self.cwd is None and not word.text.startswith("/"):
            return None
        return normpath(join(self.cwd or "/", word.text))
