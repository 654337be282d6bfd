"""What a command does to files: the kinds of effect, and the words that name them."""

from __future__ import annotations

from covey.model.value import Value

WRITE = "write"
"""That file is made or written."""

REMOVE = "remove"
"""That file or folder is deleted or moved away."""

REWRITE = "rewrite"
"""Any file there or beneath may be rewritten."""

SWEEP = "sweep"
"""Git takes or discards all uncommitted work there or beneath."""

MOVE = "move"
"""Git moves HEAD, or rewrites files all over the worktree."""

CLEAN, NESTED = "git clean", "ff"
"""What removes files that git does not know; with its force doubled, repositories and worktrees beneath too."""

UNRESOLVED = "unresolved"
"""Some file is written whose name the command does not tell; the path is a pattern, where it tells a part, or ''."""

STASH = "stash"
"""Git applies or destroys an entry of the stash, which all worktrees share: `path` is its name, ANY_STASH for all."""

ANY_STASH = "refs/stash"

WORKTREE = ":/"
"""The root of the worktree that the base is in, as git itself writes it."""


class Word(Value):
    """A word as a program gets it: text, or a pattern in the language of covey.model.pattern.

    What a pattern matches and one of `excluded` too is not meant, nor a file that does not hold the text `containing`.
    """

    text: str
    is_pattern: int = 0
    excluded: tuple[str, ...] = ()
    containing: str = ""


_ESCAPED = str.maketrans({char: "\\" + char for char in "\\*?[{"})


def pattern_of(word: Word) -> str:
    """Give a word as a pattern."""
    return word.text if word.is_pattern else word.text.translate(_ESCAPED)


class Effect(Value):
    """One thing that a command does: to which path, as it is written there, and in which folder.

    `excluded` are patterns, read from the same folder: what they match is left alone, as are files without the text
    `containing`.
    """

    kind: str
    path: str
    is_pattern: int
    base: str
    by: str
    excluded: tuple[str, ...] = ()
    containing: str = ""
