"""Pathspecs: how git's commands name files, with wildcards of git's own and with magic words in front."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.effect import WORKTREE, Word, pattern_of
from covey.model.shell.path_globs import crossing, is_glob
from covey.model.shell.repository import repository_of
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Words

MAGIC = {"/": "top", "!": "exclude", "^": "exclude"}


class _Spec(Value):
    """A pathspec without its magic."""

    text: str
    magic: frozenset[str]


def pathspecs(call: Call, words: Words) -> Words:
    """Give the files that pathspecs name; if all of them only exclude, the rest of the folder."""
    specs = [None if word is None else word if word.is_pattern else _read(word.text) for word in words]
    excluded: list[str] = []
    found: Words = []
    for spec in specs:
        word = _placed(call, spec) if isinstance(spec, _Spec) else spec
        if not isinstance(spec, _Spec) or "exclude" not in spec.magic:
            found.append(word)
        elif word is not None:
            excluded.append(pattern_of(word))
    if words and not found:
        found = [Word(WORKTREE)]
    return [word and word.but(excluded=tuple(excluded)) for word in found]


def given_paths(call: Call, given: Options, words: Words) -> Words:
    """Give the files that the operands name, or those that the file of --pathspec-from-file lists."""
    files = given.given("--pathspec-from-file")
    if not files:
        return pathspecs(call, words)
    text = call.feed.text if files[0] == Word("-") else call.text_at(files[0])
    if text is None:
        return [None]
    names = text.split("\0") if given.has("--pathspec-file-nul") else text.splitlines()
    return pathspecs(call, [Word(name) for name in names if name])


def has_pathspec(call: Call, word: Word | None) -> bool:
    """Tell whether a word names files and no commit."""
    return word is not None and bool(
        word.is_pattern or word.text.startswith(":") or is_glob(word.text) or call.kind_at(word)
    )


def _read(text: str) -> _Spec:
    if text.startswith(":("):
        words, _, rest = text[2:].partition(")")
        return _Spec(rest, frozenset(word.strip() for word in words.split(",")))
    magic: set[str] = set()
    while text[:1] == ":" and text[1:2] in MAGIC:
        magic.add(MAGIC[text[1]])
        text = ":" + text[2:]
    return _Spec(text[1:] if magic and text != ":" else "" if magic else text, frozenset(magic))


def _placed(call: Call, spec: _Spec) -> Word | None:
    """Give the word for a pathspec; one from the top by its whole path, where the top is known."""
    text, is_pattern = spec.text, "literal" not in spec.magic and is_glob(spec.text)
    if is_pattern and "glob" not in spec.magic:
        text = crossing(text)
    if "top" not in spec.magic:
        return Word(text or ".", int(is_pattern))
    if not text:
        return Word(WORKTREE)
    repository = repository_of(call)
    return Word(join(repository.root, text), int(is_pattern)) if repository else None
