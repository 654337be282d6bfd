"""A program that is called with arguments: what its rule works with."""

from __future__ import annotations

from posixpath import basename, join, normpath

from covey.model.shell import options
from covey.model.shell.effect import MOVE, UNRESOLVED, WRITE, Effect, Word, pattern_of
from covey.model.shell.look import program_of
from covey.model.shell.marks import UNKNOWN, out_of_script
from covey.model.shell.path_globs import ANYTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Feed, Reading, Scene, Words

NO_FILES = ("/dev/", "/proc/")

HERE, STANDARD_INPUT = Word("."), Word("/dev/stdin")


class Runner:
    """Runs words or a script in a scene; rules for programs that start others call it."""

    def words(self, scene: Scene, words: Words, feed: Feed) -> Feed:
        """Take words as one command."""
        raise NotImplementedError

    def script(self, scene: Scene, text: str, feed: Feed) -> Feed:
        """Take a text as a script."""
        raise NotImplementedError


class Call:
    """One program with its arguments, in its scene."""

    def __init__(self, runner: Runner, scene: Scene, words: Words, feed: Feed) -> None:
        """Take the words of a command whose first is text."""
        first = words[0]
        self.runner, self.scene, self.feed = runner, scene, feed
        self.word = first
        self.name = basename(first.text) if first else ""
        self.program = program_of(self.name)
        self.args = words[1:]
        self.base = scene.cwd

    @property
    def reading(self) -> Reading:
        """Give what all scenes share."""
        return self.scene.reading

    def options(self, short: str = "", long: str = "", *, stops: bool = False) -> Options:
        """Tell options from operands."""
        return options.read(self.args, short, long, stops=stops)

    def found(self, kind: str, *words: Word | None, by: str = "") -> None:
        """Note an effect on each word; on one that cannot be known, or in such a folder, that it is not resolved."""
        for given in words:
            word = given and out_of_script(given)
            path = self.path(word)
            if word is None or (path is None and word.text):
                self.unresolved(by)
            elif UNKNOWN in word.text:
                self._partly_resolved(word, by)
            elif path is not None and not word.text.startswith(NO_FILES):
                base, name = self.base or "/", by or self.name
                self.reading.found.append(
                    Effect(kind, word.text, word.is_pattern, base, name, word.excluded, word.containing)
                )
                self.reading.has_moved_head = self.reading.has_moved_head or kind == MOVE
                if kind == WRITE and not word.is_pattern:
                    self.reading.files.write(path)

    def _partly_resolved(self, word: Word, by: str) -> None:
        """Note a write to a file of which only a part of the name is known."""
        pattern = pattern_of(word).replace(UNKNOWN, ANYTHING).rstrip("/")
        known = "" if word.text.startswith(UNKNOWN) else pattern
        self.reading.found.append(Effect(UNRESOLVED, known, int(bool(known)), self.base or "/", by or self.name))

    def unresolved(self, by: str = "") -> None:
        """Note that this program writes where it cannot be told which file."""
        self.reading.found.append(Effect(UNRESOLVED, "", 0, self.base or "/", by or self.name))

    def path(self, word: Word | None) -> str | None:
        """Give the absolute path that a word names, None where it names none or the folder is not known."""
        if word is None or not word.text or (self.base is None and not word.text.startswith("/")):
            return None
        return normpath(join(self.base or "/", word.text))

    def kind_at(self, word: Word | None) -> str:
        """Tell what stands at a path: "file", "folder" or "" for nothing, or nothing known."""
        path = None if word is None or word.is_pattern else self.path(word)
        return self.reading.files.kind(path) if path else ""

    def text_at(self, word: Word | None) -> str | None:
        """Give the text of a file, None where it cannot be known."""
        if word == STANDARD_INPUT:
            return self.feed.text
        path = None if word is None or word.is_pattern else self.path(word)
        return self.reading.files.text(path) if path else None

    def patched_at(self, word: Word | None) -> tuple[Effect, ...]:
        """Give what a patch is about that the command itself has written to a file."""
        path = None if word is None or word.is_pattern else self.path(word)
        return self.reading.files.patched(path) if path else ()

    def run(self, words: Words, feed: Feed | None = None) -> Feed:
        """Run other words in this call's place."""
        return self.runner.words(self.scene, words, feed or self.feed)


def within(folder: Word | None, inner: Word | None) -> Word | None:
    """Give the path of a name in a folder; either may be a pattern."""
    if folder is None or inner is None:
        return None
    if folder.is_pattern == inner.is_pattern:
        return Word(join(folder.text, inner.text), inner.is_pattern)
    return Word(join(pattern_of(folder), pattern_of(inner)), 1)


def last_name(word: Word | None) -> Word | None:
    """Give the last name of a path."""
    if word is None:
        return None
    name = word.text.rstrip("/").rpartition("/")[2]
    return None if name in ("", ".", "..") else Word(name, word.is_pattern)
